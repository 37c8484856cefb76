using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.Domains;

/// <summary>Rows as they were written together.</summary>
/// <param name="Written">Those that are in the database.</param>
/// <param name="Failure">Why the next was not written; null: all were, or they were enough.</param>
/// <param name="FailedDomain">Whose it was.</param>
internal sealed record RowsWritten(IReadOnlyList<EntryChange> Written, ClusterException? Failure, string? FailedDomain)
{
    /// <summary>Whether it may have been written all the same: its answer was lost, and the rows could not be looked at.</summary>
    public bool IsUnknown { get; init; }
}

/// <summary>Writes rows of one LyttleNGINX, no faster than it lets us and no more than can be put back.</summary>
internal sealed class RowWriting(NginxApiClient nginx, RowBudget budget, TimeProvider time, TimeSpan silence)
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

    /// <summary>The ids that rows have now, by domain: those that were made, also those that were made anew when they were put back.</summary>
    public IReadOnlyDictionary<string, int> Ids => _ids;

    public int? WrittenIdOf(EntryChange change) => change.Id ?? (_ids.TryGetValue(change.Domain, out var id) ? id : null);

    /// <summary>How many of these may be written now; waits until some may.</summary>
    public async Task<int> NextChunkAsync(IReadOnlyList<EntryChange> left, CancellationToken cancellationToken)
    {
        while (true)
        {
            var chunk = budget.Next([.. left.Select(KindOf)], time.GetUtcNow());
            if (chunk.Count > 0) return chunk.Count;
            await Task.Delay(chunk.Wait, time, cancellationToken);
        }
    }

    /// <summary>Writes them one by one; the first failure is the last, and so is the first that could not be put back any more.</summary>
    public async Task<RowsWritten> WriteAsync(IReadOnlyList<EntryChange> changes)
    {
        var written = new List<EntryChange>();
        foreach (var change in changes)
        {
            if (written.Count > 0 && !budget.MayJoin([.. written.Select(KindOf)], KindOf(change), time.GetUtcNow())) break;
            try
            {
                await SendAsync(change.Action, change, change.Id, change.After);
            }
            catch (ClusterException failure)
            {
                return new RowsWritten(written, failure, change.Domain) { IsUnknown = NginxApiErrors.IsReplyLost(failure) };
            }

            written.Add(change);
        }

        return new RowsWritten(written, null, null);
    }

    /// <summary>Puts back what was written, the last first; the failure that ended it, null when all is as it was.</summary>
    public async Task<ClusterException?> PutBackAsync(IReadOnlyList<EntryChange> written)
    {
        foreach (var change in written.Reverse())
        {
            var back = change.Action switch
            {
                EntryAction.Create => EntryAction.Delete,
                EntryAction.Delete => EntryAction.Create,
                _ => EntryAction.Update,
            };
            try
            {
                await SendAsync(back, change, WrittenIdOf(change), change.Before);
            }
            catch (ClusterException failure)
            {
                return failure;
            }
        }

        return null;
    }

    private static RowKind KindOf(EntryChange change) => (RowKind)change.Action;

    private async Task SendAsync(EntryAction action, EntryChange of, int? id, NginxEntry? entry)
    {
        var kind = (RowKind)action;
        while (true)
        {
            await Task.Delay(budget.WaitFor(kind, time.GetUtcNow()), time, CancellationToken.None);
            budget.Count(kind, time.GetUtcNow());
            try
            {
                var change = await SendOnceAsync(action, id, entry);
                budget.Observe(kind, change.Limits, time.GetUtcNow());
                // A row that is gone cannot be changed any more; one that is gone needs not be taken away.
                if (action == EntryAction.Update && !change.WasThere) throw DomainErrors.PublishOutdated(nginx.Endpoint.Node, $"entry {id} of {of.Shown} is not there any more");
                if (action == EntryAction.Delete) _ids.Remove(of.Domain);
                else if (change.Entry is { } now) _ids[of.Domain] = now.Id;
                return;
            }
            catch (ClusterException failure) when (NginxApiErrors.RetryAfter(failure) is { } wait)
            {
                // Others behind our address use the same limits; nothing was written.
                budget.Observe(kind, new NginxApiLimits(wait, null, null), time.GetUtcNow());
            }
        }
    }

    private Task<NginxApiRowChange> SendOnceAsync(EntryAction action, int? id, NginxEntry? entry) => action switch
    {
        EntryAction.Create => nginx.CreateEntryAsync(entry!, null, silence, CancellationToken.None),
        EntryAction.Update => nginx.UpdateEntryAsync(id!.Value, entry!, null, silence, CancellationToken.None),
        _ => nginx.DeleteEntryAsync(id!.Value, null, silence, CancellationToken.None),
    };
}
