using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Nodes;

/// <summary>What every change of node documents shares: each planned change carries the document it writes.</summary>
/// <typeparam name="TRequest">The request it is for.</typeparam>
internal abstract class NodeDocumentChange<TRequest>(NodeRegistry registry) : IDocumentChange<ClusterNode>
    where TRequest : ChangeRequest<ClusterNode>
{
    public Type RequestType => typeof(TRequest);

    protected NodeRegistry Registry { get; } = registry;

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
            if (after is null || after.Describe() != node.Document.Describe()) changes.Add(Plan(node.Document, after, node.Revision));
            else unchanged.Add(await ShowAsync(node, cancellationToken));
        }

        return new ChangePlan<ClusterNode> { Request = wanted, Changes = changes, Unchanged = unchanged, Failures = selection.Failures };
    }

    public StateWrite WriteOf(PlannedChange change)
    {
        var work = (NodeWork)change.Work!;
        var key = NodeRegistry.KeyOf((work.After ?? work.Before)!.Name);
        return work.After is { } after
            ? DocumentWrite.Put(key, work.Revision, after, StateJson.Default.NodeDocument)
            : StateWrite.Delete(key, work.Revision);
    }

    public virtual ValueTask<ClusterNode> ResultOfAsync(ChangeRequest<ClusterNode> request, PlannedChange change, CancellationToken cancellationToken)
    {
        var work = (NodeWork)change.Work!;
        return ShowAsync(new StoredNode((work.After ?? work.Before)!, work.Revision), cancellationToken);
    }

    /// <summary>The document after the change; null removes it.</summary>
    protected abstract ValueTask<NodeDocument?> ChangeAsync(TRequest request, StoredNode node, CancellationToken cancellationToken);

    /// <summary>The node as the change reports it.</summary>
    protected virtual ValueTask<ClusterNode> ShowAsync(StoredNode node, CancellationToken cancellationToken) => ValueTask.FromResult(NodeView.Configured(node));

    protected PlannedChange Plan(NodeDocument? before, NodeDocument? after, long revision) => new()
    {
        Target = $"node/{(after ?? before)!.Name}",
        Action = Action,
        Before = before?.Describe(),
        After = after?.Describe(),
        Reversible = true,
        BoundTo = $"{revision}",
        Work = new NodeWork(before, after, revision),
    };

    private sealed record NodeWork(NodeDocument? Before, NodeDocument? After, long Revision);
}
