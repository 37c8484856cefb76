namespace LyttleCluster.Core.Nodes;

/// <summary>Takes nodes out of the cluster and forgets what was observed of them. Nothing on the host is touched.</summary>
internal sealed class RemoveNodeHandler(NodeRegistry registry, NodeEndpoints endpoints, Observations observations) : NodeDocumentChange<RemoveNode>(registry, endpoints)
{
    protected override string Action => "Remove";

    protected override ValueTask<NodeDocument?> ChangeAsync(RemoveNode request, StoredNode node, CancellationToken cancellationToken) => default;

    protected override async ValueTask<ClusterNode> ShowAsync(StoredNode node, CancellationToken cancellationToken)
    {
        await observations.ForgetAsync(node.Name, cancellationToken);
        return NodeView.Configured(node);
    }
}
