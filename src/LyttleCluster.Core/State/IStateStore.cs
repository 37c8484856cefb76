namespace LyttleCluster.Core.State;

/// <summary>
/// Desired state: small documents keyed by kind and name, each with a revision. Every write is compare-and-swap on that
/// revision, and a set of writes lands whole or not at all; the journal's rows are documents in the same set.
/// </summary>
public interface IStateStore : IAsyncDisposable
{
    /// <summary>What the store is, for messages: a path or an address.</summary>
    string Description { get; }

    /// <summary>One document; null when there is none.</summary>
    Task<StateDocument?> GetAsync(DocumentKey key, CancellationToken cancellationToken);

    /// <summary>The documents of a kind whose names begin with <paramref name="prefix"/>, ordered by name (ordinal).</summary>
    IAsyncEnumerable<StateDocument> ListAsync(string kind, string prefix, CancellationToken cancellationToken);

    /// <summary>
    /// The last documents of a kind, by name descending (ordinal): the journal's ids sort by time. Page by page with
    /// <paramref name="before"/>: only names before that one; null: from the end.
    /// </summary>
    IAsyncEnumerable<StateDocument> ListNewestAsync(string kind, string? before, int limit, CancellationToken cancellationToken);

    /// <summary>The first documents of a kind whose names come after <paramref name="after"/> (empty: from the start), by name (ordinal).</summary>
    IAsyncEnumerable<StateDocument> ListOldestAsync(string kind, string after, int limit, CancellationToken cancellationToken);

    /// <summary>How many documents of a kind there are.</summary>
    Task<long> CountAsync(string kind, CancellationToken cancellationToken);

    /// <summary>
    /// Does all of the writes, or none: <see cref="CommitResult.Conflict"/> names the first document that had moved. A commit
    /// writes each document once. Cancelling withdraws it while it waits its turn; once it has begun, its result is told.
    /// Nothing is written either when one of the locks <paramref name="held"/> was broken or taken over meanwhile, and
    /// <see cref="CommitResult.LostLock"/> names it: a process that slept through its lease cannot write over its successor.
    /// </summary>
    Task<CommitResult> CommitAsync(IReadOnlyList<StateWrite> writes, IReadOnlyList<ClusterLock> held, CancellationToken cancellationToken);

    /// <summary>
    /// Changes of a kind after a revision (0: from nothing), until cancelled or the store is closed: first those already made,
    /// then those to come, by revision. A document that changed several times in between comes once, as it is now.
    /// <c>StateWatchTooOld</c>: that revision is too old, or unknown; list again.
    /// </summary>
    IAsyncEnumerable<StateChange> WatchAsync(string kind, long afterRevision, CancellationToken cancellationToken);

    /// <summary>Takes a lock for <paramref name="lease"/>, or tells who holds it. A lapsed lock is taken over.</summary>
    Task<LockResult> TryLockAsync(string name, string owner, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Prolongs a lock from now on; false when it was broken or taken over. One that lapsed and that nobody took is held again.</summary>
    Task<bool> RenewLockAsync(ClusterLock held, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Gives a lock back (or breaks it); false when it was not held with this fencing token any more.</summary>
    Task<bool> ReleaseLockAsync(ClusterLock held, CancellationToken cancellationToken);

    /// <summary>All locks, lapsed ones too, ordered by name.</summary>
    IAsyncEnumerable<ClusterLock> ListLocksAsync(CancellationToken cancellationToken);
}

/// <summary>Shorter ways to use a store.</summary>
public static class StateStoreExtensions
{
    /// <summary>Does all of the writes, or none, under no lock.</summary>
    public static Task<CommitResult> CommitAsync(this IStateStore store, IReadOnlyList<StateWrite> writes, CancellationToken cancellationToken) =>
        store.CommitAsync(writes, [], cancellationToken);
}

/// <summary>What a document is found by.</summary>
/// <param name="Kind">The kind, e.g. <c>node</c> or <c>operation</c>.</param>
/// <param name="Name">The name in its kind; compared by bytes.</param>
public readonly record struct DocumentKey(string Kind, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind}/{Name}";
}

/// <summary>One stored document.</summary>
/// <param name="Key">What it is found by.</param>
/// <param name="Revision">The store-wide number of its last write; it only grows.</param>
/// <param name="Body">UTF-8 JSON.</param>
public sealed record StateDocument(DocumentKey Key, long Revision, ReadOnlyMemory<byte> Body);

/// <summary>One write of a commit: put a body, or delete (<see cref="Body"/> null), if the document is as expected.</summary>
public sealed record StateWrite
{
    /// <summary>The document.</summary>
    public required DocumentKey Key { get; init; }

    /// <summary>The revision it must have; 0: it must not exist; null: whatever it is.</summary>
    public required long? Expected { get; init; }

    /// <summary>UTF-8 JSON; null deletes.</summary>
    public required ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Whether it says nothing by itself, only that something moved: an undo leaves it out.</summary>
    public bool IsSign { get; init; }

    /// <summary>Creates or replaces a document.</summary>
    public static StateWrite Put(DocumentKey key, long? expected, ReadOnlyMemory<byte> body) =>
        new() { Key = key, Expected = expected, Body = body };

    /// <summary>Deletes a document; one that is not there is no error where that is expected.</summary>
    public static StateWrite Delete(DocumentKey key, long? expected) => new() { Key = key, Expected = expected, Body = null };
}

/// <summary>How a commit ended.</summary>
/// <param name="Revision">The revision all of its documents got; 0 after a conflict.</param>
/// <param name="Conflict">The first document that was not as expected; null when all was done.</param>
public sealed record CommitResult(long Revision, DocumentKey? Conflict)
{
    /// <summary>The lock that is not held any more; null when all were, or none was asked for.</summary>
    public string? LostLock { get; init; }

    /// <summary>Whether all was done.</summary>
    public bool Done => Conflict is null && LostLock is null;
}

/// <summary>One change of a document.</summary>
/// <param name="Key">The document.</param>
/// <param name="Revision">The revision of this change.</param>
/// <param name="Body">What it became; null: deleted.</param>
public sealed record StateChange(DocumentKey Key, long Revision, ReadOnlyMemory<byte>? Body);

/// <summary>The answer to a try for a lock.</summary>
/// <param name="Taken">Whether it is ours now.</param>
/// <param name="Lock">Ours, or the one that stands in the way.</param>
public sealed record LockResult(bool Taken, ClusterLock Lock);
