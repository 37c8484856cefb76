using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.Operations;

namespace LyttleCluster.Core.Nginx;

/// <summary>Reloads nginx on nodes, in waves that stop at the first bad one; one reload at a time a node, whoever asks for it.</summary>
internal sealed class ReloadNginxHandler(NodeRegistry registry, NodeConnections connections, TimeProvider time) : IStagedAction<NginxReloadResult>
{
    public Type RequestType => typeof(ReloadNginx);

    public async Task<ChangePlan<NginxReloadResult>> PlanAsync(ChangeRequest<NginxReloadResult> request, CancellationToken cancellationToken)
    {
        var wanted = (ReloadNginx)request;
        if (wanted.Probe is { } page && !(page.IsAbsoluteUri && page.Scheme is "http" or "https")) throw NginxErrors.ProbeInvalid(page);

        var selection = await NginxNodes.SelectAsync(registry, wanted.Nodes, cancellationToken);
        return new ChangePlan<NginxReloadResult>
        {
            Request = wanted,
            Changes = [.. selection.Nodes.Select(Plan)],
            Failures = selection.Failures,
        };
    }

    public IReadOnlyList<IReadOnlyList<int>> WavesOf(ChangeRequest<NginxReloadResult> request, int count)
    {
        var wanted = (ReloadNginx)request;
        return Waves.Of(wanted.Strategy, wanted.BatchSize, count);
    }

    public string LockOf(PlannedChange change) => NginxNodes.LockOf(change.Node!);

    public async Task<Answer<NginxReloadResult>> ExecuteAsync(
        ChangeRequest<NginxReloadResult> request, PlannedChange change, CancellationToken cancellationToken)
    {
        var selection = await registry.SelectAsync([change.Node!], cancellationToken);
        if (selection.Nodes is not [var node]) throw NodeErrors.NotFound(change.Node!);
        if (node.Document.Settings.NginxApi?.ToString() != change.BoundTo) throw OperationErrors.PlanOutdated(change.Target);

        var reload = new NodeReload(connections.NginxApiOf(node), node.Name, node.Document.Settings.ProxyAddress, (ReloadNginx)request, time);
        return await reload.RunAsync(cancellationToken);
    }

    public NginxReloadResult SkippedOf(PlannedChange change, ClusterException cause) => new()
    {
        Node = change.Node!,
        Outcome = NginxReloadOutcome.Skipped,
        Reason = $"left alone, because {(cause.Node is { } node ? $"node {node}" : "an earlier one")} failed",
    };

    private static PlannedChange Plan(StoredNode node) => new()
    {
        Target = $"nginx/{node.Name}",
        Action = "Reload",
        Node = node.Name,
        Reversible = false,
        BoundTo = node.Document.Settings.NginxApi!.ToString(),
    };
}
