using LyttleCluster.Core.FanOut;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.Operations;
using LyttleCluster.Formatting;

namespace LyttleCluster.Core.Nodes;

/// <summary>
/// Reboots hosts through their agents. A plan is bound to the run of the host that it saw: one that somebody else restarted meanwhile is not
/// restarted twice.
/// </summary>
internal sealed class RestartNodeHandler(NodeRegistry registry, NodeConnections connections, NodeProbe probe, Observations observations, TimeProvider time)
    : INodeAction<ClusterNode>
{
    /// <summary>How often a waiting caller looks again.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>Agents may tell their uptime in whole seconds.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    public Type RequestType => typeof(RestartNode);

    public async Task<ChangePlan<ClusterNode>> PlanAsync(ChangeRequest<ClusterNode> request, CancellationToken cancellationToken)
    {
        var selection = await registry.SelectAsync(request.Nodes, cancellationToken);
        var changes = new List<PlannedChange>();
        var failures = selection.Failures.ToList();
        var looks = NodeFanOut.RunAsync<StoredNode, PlannedChange>(
            selection.Nodes,
            NodeCall.ReadThrottle,
            node => node.Name,
            async (node, results, stop) => await results.WriteAsync(await PlanAsync(node, request.Timeout, stop), stop),
            cancellationToken);
        await foreach (var look in looks)
        {
            if (look.IsValue) changes.Add(look.Value);
            else failures.Add(look.Failure!);
        }

        return new ChangePlan<ClusterNode> { Request = request, Changes = [.. changes.OrderBy(change => change.Node, StringComparer.OrdinalIgnoreCase)], Failures = failures };
    }

    public string LockOf(PlannedChange change) => change.Target;

    public async Task<Answer<ClusterNode>> ExecuteAsync(ChangeRequest<ClusterNode> request, PlannedChange change, CancellationToken cancellationToken)
    {
        var selection = await registry.SelectAsync([change.Node!], cancellationToken);
        if (selection.Nodes is not [var node]) throw NodeErrors.NotFound(change.Node!);
        var host = await AgentOf(node, request.Timeout, cancellationToken);
        if (IsNewerThan((long)change.Work!, host.Uptime)) throw OperationErrors.PlanOutdated(change.Target);

        var asked = time.GetTimestamp();
        var wait = ((RestartNode)request).Wait;
        try
        {
            await connections.NginxApiOf(node).RebootAsync(request.Timeout, cancellationToken);
        }
        catch (ClusterException failure) when (NginxApiErrors.IsReplyLost(failure))
        {
            // It may have gone down before its answer was out; who waits will see.
            if (wait is null) throw NodeErrors.RestartUnknown(node.Name, failure);
        }

        return wait is { } limit
            ? await WaitAsync(node, asked, limit, request.Timeout, cancellationToken)
            : NodeView.LastSeen(node, await observations.NodeAsync(node.Name, cancellationToken));
    }

    private async Task<PlannedChange> PlanAsync(StoredNode node, TimeSpan silence, CancellationToken cancellationToken)
    {
        var host = await AgentOf(node, silence, cancellationToken);
        return new PlannedChange
        {
            Target = $"node/{node.Name}",
            Action = "Restart",
            Node = node.Name,
            Before = host.Uptime is { } uptime ? $"up for {Display.Duration(uptime)}" : "up",
            After = "restarted",
            Reversible = false,
            BoundTo = $"{node.Revision}",
            Work = time.GetTimestamp(),
        };
    }

    /// <summary>The host, as an agent that may reboot it tells.</summary>
    private async Task<NginxApiHost> AgentOf(StoredNode node, TimeSpan silence, CancellationToken cancellationToken)
    {
        if (node.NginxApiEndpoint is null) throw NodeErrors.NoAgent(node.Name, "it has no nginx_api");
        var client = connections.NginxApiOf(node);
        var host = await client.GetHostAsync(silence, cancellationToken)
            ?? throw NodeErrors.NoAgent(node.Name, $"its nginx_api is {(await client.GetDialectAsync(silence, cancellationToken)).Name}");
        return host.RebootAllowed ? host : throw NginxApiErrors.RebootNotAllowed(client.Endpoint);
    }

    /// <summary>Until the host runs for no longer than it is since it was asked to restart, and all of its endpoints are well.</summary>
    private async Task<ClusterNode> WaitAsync(StoredNode node, long asked, TimeSpan limit, TimeSpan silence, CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = await probe.ProbeAsync(node, LookLimit.Of(silence, limit - time.GetElapsedTime(asked)), cancellationToken);
            var isAnew = seen.NginxApi?.Connection == EndpointConnection.Connected && IsNewerThan(asked, seen.Uptime);
            if (isAnew && IsWell(seen)) return seen;
            if (time.GetElapsedTime(asked) >= limit) throw NodeErrors.RestartTimedOut(node.Name, limit, isAnew, seen);
            await Task.Delay(LookAgain, time, cancellationToken);
        }
    }

    private bool IsNewerThan(long moment, TimeSpan? uptime) => uptime < time.GetElapsedTime(moment) + Rounding;

    /// <summary>Also of a node that was suspended for the restart.</summary>
    private static bool IsWell(ClusterNode node) => new[] { node.Docker, node.NginxApi }.OfType<ClusterEndpoint>().All(NodeStatusRule.IsWell);
}
