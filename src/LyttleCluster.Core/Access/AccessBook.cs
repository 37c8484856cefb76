using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Access;

/// <summary>
/// Grants, tokens and revocations in memory, for decisions. A manager follows its store: what is changed here is known when the change is answered, what another process
/// or an undo changes a moment later. When the store cannot be read, what was known last stays.
/// </summary>
internal sealed class AccessBook(IStateStore store, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly string[] Kinds = [AccessGrantDocument.DocumentKind, AccessTokenDocument.DocumentKind, AccessRevocationDocument.DocumentKind];

    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile AccessEntries _now = AccessEntries.None;
    private volatile bool _isFollowed;

    /// <summary>What counts now.</summary>
    public AccessEntries Now => _now;

    /// <summary>Told after each change of <see cref="Now"/>.</summary>
    public event Action? Changed;

    /// <summary>Told of what could not be read; it grants nothing, and a revocation still revokes.</summary>
    public event Action<ClusterException>? Unreadable;

    public void Dispose() => _reading.Dispose();

    /// <summary>Reads all of it, and goes on to follow it in the background until cancelled.</summary>
    /// <returns>The following, once everything was read: it ends by cancellation alone.</returns>
    /// <exception cref="ClusterException">The store cannot be read: nobody could be refused or let in rightly.</exception>
    public async Task<Task> FollowAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        _isFollowed = true;
        return Task.WhenAll(Kinds.Select(kind => FollowAsync(kind, cancellationToken)));
    }

    /// <summary>Takes in what was just committed, where somebody follows.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => _isFollowed ? ReadAsync(cancellationToken) : Task.CompletedTask;

    private async Task FollowAsync(string kind, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var last = 0L;
                await foreach (var change in store.WatchAsync(kind, 0, cancellationToken))
                {
                    if (change.Revision <= last) continue;
                    last = change.Revision;
                    await ReadAsync(cancellationToken);
                }

                return;
            }
            catch (OperationCanceledException)
            {
                // We were told to stop, or the store was closed.
                return;
            }
            catch (ClusterException)
            {
                // The store says by itself what is wrong with it; what was known stays.
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var grants = await ListAsync(AccessGrantDocument.DocumentKind, document => DocumentWrite.Read(document, StateJson.Default.AccessGrantDocument), cancellationToken);
            var tokens = await ListAsync(AccessTokenDocument.DocumentKind, document => DocumentWrite.Read(document, StateJson.Default.AccessTokenDocument), cancellationToken);
            // Its name says all that counts.
            var revoked = await ListAsync(AccessRevocationDocument.DocumentKind, document => document.Key.Name, cancellationToken);
            _now = new AccessEntries(grants, tokens, revoked);
        }
        finally
        {
            _reading.Release();
        }

        Changed?.Invoke();
    }

    private async Task<List<T>> ListAsync<T>(string kind, Func<StateDocument, T> read, CancellationToken cancellationToken)
    {
        var found = new List<T>();
        await foreach (var document in store.ListAsync(kind, "", cancellationToken))
        {
            try
            {
                found.Add(read(document));
            }
            catch (ClusterException failure)
            {
                Unreadable?.Invoke(failure);
            }
        }

        return found;
    }
}
