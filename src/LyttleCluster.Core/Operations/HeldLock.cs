using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Operations;

/// <summary>A lock that is renewed until it is disposed.</summary>
internal sealed class HeldLock : IAsyncDisposable
{
    /// <summary>How long a dead process keeps others out.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly IStateStore _store;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _renewal;

    private HeldLock(IStateStore store, ClusterLock held, TimeProvider time)
    {
        _store = store;
        Lock = held;
        _renewal = RenewAsync(time);
    }

    /// <summary>The lock, for writes that must not land when it was broken or taken over.</summary>
    public ClusterLock Lock { get; }

    /// <summary>Takes the lock.</summary>
    /// <exception cref="ClusterException"><c>ObjectLocked</c>: somebody else holds it.</exception>
    public static async Task<HeldLock> TakeAsync(IStateStore store, string name, string target, string? node, TimeProvider time, CancellationToken cancellationToken)
    {
        var result = await store.TryLockAsync(name, Journal.Owner, Lease, cancellationToken);
        return result.Taken
            ? new HeldLock(store, result.Lock, time)
            : throw OperationErrors.Locked(target, node, result.Lock, time.GetUtcNow());
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _renewal.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _store.ReleaseLockAsync(Lock, CancellationToken.None);
        _stop.Dispose();
    }

    private async Task RenewAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(Lease / 3, time);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            try
            {
                if (!await _store.RenewLockAsync(Lock, Lease, _stop.Token)) return;
            }
            catch (ClusterException)
            {
                // The file may be locked or full for a moment: the lease outlasts two renewals that fail.
            }
        }
    }
}

/// <summary>Several locks that are held together and given back in the other order.</summary>
internal sealed class HeldLocks : IAsyncDisposable
{
    private readonly Stack<HeldLock> _held = new();

    public IReadOnlyList<ClusterLock> Held => [.. _held.Select(held => held.Lock)];

    /// <inheritdoc cref="HeldLock.TakeAsync"/>
    public async Task TakeAsync(IStateStore store, string name, string target, string? node, TimeProvider time, CancellationToken cancellationToken) =>
        _held.Push(await HeldLock.TakeAsync(store, name, target, node, time, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        ClusterException? first = null;
        while (_held.TryPop(out var held))
        {
            try
            {
                await held.DisposeAsync();
            }
            catch (ClusterException failure)
            {
                // The others are given back all the same: one that is not would be renewed as long as this process lives.
                first ??= failure;
            }
        }

        if (first is not null) throw first;
    }
}
