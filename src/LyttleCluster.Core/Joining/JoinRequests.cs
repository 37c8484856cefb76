using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Joining;

/// <summary>The agents that announced themselves, as they are stored.</summary>
internal sealed class JoinRequests(IStateStore store, TimeProvider time)
{
    /// <summary>How long an announcement waits for somebody to decide, and how long a refusal counts.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>All of them, with those that are over.</summary>
    public async Task<IReadOnlyList<StoredJoin>> ListAsync(CancellationToken cancellationToken)
    {
        var joins = new List<StoredJoin>();
        await foreach (var document in store.ListAsync(JoinRequestDocument.Kind, "", cancellationToken)) joins.Add(ToStored(document));
        return joins;
    }

    /// <summary>Those that wait to be decided on, the oldest first.</summary>
    public async Task<IReadOnlyList<StoredJoin>> WaitingAsync(CancellationToken cancellationToken) =>
        [.. (await ListAsync(cancellationToken)).Where(join => join.Document.State == JoinState.Waiting && !IsOver(join.Document)).OrderBy(join => join.Document.AnnouncedAt)];

    /// <summary>One of them; null when there is none, or it is over.</summary>
    public async Task<StoredJoin?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.GetAsync(JoinRequestDocument.KeyOf(id), cancellationToken) is { } document && ToStored(document) is var join && !IsOver(join.Document) ? join : null;

    /// <summary>The one that waits under an id, or under one that begins so.</summary>
    /// <exception cref="ClusterException"><c>JoinRequestNotFound</c>, <c>JoinRequestAmbiguous</c>.</exception>
    public async Task<StoredJoin> DemandWaitingAsync(string id, CancellationToken cancellationToken)
    {
        var found = (await WaitingAsync(cancellationToken)).Where(join => id.Length > 0 && join.Document.Id.StartsWith(id, StringComparison.OrdinalIgnoreCase)).ToList();
        return found switch
        {
            [var one] => one,
            [] => throw JoinErrors.NotFound(id),
            _ => throw JoinErrors.Ambiguous(id, found.Count),
        };
    }

    /// <summary>Writes one as it was found; false when it moved since.</summary>
    public async Task<bool> TryWriteAsync(StoredJoin join, CancellationToken cancellationToken) =>
        (await store.CommitAsync([WriteOf(join)], cancellationToken)).Done;

    /// <summary>Takes away what is over.</summary>
    public async Task TrimAsync(IEnumerable<StoredJoin> joins, CancellationToken cancellationToken)
    {
        var over = joins.Where(join => IsOver(join.Document)).Select(join => StateWrite.Delete(join.Document.Key, join.Revision)).ToList();
        // One that moves meanwhile is looked at again the next time.
        if (over.Count > 0) await store.CommitAsync(over, cancellationToken);
    }

    public static StateWrite WriteOf(StoredJoin join) =>
        DocumentWrite.Put(join.Document.Key, join.Revision, join.Document, StateJson.Default.JoinRequestDocument);

    /// <summary>The write that takes an agent's right to be a node away; null when there is nothing to take.</summary>
    public async Task<StateWrite?> RemovalOfAsync(string? id, CancellationToken cancellationToken) =>
        id is not null && await store.GetAsync(JoinRequestDocument.KeyOf(id), cancellationToken) is { } document ? StateWrite.Delete(document.Key, document.Revision) : null;

    /// <summary>Whether nobody decided in time, or a refusal is old enough to be forgotten. An approval lasts as long as its node.</summary>
    public bool IsOver(JoinRequestDocument document) => document.State != JoinState.Approved && time.GetUtcNow() - document.AnnouncedAt > Lifetime;

    private static StoredJoin ToStored(StateDocument document) => new(DocumentWrite.Read(document, StateJson.Default.JoinRequestDocument), document.Revision);
}

/// <summary>A document with the revision it was read at; 0: it does not exist yet.</summary>
internal sealed record StoredJoin(JoinRequestDocument Document, long Revision);
