using LyttleCluster.Core;

namespace LyttleCluster.ManagerTests.Remote;

/// <summary>Follows the engines of a cluster, so that what happens there comes into its history: what a manager's own watch does.</summary>
internal sealed class EngineWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _watching;

    public EngineWatch(LocalCluster cluster) => _watching = cluster.Events.WatchAsync(new EventWatch(), _ended.Token).LastOrDefaultAsync(_ended.Token).AsTask();

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }
}
