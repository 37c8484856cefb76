using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LyttleCluster.Core.Docker;
using LyttleCluster.Core.FanOut;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Text;
using LyttleCluster.Core.Watching;

namespace LyttleCluster.Core.Events;

/// <summary>
/// Events as they happen. That a node goes away or comes back is an event too; a hole in what its engine told is a warning.
/// </summary>
internal sealed class EventWatcher(NodeRegistry registry, NodeConnections connections, IHistory history, LiveLooks live, TimeProvider time)
{
    public async IAsyncEnumerable<Answer<ClusterEvent>> WatchAsync(EventWatch request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var selection = await registry.SelectWithDockerAsync(request.Nodes, cancellationToken);
        foreach (var failure in selection.Failures) yield return failure;

        if (live.Watch is { } watch)
        {
            // This process follows every engine already: another stream to each of them for each reader would cost the nodes.
            await foreach (var item in watch.FollowAsync(watch.Now.Revision, cancellationToken))
            {
                if (item is EventSeen { Event: var happened } && Wildcard.MatchesAny(request.Nodes, happened.Node) && EventSelector.IsMeant(request, happened)) yield return happened;
            }

            yield break;
        }

        // Every node is watched all the time: the throttle of a finite call would leave some out for ever.
        var watched = NodeFanOut.RunAsync<StoredNode, ClusterEvent>(
            selection.Nodes,
            selection.Nodes.Count,
            node => node.Name,
            (node, results, stop) => WatchAsync(node, request, results, stop),
            cancellationToken);
        await foreach (var answer in watched) yield return answer;
    }

    private async Task WatchAsync(StoredNode node, EventWatch request, ChannelWriter<Answer<ClusterEvent>> results, CancellationToken cancellationToken)
    {
        await foreach (var item in connections.DockerOf(node).FollowEventsAsync(null, request.Timeout, cancellationToken))
        {
            if (item.Kind == DockerEventItemKind.Gap) await results.WriteAsync(GapWarning(node.Name, item.Reason!), cancellationToken);
            if (ToEvent(node.Name, item) is not { } seen) continue;

            await history.AddEventAsync(seen, cancellationToken);
            if (EventSelector.IsMeant(request, seen)) await results.WriteAsync(seen, cancellationToken);
        }
    }

    private ClusterEvent? ToEvent(string node, DockerEventItem item) => item.Kind switch
    {
        DockerEventItemKind.Event => item.Event!.ToModel(node),
        DockerEventItemKind.Disconnected => NodeEvent(node, "unreachable", EventSeverity.Error, item.Failure!.Message),
        DockerEventItemKind.Reconnected => NodeEvent(node, "reachable", EventSeverity.Information, $"Node '{node}' answers again."),
        _ => null,
    };

    private ClusterEvent NodeEvent(string node, string action, EventSeverity severity, string message) => new()
    {
        Node = node,
        Timestamp = time.GetUtcNow(),
        Type = "node",
        Action = action,
        Name = node,
        Severity = severity,
        Message = message,
    };

    private static ClusterWarning GapWarning(string node, string why) => new()
    {
        Id = "EventGapPossible",
        Node = node,
        Message = $"Node '{node}': events may be missing: {why}",
        Remedy = "Get-ClusterContainer shows how things stand now.",
    };
}
