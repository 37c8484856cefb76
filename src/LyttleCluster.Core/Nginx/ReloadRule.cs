using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Core.Nginx;

/// <summary>What a look at a node's nginx_api means for a reload. Pure.</summary>
internal static class ReloadRule
{
    /// <summary>
    /// Why nginx should not be reloaded; null when it may. That the last reload failed is no reason: readiness stays down until one succeeds
    /// (nginx-api.md, 6), so the reload is the cure. Old workers are the agent's own matter: it refuses above its cap.
    /// </summary>
    public static string? WhyNot(NginxApiProbe before) => before switch
    {
        { NginxRunning: false } => before.Reason ?? "nginx does not run",
        { Health: EndpointHealth.Unhealthy } when before.Checks.Any(IsInTheWay) || before.Checks.Count == 0 => before.Reason ?? "it does not say why",
        _ => null,
    };

    /// <summary>Why nginx is not well after a reload that was taken; null when it is.</summary>
    public static string? WhyNotWell(NginxApiProbe after) =>
        after.NginxRunning == false || after.Health == EndpointHealth.Unhealthy ? after.Reason ?? "it does not say why" : null;

    /// <summary>The failure that an agent's code names; without one, nginx's words have to do.</summary>
    public static ClusterException ErrorOf(string node, string? code, string words) => code switch
    {
        "ConfigurationInvalid" => NginxErrors.ConfigurationInvalid(node, words),
        "NginxNotRunning" => NginxErrors.NotRunning(node, words),
        "TooManyOldWorkers" => NginxErrors.TooManyOldWorkers(node, words),
        _ => NginxErrors.Failed(node, words),
    };

    private static bool IsInTheWay(NginxApiCheck check) => !check.Passed && check.Name is not ("config_apply" or "workers");
}
