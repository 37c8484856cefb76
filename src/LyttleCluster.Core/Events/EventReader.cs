using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LyttleCluster.Core.Docker;
using LyttleCluster.Core.FanOut;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Text;

namespace LyttleCluster.Core.Events;

/// <summary>
/// Past events: what the history has, completed by what each engine still replays. An engine keeps its last 256 events and
/// none over a restart, so between the two there may be a hole, which is told.
/// </summary>
internal sealed class EventReader(NodeRegistry registry, NodeConnections connections, IHistory history, HistoryNotice notice, TimeProvider time)
{
    public async IAsyncEnumerable<Answer<ClusterEvent>> ReadAsync(EventQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var selection = await registry.SelectAsync(request.Nodes, cancellationToken);
        foreach (var failure in selection.Failures) yield return failure;

        await foreach (var notice in ReplayAsync(selection.Nodes, request, cancellationToken)) yield return notice;
        await history.FlushAsync(cancellationToken);

        await foreach (var item in NewestAsync(selection.Nodes, request, cancellationToken)) yield return item;
        if (notice.Take() is { } warning) yield return warning;
    }

    /// <summary>Takes what the engines still have into the history; gives only failures and warnings.</summary>
    private IAsyncEnumerable<Answer<ClusterEvent>> ReplayAsync(IReadOnlyList<StoredNode> nodes, EventQuery request, CancellationToken cancellationToken) =>
        NodeFanOut.RunAsync<StoredNode, ClusterEvent>(
            nodes,
            request.ThrottleLimit,
            node => node.Name,
            (node, notices, stop) => ReplayAsync(node, request, notices, stop),
            cancellationToken);

    private async Task ReplayAsync(StoredNode node, EventQuery request, ChannelWriter<Answer<ClusterEvent>> notices, CancellationToken cancellationToken)
    {
        var before = await LastKnownAsync(node.Name, cancellationToken);
        var replayed = new List<ClusterEvent>();
        var docker = connections.DockerOf(node);
        // A moment of the engine's own clock: were it ours, an engine that is behind would wait for it, and one that is ahead would hide its newest.
        var now = (await docker.GetInfoAsync(request.Timeout, cancellationToken)).SystemTime ?? time.GetUtcNow();
        try
        {
            await foreach (var item in docker.ReadEventsAsync(DateTimeOffset.UnixEpoch, now, request.Timeout, cancellationToken))
            {
                replayed.Add(item.ToModel(node.Name));
            }
        }
        finally
        {
            // Also when it falls silent or breaks in the middle: what came is kept.
            foreach (var item in replayed) await history.AddEventAsync(item, cancellationToken);
        }

        if (EventGap.Find(node.Name, request.Since, before, replayed) is { } gap) await notices.WriteAsync(gap, cancellationToken);
    }

    private async Task<ClusterEvent?> LastKnownAsync(string node, CancellationToken cancellationToken)
    {
        ClusterEvent? last = null;
        await foreach (var item in history.ListEventsAsync(new EventFilter { Nodes = [node], Newest = 1 }, cancellationToken)) last = item;
        return last;
    }

    private async IAsyncEnumerable<ClusterEvent> NewestAsync(
        IReadOnlyList<StoredNode> nodes, EventQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The history compares types as they are written; engines write them small.
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
        var matching = history.ListEventsAsync(filter, cancellationToken);
        if (!patterns)
        {
            await foreach (var item in matching) yield return item;
            yield break;
        }

        // Wildcards are matched here, so the newest of those that match can only be counted here too.
        var newest = new Queue<ClusterEvent>();
        await foreach (var item in matching)
        {
            if (!Wildcard.MatchesAny(request.Type, item.Type)) continue;
            newest.Enqueue(item);
            if (newest.Count > request.Newest) newest.Dequeue();
        }

        foreach (var item in newest) yield return item;
    }
}
