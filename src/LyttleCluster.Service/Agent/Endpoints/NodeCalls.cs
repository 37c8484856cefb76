using LyttleCluster.Service.Agent.Access;
using LyttleCluster.Service.Agent.Host;
using LyttleCluster.Service.Agent.Http;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>The host itself: its facts, and its reboot where that was allowed at the start of the agent.</summary>
internal sealed class NodeCalls(HostReader host, IReboot? reboot, ServiceLog log, TimeProvider time)
{
    public IEnumerable<AgentRoute> Routes =>
    [
        AgentRoute.Get("/node", Right.Viewer, context => context.JsonAsync(host.Read(), AgentJson.Default.HostFacts)),
        AgentRoute.Post("/node/reboot", Right.PlatformAdmin, RebootAsync),
    ];

    private async Task RebootAsync(HttpContext context)
    {
        if (reboot is null)
        {
            await context.RefuseAsync(new Refusal(403, "RebootNotAllowed", "This agent was not started with --allow-reboot"), time);
            return;
        }

        log.Warn("The host is to be rebooted.", ("caller", context.Caller().Subject), ("correlationId", context.CorrelationId()));
        // Not cancelled when the caller leaves: half a reboot is none.
        await reboot.RebootAsync(CancellationToken.None);
        await context.JsonAsync(new RebootBody(true), AgentJson.Default.RebootBody, StatusCodes.Status202Accepted);
    }
}
