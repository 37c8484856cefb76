using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LyttleCluster.Core.Watching;

namespace LyttleCluster.ManagerTests.Pages;

/// <summary>A watch that knows what a test tells it.</summary>
internal sealed class SettableWatch : IClusterWatch
{
    private readonly Lock _gate = new();
    private readonly List<Channel<WatchItem>> _readers = [];

    public ClusterSnapshot Now { get; private set; } = ClusterSnapshot.Empty;

    public void Set(params IEnumerable<WatchedNode> nodes)
    {
        lock (_gate)
        {
            Now = new ClusterSnapshot(Now.Revision + 1, nodes.ToImmutableSortedDictionary(watched => watched.Node.Name, watched => watched, StringComparer.OrdinalIgnoreCase));
            foreach (var reader in _readers) reader.Writer.TryWrite(new SnapshotItem(Now));
        }
    }

    /// <summary>A node as it is now, and its containers that are said to have changed.</summary>
    public void Change(WatchedNode watched, params IReadOnlyList<ClusterContainer> changed)
    {
        lock (_gate)
        {
            Now = new ClusterSnapshot(Now.Revision + 1, Now.Nodes.SetItem(watched.Node.Name, watched));
            foreach (var reader in _readers) reader.Writer.TryWrite(new ContainersChanged(Now.Revision, watched.Node.Name, changed, []));
        }
    }

    public async IAsyncEnumerable<WatchItem> FollowAsync(long? afterRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = Channel.CreateUnbounded<WatchItem>();
        lock (_gate)
        {
            reader.Writer.TryWrite(new SnapshotItem(Now));
            _readers.Add(reader);
        }

        await foreach (var item in reader.Reader.ReadAllAsync(cancellationToken)) yield return item;
    }
}
