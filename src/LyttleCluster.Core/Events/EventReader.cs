using System.Runtime.CompilerServices;
using LyttleCluster.Core.Docker;
using LyttleCluster.Core.Merging;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Text;

namespace LyttleCluster.Core.Events;

/// <summary>
/// Past events: what the history has, merged with what each engine still replays. An engine keeps its last 256 events and
/// none over a restart, so between the two there may be a hole, which is told.
/// </summary>
internal sealed class EventReader(NodeRegistry registry, NodeConnections connections, IHistory history, HistoryNotice notice, TimeProvider time)
{
    private static readonly MergeRules<ClusterEvent> Rules = new(
        item => item.Timestamp, item => item with { Late = true }, node => EventErrors.NodeSilent(node, MergeLimits.Silence));

    public async IAsyncEnumerable<Answer<ClusterEvent>> ReadAsync(EventQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var selection = await registry.SelectAsync(request.Nodes, cancellationToken);
        foreach (var failure in selection.Failures) yield return failure;

        await history.FlushAsync(cancellationToken);
        var known = new MergeInput<ClusterEvent>("", _ => Task.FromResult(One(KnownAsync(selection.Nodes, request, cancellationToken)))) { IsLocal = true };
        var runs = new EventRuns(request.Newest);
        var events = new MergeRequest<ClusterEvent>
        {
            // A node without an engine has only a past.
            Inputs = [known, .. selection.Nodes.Where(node => !request.Cached && node.DockerEndpoint is not null).Select(node => new MergeInput<ClusterEvent>(node.Name, async stop => One((await ReplayAsync(node, request, stop)).ToAsyncEnumerable())))],
            ThrottleLimit = request.ThrottleLimit,
            OfEachRun = run => runs.ShowAsync(run, cancellationToken),
        };
        await foreach (var item in new NodeMerge<ClusterEvent>(Rules, time).ReadAsync(events, cancellationToken)) yield return item;

        await history.FlushAsync(cancellationToken);
        if (notice.Take() is { } warning) yield return warning;
    }

    private static IReadOnlyList<IAsyncEnumerable<Answer<ClusterEvent>>> One(IAsyncEnumerable<Answer<ClusterEvent>> stream) => [stream];

    /// <summary>What a node's engine still has, oldest first, and why there is no more; it goes into the history, too.</summary>
    private async Task<IReadOnlyList<Answer<ClusterEvent>>> ReplayAsync(StoredNode node, EventQuery request, CancellationToken cancellationToken)
    {
        var before = await LastKnownAsync(node.Name, cancellationToken);
        var replayed = new List<ClusterEvent>();
        ClusterException? failure = null;
        try
        {
            var docker = connections.DockerOf(node);
            // A moment of the engine's own clock: were it ours, an engine that is behind would wait for it, and one that is ahead would hide its newest.
            var now = (await docker.GetInfoAsync(request.Timeout, cancellationToken)).SystemTime ?? time.GetUtcNow();
            await foreach (var item in docker.ReadEventsAsync(DateTimeOffset.UnixEpoch, now, request.Timeout, cancellationToken)) replayed.Add(item.ToModel(node.Name));
        }
        catch (ClusterException exception)
        {
            // Also when it falls silent or breaks in the middle: what came is kept.
            failure = exception;
        }

        foreach (var item in replayed) await history.AddEventAsync(item, cancellationToken);
        var answers = replayed.Where(item => EventSelector.IsMeant(request, item)).OrderBy(item => item.Timestamp).Select(item => (Answer<ClusterEvent>)item).ToList();
        if (failure is not null) answers.Add(failure);
        else if (EventGap.Find(node.Name, request.Since, before, replayed) is { } gap) answers.Add(gap);
        return answers;
    }

    private async Task<ClusterEvent?> LastKnownAsync(string node, CancellationToken cancellationToken)
    {
        ClusterEvent? last = null;
        await foreach (var item in history.ListEventsAsync(new EventFilter { Nodes = [node], Newest = 1 }, cancellationToken)) last = item;
        return last;
    }

    /// <summary>What the history has.</summary>
    private IAsyncEnumerable<Answer<ClusterEvent>> KnownAsync(IReadOnlyList<StoredNode> nodes, EventQuery request, CancellationToken cancellationToken)
    {
        // The history compares types as they are written; engines write them small. Wildcards are matched here, so the newest of those that match
        // can only be counted here, too.
        var patterns = request.Type.Any(type => Wildcard.IsPattern(type) || type.Any(char.IsUpper));
        var filter = new EventFilter
        {
            Nodes = request.Nodes.Count == 0 ? null : [.. nodes.Select(node => node.Name)],
            Since = request.Since,
            Until = request.Until,
            Severities = EventSelector.SeveritiesOf(request),
            Types = request.Type.Count == 0 || patterns ? null : request.Type,
            Newest = patterns ? null : request.Newest,
        };
        return history.ListEventsAsync(filter, cancellationToken)
            .Where(item => !patterns || Wildcard.MatchesAny(request.Type, item.Type))
            .Select(item => (Answer<ClusterEvent>)item);
    }
}
