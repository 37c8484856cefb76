using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Domains;

/// <summary>
/// Changes the entries of a place and writes down what is there afterwards as published by this cluster. A publish, its undo and the settlement of
/// one that was left all go this way.
/// </summary>
internal sealed class PlaceChanger(NodeConnections connections, PublishedEntries published, TimeProvider time)
{
    private readonly AgentPublisher _agents = new(connections);
    private readonly RowPublisher _rows = new(connections, time);

    /// <summary>Does it, and records how it ended.</summary>
    public async Task<PlaceOutcome> ApplyAsync(PlaceOrder order, CancellationToken cancellationToken)
    {
        var outcome = await PublisherOf(order.Place.Kind).ApplyAsync(order, cancellationToken);
        try
        {
            await RecordAsync(order, outcome);
            return outcome;
        }
        catch (ClusterException failure)
        {
            // Its step is left open: from its notes what lies on the node is still known as ours, and is written down by a settlement.
            return outcome with { Outcome = DomainOutcome.TimedOut, Failure = DomainErrors.NotWrittenDown(order.Place.Nodes[0].Name, outcome.Outcome, failure) };
        }
    }

    /// <summary>Writes down that changes are live that somebody else made in our name.</summary>
    public async Task RecordLiveAsync(PlaceOrder order, IReadOnlyDictionary<string, int> ids) =>
        await RecordAsync(order, new PlaceOutcome { Outcome = DomainOutcome.Applied, Ids = ids });

    /// <summary>
    /// Makes nginx take what is at a place; why it did not, and whether that is not known; null when it did. An agent's releases are taken when they are made.
    /// </summary>
    public Task<(string Why, bool IsUnknown)?> TakeAsync(Place place, TimeSpan deadline) =>
        place.Kind == PlaceKind.Rows ? _rows.ReloadAsync(place, deadline) : Task.FromResult<(string, bool)?>(null);

    /// <summary>How long changes take because of limits on calls; zero where there are none.</summary>
    public static TimeSpan Estimate(PlaceKind kind, IReadOnlyList<EntryChange> changes) => kind == PlaceKind.Rows ? RowPublisher.Estimate(changes) : TimeSpan.Zero;

    private IPlacePublisher PublisherOf(PlaceKind kind) => kind == PlaceKind.Agent ? _agents : _rows;

    private async Task RecordAsync(PlaceOrder order, PlaceOutcome outcome)
    {
        if (outcome.Outcome == DomainOutcome.TimedOut) return;
        var writes = new List<StateWrite>();
        foreach (var node in order.Place.Nodes)
        {
            var before = await published.OfAsync(node.Name, CancellationToken.None);
            foreach (var change in order.Changes)
            {
                var isLive = outcome.Failure is null || outcome.Kept.Contains(change);
                writes.Add(isLive ? Live(node.Name, change, outcome) : Failed(node.Name, change, outcome, before.GetValueOrDefault(change.Domain)));
            }
        }

        await published.RecordAsync(writes);
    }

    private StateWrite Live(string node, EntryChange change, PlaceOutcome outcome) => change.After is not { } after
        ? PublishedEntries.ForgetOf(node, change.Domain)
        : PublishedEntries.WriteOf(new PublishedEntry
        {
            Domain = change.Domain,
            Shown = change.Shown,
            Node = node,
            EntryId = outcome.Ids.TryGetValue(change.Domain, out var id) ? id : change.Id,
            Fingerprint = after.Fingerprint(),
            PublishedAt = time.GetUtcNow(),
            Release = outcome.Release,
        });

    private static StateWrite Failed(string node, EntryChange change, PlaceOutcome outcome, PublishedEntry? before) => PublishedEntries.WriteOf(
        (before ?? new PublishedEntry { Domain = change.Domain, Shown = change.Shown, Node = node }) with
        {
            // A row that was taken away and put back has another id.
            EntryId = outcome.Ids.TryGetValue(change.Domain, out var id) ? id : before?.EntryId,
            Failure = outcome.Failure!.Message,
            FailedFingerprint = change.After?.Fingerprint(),
        });
}
