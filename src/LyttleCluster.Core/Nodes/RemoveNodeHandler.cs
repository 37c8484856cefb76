using LyttleCluster.Core.Joining;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Nodes;

/// <summary>
/// Takes nodes out of the cluster and forgets what was observed of them. Nothing on the host is touched; an agent that joined gets no other certificate.
/// </summary>
internal sealed class RemoveNodeHandler(NodeRegistry registry, NodeEndpoints endpoints, Observations observations, JoinRequests joins) : NodeDocumentChange<RemoveNode>(registry, endpoints)
{
    protected override string Action => "Remove";

    protected override ValueTask<NodeDocument?> ChangeAsync(RemoveNode request, StoredNode node, CancellationToken cancellationToken) => default;

    protected override async ValueTask<IReadOnlyList<StateWrite>> AlsoWriteAsync(NodeDocument? before, NodeDocument? after, CancellationToken cancellationToken) =>
        await joins.RemovalOfAsync(before?.JoinId, cancellationToken) is { } removal ? [removal] : [];

    protected override async ValueTask<ClusterNode> ShowAsync(StoredNode node, CancellationToken cancellationToken)
    {
        await observations.ForgetAsync(node.Name, cancellationToken);
        return NodeView.Configured(node);
    }
}
