namespace LyttleCluster.Core.Nodes;

/// <summary>Takes nodes out of use.</summary>
internal sealed class SuspendNodeHandler(NodeRegistry registry, NodeEndpoints endpoints, Observations observations) : NodeSuspension<SuspendNode>(registry, endpoints, observations)
{
    protected override string Action => "Suspend";

    protected override bool Suspended => true;
}

/// <summary>Takes nodes into use again.</summary>
internal sealed class ResumeNodeHandler(NodeRegistry registry, NodeEndpoints endpoints, Observations observations) : NodeSuspension<ResumeNode>(registry, endpoints, observations)
{
    protected override string Action => "Resume";

    protected override bool Suspended => false;
}

/// <summary>What suspending and resuming share.</summary>
/// <typeparam name="TRequest">The request it is for.</typeparam>
internal abstract class NodeSuspension<TRequest>(NodeRegistry registry, NodeEndpoints endpoints, Observations observations) : NodeDocumentChange<TRequest>(registry, endpoints)
    where TRequest : ChangeRequest<ClusterNode>
{
    protected abstract bool Suspended { get; }

    protected override ValueTask<NodeDocument?> ChangeAsync(TRequest request, StoredNode node, CancellationToken cancellationToken) =>
        ValueTask.FromResult<NodeDocument?>(node.Document with { Suspended = Suspended });

    protected override async ValueTask<ClusterNode> ShowAsync(StoredNode node, CancellationToken cancellationToken) =>
        NodeView.LastSeen(node, await observations.NodeAsync(node.Name, cancellationToken));
}
