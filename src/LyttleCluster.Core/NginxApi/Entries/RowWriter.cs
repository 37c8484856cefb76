using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.NginxApi;

/// <summary>
/// Writes single entries. They have no state that could be named in a request, so one whose answer was lost is looked up in the list before anything
/// is sent again: a second creation would be refused because of the first, and a second change could undo another's.
/// </summary>
internal sealed class RowWriter(NginxApiChannel channel, DialectFinder finder, EntryReader reader)
{
    // A request may still be on its way when its answer is given up: it is looked for more than once before it counts as never arrived.
    private const int Looks = 4;

    /// <summary>Makes an entry.</summary>
    public Task<NginxApiRowChange> CreateAsync(NginxEntry entry, string? correlationId, TimeSpan silence, CancellationToken cancellationToken) =>
        RunAsync(new RowTask(HttpMethod.Post, "/proxies", entry, correlationId, entries => Same(entries, entry)), silence, cancellationToken);

    /// <summary>Makes an entry say this and nothing else.</summary>
    public Task<NginxApiRowChange> UpdateAsync(int id, NginxEntry entry, string? correlationId, TimeSpan silence, CancellationToken cancellationToken) =>
        RunAsync(new RowTask(HttpMethod.Patch, $"/proxies/{id}", entry, correlationId, entries => OfId(entries, id, entry)), silence, cancellationToken);

    /// <summary>Takes an entry away.</summary>
    public Task<NginxApiRowChange> DeleteAsync(int id, string? correlationId, TimeSpan silence, CancellationToken cancellationToken) =>
        RunAsync(new RowTask(HttpMethod.Delete, $"/proxies/{id}", null, correlationId, entries => Gone(entries, id)), silence, cancellationToken);

    private async Task<NginxApiRowChange> RunAsync(RowTask task, TimeSpan silence, CancellationToken cancellationToken)
    {
        var dialect = await finder.FindAsync(silence, cancellationToken);
        if (!dialect.Can(NginxApiCapabilities.Configuration)) throw NginxApiErrors.NotSupported(channel.Endpoint, "taking domains by API", dialect.Name);
        if (dialect.Generation != NginxApiGeneration.Agent && task.Entry is { } entry && NginxEntryRules.WhyNotLyttleNginx(entry) is { } why)
        {
            throw NginxApiErrors.EntryRefused(channel.Endpoint, entry.Names[0], why);
        }

        var first = await SendAsync(task, silence, cancellationToken);
        if (first.Answer is { } answer) return Read(task, answer);
        if (await LookUpAsync(task, first.Lost!, silence, cancellationToken) is { } found) return found;
        // It is not there, and has had the time to come: it was lost on the way there.
        var second = await SendAsync(task, silence, cancellationToken);
        if (second.Answer is { IsSuccess: true } done) return Read(task, done);
        if (await LookUpAsync(task, first.Lost!, silence, cancellationToken) is { } late) return late;
        return second.Answer is { } refused ? Read(task, refused) : throw second.Lost!;
    }

    /// <summary>Sends it; where it is asked too often, waits as long as the silence allows: nothing was done then.</summary>
    private async Task<RowReply> SendAsync(RowTask task, TimeSpan silence, CancellationToken cancellationToken)
    {
        var call = new NginxApiCall
        {
            Method = task.Method,
            Path = task.Path,
            Silence = silence,
            Body = task.Entry is { } entry ? EntryBody.Write(entry) : null,
            CorrelationId = task.CorrelationId,
        };
        try
        {
            var answer = await channel.SendPatientlyAsync(call, silence, cancellationToken);
            return WhyLost(task, answer) is { } lost ? new RowReply(null, lost) : new RowReply(answer, null);
        }
        catch (ClusterException lost) when (NginxApiErrors.IsReplyLost(lost))
        {
            return new RowReply(null, lost);
        }
    }

    /// <summary>A page of something in between, or a success without its object, hides an answer that may have been any.</summary>
    private ClusterException? WhyLost(RowTask task, NginxApiAnswer answer)
    {
        if (answer.Status is 502 or 503 or 504 && !NginxApiRefusal.Of(answer).IsEnvelope) return channel.Refused(answer);
        return answer.IsSuccess && EntryBody.Changed(answer.Body) is null && task.Method != HttpMethod.Delete ? channel.Unreadable(answer, "it does not show the entry") : null;
    }

    private NginxApiRowChange Read(RowTask task, NginxApiAnswer answer)
    {
        if (answer.IsSuccess) return new NginxApiRowChange(EntryBody.Changed(answer.Body), answer.Limits, true);
        var refusal = NginxApiRefusal.Of(answer);
        if (answer.Status == 404 && refusal.IsEnvelope && task.Method != HttpMethod.Post) return new NginxApiRowChange(null, answer.Limits, false);
        if (refusal is { IsBadInput: true, IsEnvelope: true } && task.Entry is { } entry) throw NginxApiErrors.EntryRefused(channel.Endpoint, entry.Names[0], refusal.Said ?? "it gives no reason");
        throw channel.Refused(answer);
    }

    /// <summary>Looks whether it was done; null when it was not, as far as can be seen.</summary>
    /// <exception cref="ClusterException">The loss itself, when the list cannot be read either: then nothing is known.</exception>
    private async Task<NginxApiRowChange?> LookUpAsync(RowTask task, ClusterException lost, TimeSpan silence, CancellationToken cancellationToken)
    {
        var hasSeen = false;
        for (var look = 0; look < Looks; look++)
        {
            if (look > 0) await Task.Delay(PollPause.After(look, default), channel.Time, cancellationToken);
            try
            {
                var entries = (await reader.ListAsync(silence, cancellationToken)).Entries;
                hasSeen = true;
                if (task.Find(entries) is { } found) return found with { LookedUp = $"the answer was lost ({lost.Message}); the node's list of entries tells" };
            }
            catch (ClusterException failure) when (!NginxApiErrors.IsDenied(failure))
            {
                hasSeen = false;
            }
        }

        return hasSeen ? null : throw lost;
    }

    private static NginxApiRowChange? Same(IReadOnlyList<NginxApiEntry> entries, NginxEntry entry) =>
        entries.FirstOrDefault(one => one.Entry is { } has && has.Canonical() == entry.Canonical()) is { } found ? new NginxApiRowChange(found, default, true) : null;

    private static NginxApiRowChange? OfId(IReadOnlyList<NginxApiEntry> entries, int id, NginxEntry entry)
    {
        var there = entries.FirstOrDefault(one => one.Id == id);
        if (there is null) return new NginxApiRowChange(null, default, false);
        return there.Entry?.Canonical() == entry.Canonical() ? new NginxApiRowChange(there, default, true) : null;
    }

    private static NginxApiRowChange? Gone(IReadOnlyList<NginxApiEntry> entries, int id) =>
        entries.All(one => one.Id != id) ? new NginxApiRowChange(null, default, true) : null;

    /// <summary>One change.</summary>
    /// <param name="Method">How.</param>
    /// <param name="Path">Where.</param>
    /// <param name="Entry">What is sent.</param>
    /// <param name="CorrelationId">Under which the node notes it.</param>
    /// <param name="Find">What a list of entries tells about whether it was done; null: it was not.</param>
    private sealed record RowTask(HttpMethod Method, string Path, NginxEntry? Entry, string? CorrelationId, Func<IReadOnlyList<NginxApiEntry>, NginxApiRowChange?> Find);
}
