using LyttleCluster.Service.Agent.Host;
using LyttleCluster.Service.Agent.Nginx;

namespace LyttleCluster.Service.Agent;

/// <summary>What the agent must be allowed on its host, for the operator who sets it up.</summary>
internal static class PrivilegesCommand
{
    public static async Task<int> PrintSudoRulesAsync(AgentOptions options, AgentUser user)
    {
        Console.WriteLine($"# /etc/sudoers.d/lyttle-cluster-agent (check it with: visudo -cf FILE); put the user the agent runs as for '{user.Name}'");
        foreach (var rule in await NginxPrivileges.SudoRulesAsync(options.Nginx, user.Name, CancellationToken.None)) Console.WriteLine(rule);
        if (options.AllowReboot) Console.WriteLine($"{user.Name} ALL=(root) NOPASSWD: {string.Join(' ', RebootCommand.OfThisHost())}");
        return 0;
    }

    /// <summary>Takes the agent's own file out of nginx's configuration; nginx goes on as it is until it is reloaded.</summary>
    public static async Task<int> UninstallSnippetAsync(AgentOptions options)
    {
        var file = await NginxControls.RemoveSnippetAsync(options.Nginx, TimeProvider.System, CancellationToken.None);
        Console.WriteLine(file is null ? "nginx's configuration has no file of the agent." : $"Removed {file}. Reload nginx to close its port.");
        return 0;
    }

    public static async Task<int> CheckAsync(AgentOptions options)
    {
        var checks = await NginxPrivileges.CheckAsync(options.Nginx, CancellationToken.None);
        foreach (var check in checks)
        {
            Console.WriteLine($"{(check.Passed ? "ok    " : "MISSING")} {check.Name}: {check.Detail}");
            if (check is { Passed: false, Remedy: { } remedy }) Console.WriteLine($"        {remedy}");
        }

        return checks.All(check => check.Passed) ? 0 : 1;
    }
}
