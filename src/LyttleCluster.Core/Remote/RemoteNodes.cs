namespace LyttleCluster.Core.Remote;

/// <summary>Hosts, through a manager.</summary>
internal sealed class RemoteNodes(ManagerCalls calls) : INodes
{
    public IAsyncEnumerable<Answer<ClusterNode>> GetAsync(NodeQuery request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterNode>(UseCases.Of(request.GetType()), request, cancellationToken);

    public IAsyncEnumerable<Answer<ClusterCheck>> TestAsync(NodeTest request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterCheck>(UseCases.Of(request.GetType()), request, cancellationToken);

    public IAsyncEnumerable<Answer<ClusterNode>> WaitAsync(NodeWait request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterNode>(UseCases.Of(request.GetType()), request, cancellationToken);

    public IAsyncEnumerable<Answer<ClusterNodeCandidate>> FindAsync(NodeDiscovery request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterNodeCandidate>(UseCases.Of(request.GetType()), request, cancellationToken);
}
