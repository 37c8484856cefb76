using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Nodes;

/// <summary>What every change of node documents shares: each planned change carries the document it writes.</summary>
/// <typeparam name="TRequest">The request it is for.</typeparam>
internal abstract class NodeDocumentChange<TRequest>(NodeRegistry registry, NodeEndpoints endpoints) : IDocumentChange<ClusterNode>
    where TRequest : ChangeRequest<ClusterNode>
{
    public Type RequestType => typeof(TRequest);

    protected NodeRegistry Registry { get; } = registry;

    protected NodeEndpoints Endpoints { get; } = endpoints;

    /// <summary>What the change is called, e.g. <c>Suspend</c>.</summary>
    protected abstract string Action { get; }

    public virtual async Task<ChangePlan<ClusterNode>> PlanAsync(ChangeRequest<ClusterNode> request, CancellationToken cancellationToken)
    {
        var wanted = (TRequest)request;
        var selection = await Registry.SelectAsync(wanted.Nodes, cancellationToken);
        var changes = new List<PlannedChange>();
        var unchanged = new List<ClusterNode>();
        foreach (var node in selection.Nodes)
        {
            var after = await ChangeAsync(wanted, node, cancellationToken);
            if (after is null || after.Describe() != node.Document.Describe()) changes.Add(await PlanAsync(node.Document, after, node.Revision, cancellationToken));
            else unchanged.Add(await ShowAsync(node, cancellationToken));
        }

        return new ChangePlan<ClusterNode> { Request = wanted, Changes = changes, Unchanged = unchanged, Failures = selection.Failures };
    }

    public IReadOnlyList<StateWrite> WritesOf(PlannedChange change)
    {
        var work = (NodeWork)change.Work!;
        var key = NodeRegistry.KeyOf((work.After ?? work.Before)!.Name);
        var write = work.After is { } after
            ? DocumentWrite.Put(key, work.Revision, Finish(after), StateJson.Default.NodeDocument)
            : StateWrite.Delete(key, work.Revision);
        return [write, .. work.Others];
    }

    public virtual async ValueTask<ClusterException> RefusalOfAsync(PlannedChange change, DocumentKey moved, CancellationToken cancellationToken)
    {
        var after = ((NodeWork)change.Work!).After;
        if (moved.Kind == NodeEndpointDocument.Kind && after is not null && await Endpoints.HolderAsync(moved, cancellationToken) is { } holder)
            return NodeErrors.EndpointInUse(after.Name, NodeEndpoints.UriOf(after.Settings, moved.Name), holder);
        return OperationErrors.PlanOutdated(change.Target);
    }

    public virtual ValueTask<ClusterNode> ResultOfAsync(ChangeRequest<ClusterNode> request, PlannedChange change, CancellationToken cancellationToken)
    {
        var work = (NodeWork)change.Work!;
        return ShowAsync(new StoredNode((work.After ?? work.Before)!, work.Revision), cancellationToken);
    }

    /// <summary>The document after the change; null removes it.</summary>
    protected abstract ValueTask<NodeDocument?> ChangeAsync(TRequest request, StoredNode node, CancellationToken cancellationToken);

    /// <summary>The document as it is stored.</summary>
    protected virtual NodeDocument Finish(NodeDocument after) => after;

    /// <summary>The node as the change reports it.</summary>
    protected virtual ValueTask<ClusterNode> ShowAsync(StoredNode node, CancellationToken cancellationToken) => ValueTask.FromResult(NodeView.Configured(node));

    /// <summary>Documents that have to change with the node's.</summary>
    protected virtual ValueTask<IReadOnlyList<StateWrite>> AlsoWriteAsync(NodeDocument? before, NodeDocument? after, CancellationToken cancellationToken) => new([]);

    protected async Task<PlannedChange> PlanAsync(NodeDocument? before, NodeDocument? after, long revision, CancellationToken cancellationToken)
    {
        var name = (after ?? before)!.Name;
        return new PlannedChange
        {
            Target = $"node/{name}",
            Action = Action,
            Before = before?.Describe(),
            After = after?.Describe(),
            Reversible = true,
            BoundTo = $"{revision}",
            Work = new NodeWork(
                before,
                after,
                revision,
                [.. await Endpoints.MoveAsync(name, before?.Settings, after?.Settings, cancellationToken), .. await AlsoWriteAsync(before, after, cancellationToken)]),
        };
    }

    protected static string NameOf(PlannedChange change) => change.Target["node/".Length..];

    /// <summary>The documents that a plan would write.</summary>
    protected static IEnumerable<NodeDocument> DocumentsOf(ChangePlan<ClusterNode> plan) =>
        plan.Changes.Select(change => ((NodeWork)change.Work!).After).OfType<NodeDocument>();

    private sealed record NodeWork(NodeDocument? Before, NodeDocument? After, long Revision, IReadOnlyList<StateWrite> Others);
}
