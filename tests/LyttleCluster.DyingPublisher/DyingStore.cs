using System.Diagnostics;
using LyttleCluster.Core;
using LyttleCluster.Core.State;

namespace LyttleCluster.DyingPublisher;

/// <summary>
/// A store that ends its process (SIGKILL: no finally block runs) right before or right after one of its calls that write. Renewals of locks do not
/// count: when they come is the clock's matter.
/// </summary>
/// <param name="store">What does it.</param>
/// <param name="number">At which call, from 1; 0: at none.</param>
/// <param name="isAfter">Whether the call is still made.</param>
internal sealed class DyingStore(IStateStore store, int number, bool isAfter) : IStateStore
{
    private int _calls;

    public string Description => store.Description;

    /// <summary>Counts from here on.</summary>
    public void Begin() => Volatile.Write(ref _calls, 0);

    public Task<StateDocument?> GetAsync(DocumentKey key, CancellationToken cancellationToken) => store.GetAsync(key, cancellationToken);

    public IAsyncEnumerable<StateDocument> ListAsync(string kind, string prefix, CancellationToken cancellationToken) => store.ListAsync(kind, prefix, cancellationToken);

    public IAsyncEnumerable<StateDocument> ListNewestAsync(string kind, string? before, int limit, CancellationToken cancellationToken) =>
        store.ListNewestAsync(kind, before, limit, cancellationToken);

    public IAsyncEnumerable<StateDocument> ListOldestAsync(string kind, string after, int limit, CancellationToken cancellationToken) =>
        store.ListOldestAsync(kind, after, limit, cancellationToken);

    public Task<long> CountAsync(string kind, CancellationToken cancellationToken) => store.CountAsync(kind, cancellationToken);

    public IAsyncEnumerable<StateChange> WatchAsync(string kind, long afterRevision, CancellationToken cancellationToken) => store.WatchAsync(kind, afterRevision, cancellationToken);

    public IAsyncEnumerable<ClusterLock> ListLocksAsync(CancellationToken cancellationToken) => store.ListLocksAsync(cancellationToken);

    public Task<bool> RenewLockAsync(ClusterLock held, TimeSpan lease, CancellationToken cancellationToken) => store.RenewLockAsync(held, lease, cancellationToken);

    public Task<CommitResult> CommitAsync(IReadOnlyList<StateWrite> writes, IReadOnlyList<ClusterLock> held, CancellationToken cancellationToken) =>
        AtAsync($"commit {string.Join(' ', writes.Select(write => write.Key.Kind).Distinct())}", () => store.CommitAsync(writes, held, cancellationToken));

    public Task<LockResult> TryLockAsync(string name, string owner, TimeSpan lease, CancellationToken cancellationToken) =>
        AtAsync($"lock {KindOf(name)}", () => store.TryLockAsync(name, owner, lease, cancellationToken));

    public Task<bool> ReleaseLockAsync(ClusterLock held, CancellationToken cancellationToken) =>
        AtAsync($"unlock {KindOf(held.Name)}", () => store.ReleaseLockAsync(held, cancellationToken));

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private static string KindOf(string name) => name.StartsWith("operation/", StringComparison.Ordinal) ? "operation" : name;

    private async Task<T> AtAsync<T>(string what, Func<Task<T>> call)
    {
        var isMine = Interlocked.Increment(ref _calls) == number;
        if (!isMine)
        {
            return await call();
        }

        if (!isAfter) Die($"before {what}");
        var result = await call();
        if (isAfter) Die($"after {what}");
        return result;
    }

    private static void Die(string at)
    {
        Console.WriteLine(at);
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
