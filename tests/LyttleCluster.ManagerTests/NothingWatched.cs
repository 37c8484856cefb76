using System.Runtime.CompilerServices;
using LyttleCluster.Core.Watching;

namespace LyttleCluster.ManagerTests;

/// <summary>Watches nothing.</summary>
internal sealed class NothingWatched : IClusterWatch
{
    public ClusterSnapshot Now => ClusterSnapshot.Empty;

    public async IAsyncEnumerable<WatchItem> FollowAsync(long? afterRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new SnapshotItem(Now);
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
