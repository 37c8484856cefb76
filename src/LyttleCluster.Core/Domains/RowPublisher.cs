using System.Collections.Concurrent;
using LyttleCluster.Core.Nginx;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Domains;

/// <summary>
/// Publishes to the database of one or more LyttleNGINX. Rows cannot be staged and go live by themselves, so they are written in chunks that can still be
/// put back within the limits of calls; each chunk is reloaded and proved on every node before the next is begun.
/// </summary>
internal sealed class RowPublisher(NodeConnections connections, TimeProvider time) : IPlacePublisher
{
    private static readonly TimeSpan CallLimit = NodeCall.DefaultTimeout;

    /// <summary>Calls are counted by each server in its memory, over all that a session does.</summary>
    private readonly ConcurrentDictionary<string, RowBudget> _budgets = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long it takes where nothing goes wrong.</summary>
    public static TimeSpan Estimate(IReadOnlyList<EntryChange> changes) => new RowBudget().Estimate([.. changes.Select(KindOf)], DateTimeOffset.UnixEpoch).Total;

    public async Task<PlaceOutcome> ApplyAsync(PlaceOrder order, CancellationToken cancellationToken)
    {
        var writer = new RowWriting(connections.NginxApiOf(order.Place.Nodes[0]), _budgets.GetOrAdd(order.Place.Nodes[0].Name, _ => new RowBudget()), time, CallLimit);
        var proven = new List<EntryChange>();
        while (proven.Count < order.Changes.Count)
        {
            // Nothing is unproven here, so here it may end.
            cancellationToken.ThrowIfCancellationRequested();
            var left = order.Changes.Skip(proven.Count).ToList();
            var next = left.Take(await writer.NextChunkAsync(left, cancellationToken)).ToList();
            // Between two chunks there may be a quarter of an hour.
            if (await MovedAsync(order with { Changes = next }, cancellationToken) is { } moved) return Moved(moved, proven, writer);
            var chunk = await writer.WriteAsync(next);
            var fault = chunk.Failure is { } failed ? new Fault(failed.Message, failed, chunk.FailedDomain) { IsUnknown = chunk.IsUnknown } : await ProveAsync(order with { Changes = chunk.Written });
            if (fault is not null) return await TakeBackAsync(order, writer, chunk.Written, proven, fault);
            proven.AddRange(chunk.Written);
        }

        return new PlaceOutcome { Outcome = DomainOutcome.Applied, Ids = writer.Ids, Note = "its nginx_api says so, and its nginx answers so; that no old worker serves any more cannot be proved" };
    }

    private static RowKind KindOf(EntryChange change) => (RowKind)change.Action;

    /// <summary>Reloads every node of a place with the rows that are there; why not, and whether that is not known; null when all took them.</summary>
    public async Task<(string Why, bool IsUnknown)?> ReloadAsync(Place place, TimeSpan deadline)
    {
        foreach (var node in place.Nodes)
        {
            if (await ReloadAsync(node, deadline) is { } fault) return (fault.Why, fault.IsUnknown);
        }

        return null;
    }

    /// <summary>Nothing was written for what has moved; what was proved before stays.</summary>
    private static PlaceOutcome Moved(ClusterException moved, List<EntryChange> proven, RowWriting writer) =>
        proven.Count == 0 ? throw moved : new PlaceOutcome { Outcome = DomainOutcome.Failed, Failure = moved, Ids = writer.Ids, Kept = proven };

    /// <summary>There is no If-Match: what is to be changed must at least still be what was planned for. Null when it is.</summary>
    private async Task<ClusterException?> MovedAsync(PlaceOrder order, CancellationToken cancellationToken)
    {
        var node = order.Place.Nodes[0].Name;
        var now = (await connections.NginxApiOf(order.Place.Nodes[0]).ListEntriesAsync(CallLimit, cancellationToken)).Entries.ToDictionary(entry => entry.Id);
        foreach (var change in order.Changes.Where(change => change.Id is not null))
        {
            var present = now.GetValueOrDefault(change.Id!.Value)?.Entry?.Fingerprint();
            if (present is null || present != change.Before?.Fingerprint()) return DomainErrors.PublishOutdated(node, $"entry {change.Id} of {change.Shown}");
        }

        return null;
    }

