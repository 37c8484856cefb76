namespace LyttleCluster.Core.Remote;

/// <summary>What happened, as a manager tells it.</summary>
internal sealed class RemoteEvents(ManagerCalls calls) : IEvents
{
    public IAsyncEnumerable<Answer<ClusterEvent>> GetAsync(EventQuery request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterEvent>(UseCases.Of(request.GetType()), request, cancellationToken);

    public IAsyncEnumerable<Answer<ClusterEvent>> WatchAsync(EventWatch request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterEvent>(UseCases.Of(request.GetType()), request, cancellationToken);
}
