namespace LyttleCluster.Core.Events;

/// <summary>What happened on the nodes.</summary>
internal sealed class EventService(EventReader reader, EventWatcher watcher) : IEvents
{
    public IAsyncEnumerable<Answer<ClusterEvent>> GetAsync(EventQuery request, CancellationToken cancellationToken) => reader.ReadAsync(request, cancellationToken);

    public IAsyncEnumerable<Answer<ClusterEvent>> WatchAsync(EventWatch request, CancellationToken cancellationToken) => watcher.WatchAsync(request, cancellationToken);
}