    /// <summary>Reloads every node of the place, and sees to it that all serve what was written; null when they do.</summary>
    private async Task<Fault?> ProveAsync(PlaceOrder order)
    {
        foreach (var node in order.Place.Nodes)
        {
            if (await ReloadAsync(node, order.Deadline) is { } failed) return failed;
            if (await PlaceSight.FaultAsync(node, order, CancellationToken.None) is var (why, domain)) return new Fault(why, null, domain);
        }

        return null;
    }

    private async Task<Fault?> ReloadAsync(StoredNode node, TimeSpan deadline)
    {
        try
        {
            var reload = await connections.NginxApiOf(node).ReloadAsync(new NginxApiReloadCall { Deadline = deadline, RetryCount = 2 }, CancellationToken.None);
            var words = reload.Error ?? "it does not say why";
            return reload.Outcome switch
            {
                NginxApiReloadOutcome.Reloaded => null,
                NginxApiReloadOutcome.Unknown => new Fault(words, null, null) { IsUnknown = true },
                _ => new Fault($"node '{node.Name}': {Nginx.NginxWords.Complaints(words)}", null, null),
            };
        }
        catch (ClusterException failure)
        {
            return new Fault(failure.Message, failure, null);
        }
    }

    /// <summary>
    /// Puts back what is not proven, and reloads every node with it. Not while a reload may still run, which would take up half of it, nor while it is not
    /// known what is there.
    /// </summary>
    private async Task<PlaceOutcome> TakeBackAsync(PlaceOrder order, RowWriting writer, IReadOnlyList<EntryChange> written, List<EntryChange> proven, Fault fault)
    {
        var node = order.Place.Nodes[0].Name;
        if (fault.IsUnknown) return new PlaceOutcome { Outcome = DomainOutcome.TimedOut, Failure = DomainErrors.PublishUnknown(node, fault.Why), Ids = writer.Ids, Kept = proven };
        if (written.Count == 0)
            return new PlaceOutcome { Outcome = DomainOutcome.Failed, Failure = fault.Failure, FailedDomain = fault.Domain, Ids = writer.Ids, Kept = proven };
        if (await writer.PutBackAsync(written) is { } stuck) return NotBack(stuck.Message);
        foreach (var one in order.Place.Nodes)
        {
            if (await ReloadAsync(one, order.Deadline) is { } again) return NotBack(again.Why);
        }

        return new PlaceOutcome { Outcome = DomainOutcome.RolledBack, Failure = DomainErrors.PutBack(node, fault.Why), FailedDomain = fault.Domain ?? CulpritOf(fault.Why, writer, written), Ids = writer.Ids, Kept = proven };

        PlaceOutcome NotBack(string why) =>
            new() { Outcome = DomainOutcome.Failed, Failure = DomainErrors.NotPutBack(node, fault.Why, why), FailedDomain = fault.Domain, Ids = writer.Ids, Kept = proven };
    }

    /// <summary>LyttleNGINX writes each row to a file of its own, which nginx names: <c>conf.d/7.conf:12</c>.</summary>
    private static string? CulpritOf(string why, RowWriting writer, IReadOnlyList<EntryChange> written) =>
        written.FirstOrDefault(change => writer.WrittenIdOf(change) is { } id && why.Contains($"/{id}.conf:", StringComparison.Ordinal))?.Domain;

    /// <summary>What went wrong.</summary>
    private sealed record Fault(string Why, ClusterException? Failure, string? Domain)
    {
        /// <summary>Whether a reload may still be at work.</summary>
        public bool IsUnknown { get; init; }
    }
}
