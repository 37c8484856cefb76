using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Authority;

/// <summary>The authority of a manager over its store: a leased lock that it renews as long as it lives.</summary>
internal sealed class ManagerLock : IAuthority
{
    /// <summary>The name of the lock.</summary>
    public const string Name = "manager";

    /// <summary>How long a manager that stands still, or whose host is gone, keeps others out.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private const int SignTries = 4;
    private static readonly TimeSpan SignPause = TimeSpan.FromMilliseconds(50);

    private readonly IStateStore _store;
    private readonly ManagerSign _sign;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ClusterLock _lock;
    private readonly Task _renewal;
    private IDisposable? _shown;

    private ManagerLock(IStateStore store, ManagerSign sign, IDisposable? shown, ClusterLock held, TimeProvider time)
    {
        (_store, _sign, _shown, _lock) = (store, sign, shown, held);
        _renewal = RenewAsync(time);
    }

    public IReadOnlyList<ClusterLock> Held => [_lock];

    /// <summary>Completes when the lock is lost: broken by an operator, or taken over while this process stood still. It is not taken again.</summary>
    public Task Lost => _lost.Task;

    /// <summary>Takes the authority over a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="sign">The sign beside it.</param>
    /// <param name="address">Where the manager listens, for those who are refused.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the try.</param>
    /// <exception cref="ClusterException"><c>ManagerHoldsState</c>: another manager has it.</exception>
    public static async Task<ManagerLock> TakeAsync(IStateStore store, ManagerSign sign, string address, TimeProvider time, CancellationToken cancellationToken)
    {
        var shown = await TakeSignAsync(sign, cancellationToken);
        try
        {
            // Who holds the sign is the only manager alive: a lease that is not over is that of one that was killed.
            if (shown is not null && await FindAsync(store, cancellationToken) is { } dead) await store.ReleaseLockAsync(dead, cancellationToken);
            var result = await store.TryLockAsync(Name, OwnerAt(address), Lease, cancellationToken);
            if (result.Taken) return new ManagerLock(store, sign, shown, result.Lock, time);
            throw AuthorityErrors.HeldByAnother(store.Description, result.Lock);
        }
        catch
        {
            shown?.Dispose();
            throw;
        }
    }

    /// <summary>The lock as it is; null when nobody has it.</summary>
    public static async Task<ClusterLock?> FindAsync(IStateStore store, CancellationToken cancellationToken) =>
        await store.ListLocksAsync(cancellationToken).FirstOrDefaultAsync(held => held.Name == Name, cancellationToken);

    /// <summary>The address in the owner of a lock; null when it names none.</summary>
    public static string? AddressOf(ClusterLock held) =>
        held.Owner.LastIndexOf(", ", StringComparison.Ordinal) is >= 0 and var at && held.Owner.EndsWith(')') ? held.Owner[(at + 2)..^1] : null;

    public ValueTask DemandAsync(CancellationToken cancellationToken) =>
        _lost.Task.IsCompleted ? throw AuthorityErrors.Lost(_store.Description) : ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _renewal.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await _store.ReleaseLockAsync(_lock, CancellationToken.None);
        }
        catch (ClusterException)
        {
            // A store that cannot be written (a full disk) must not hold up the end: the sign goes with us, and the lease lapses.
        }

        _shown?.Dispose();
        _stop.Dispose();
    }

    /// <summary>A shell that looks whether the sign is shown holds it for a moment.</summary>
    private static async Task<IDisposable?> TakeSignAsync(ManagerSign sign, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            if (sign.TryTake(out var shown)) return shown;
            if (tries == SignTries) return null;
            // For another process: the clock of this one has no part in it.
            await Task.Delay(SignPause, cancellationToken);
        }
    }

    private static string OwnerAt(string address) => Journal.Owner[..^1] + $", {address})";

    private async Task RenewAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(Lease / 6, time);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            if (_shown is null && _sign.TryTake(out var shown)) _shown = shown;
            if (await IsStillOursAsync()) continue;
            _shown?.Dispose();
            _shown = null;
            _lost.TrySetResult();
            return;
        }
    }

    private async Task<bool> IsStillOursAsync()
    {
        try
        {
            return await _store.RenewLockAsync(_lock, Lease, _stop.Token);
        }
        catch (ClusterException)
        {
            // The file may be locked or full for a moment. Should the lease lapse and another take it, the next renewal tells.
            return true;
        }
    }
}
