using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Operations;

/// <summary>
/// Drops old operations, a few at a time beside the changes that make new ones: there need not be any other process. A journal that
/// was full for long becomes as short as it should be after some changes.
/// </summary>
internal sealed class JournalTrim(IStateStore store, TimeProvider time, JournalRetention retention)
{
    /// <summary>A process looks at its first change, and then after so many.</summary>
    private const int LookEvery = 100;

    /// <summary>At most so many are dropped at once; more than a process makes between two looks.</summary>
    private const int DroppedAtOnce = 200;

    private int _changes;

    public JournalRetention Retention => retention;

    /// <summary>What was dropped so far.</summary>
    public async Task<DroppedOperations> DroppedAsync(CancellationToken cancellationToken) => (await ReadAsync(cancellationToken)).Dropped;

    /// <summary>Called after each change.</summary>
    public async Task AfterChangeAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _changes) % LookEvery != 1) return;
        try
        {
            await TrimAsync(cancellationToken);
        }
        catch (ClusterException)
        {
            // The change itself was made and recorded. What is wrong with the store, the next one will tell; there is time.
        }
    }

    /// <summary>Drops what is too old or too much, at most <see cref="DroppedAtOnce"/> operations.</summary>
    public async Task TrimAsync(CancellationToken cancellationToken)
    {
        var excess = await store.CountAsync(OperationDocument.Kind, cancellationToken) - retention.MaxOperations;
        var oldest = time.GetUtcNow() - retention.MaxAge;
        var (dropped, revision) = await ReadAsync(cancellationToken);
        var open = await OpenAsync(cancellationToken);
        var writes = new List<StateWrite>();
        var after = "";
        for (var count = 0; count < DroppedAtOnce;)
        {
            var found = 0;
            var due = false;
            await foreach (var document in store.ListOldestAsync(OperationDocument.Kind, after, DroppedAtOnce, cancellationToken))
            {
                found++;
                after = document.Key.Name;
                var operation = DocumentWrite.Read(document, StateJson.Default.OperationDocument);
                due = excess > 0 || operation.StartedAt < oldest;
                if (!due || count == DroppedAtOnce) break;
                if (operation.Outcome == OperationOutcome.Running || open.Contains(operation.Id)) continue;
                await AddDeletesAsync(writes, document, cancellationToken);
                dropped = dropped.With(operation);
                excess--;
                count++;
            }

            // The next page only where a whole one was old, but had unfinished ones in it.
            if (!due || found < DroppedAtOnce) break;
        }

        if (writes.Count == 0) return;
        writes.Add(DocumentWrite.Put(DroppedOperations.Key, revision, dropped, StateJson.Default.DroppedOperations));
        // Refused when another process did the same meanwhile: then it is done.
        await store.CommitAsync(writes, cancellationToken);
    }

    /// <summary>Operations of which something is still to be settled: only their notes say what.</summary>
    private async Task<HashSet<string>> OpenAsync(CancellationToken cancellationToken)
    {
        var open = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var document in store.ListAsync(OperationDocument.OpenKind, "", cancellationToken)) open.Add(document.Key.Name);
        return open;
    }

    private async Task AddDeletesAsync(List<StateWrite> writes, StateDocument document, CancellationToken cancellationToken)
    {
        writes.Add(StateWrite.Delete(document.Key, document.Revision));
        foreach (var kind in new[] { OperationDocument.StepKind, OperationDocument.NotesKind })
        {
            await foreach (var part in store.ListAsync(kind, $"{document.Key.Name}/", cancellationToken)) writes.Add(StateWrite.Delete(part.Key, null));
        }
    }

    private async Task<(DroppedOperations Dropped, long Revision)> ReadAsync(CancellationToken cancellationToken) =>
        await store.GetAsync(DroppedOperations.Key, cancellationToken) is { } document
            ? (DocumentWrite.Read(document, StateJson.Default.DroppedOperations), document.Revision)
            : (new DroppedOperations(), 0);
}
