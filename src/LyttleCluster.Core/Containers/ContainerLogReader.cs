using System.Runtime.CompilerServices;
using LyttleCluster.Core.Docker;
using LyttleCluster.Core.Merging;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Containers;

/// <summary>
/// Reads logs of many containers. All of them are read side by side, whatever the throttle: a merge by time needs the next
/// line of each.
/// </summary>
internal sealed class ContainerLogReader(ContainerFinder finder, NodeConnections connections, TimeProvider time)
{
    private static readonly MergeRules<ClusterLogEntry> Rules = new(
        line => line.Timestamp, line => line with { Late = true }, node => ContainerErrors.LogSilent(node, MergeLimits.Silence));

    public async IAsyncEnumerable<Answer<ClusterLogEntry>> ReadAsync(ContainerLogQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wanted = new WantedContainers(request.Nodes, request.Names, request.Containers);
        var selection = await finder.SelectAsync(wanted, cancellationToken);
        foreach (var failure in selection.Failures) yield return failure;

        var merge = new NodeMerge<ClusterLogEntry>(Rules, time);
        var logs = new MergeRequest<ClusterLogEntry>
        {
            Inputs = [.. selection.Nodes.Select(node => new MergeInput<ClusterLogEntry>(node.Name, stop => OpenAsync(request, node, wanted, stop)))],
            ThrottleLimit = request.ThrottleLimit,
            WhenAllOpened = () => wanted.Missing().Select(failure => (Answer<ClusterLogEntry>)failure),
        };
        await foreach (var line in request.Follow ? merge.FollowAsync(logs, cancellationToken) : merge.ReadAsync(logs, cancellationToken)) yield return line;
    }

    /// <summary>The logs of a node's containers.</summary>
    private async Task<IReadOnlyList<IAsyncEnumerable<Answer<ClusterLogEntry>>>> OpenAsync(
        ContainerLogQuery request, StoredNode node, WantedContainers wanted, CancellationToken cancellationToken)
    {
        var containers = await finder.ListAsync(node, wanted, request.Timeout, cancellationToken);
        return [.. containers.Select(container => ReadAsync(request, node, container, cancellationToken))];
    }

    private async IAsyncEnumerable<Answer<ClusterLogEntry>> ReadAsync(
        ContainerLogQuery request, StoredNode node, ClusterContainer container, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var docker = connections.DockerOf(node);
        var detail = await docker.InspectAsync(container.Id, request.Timeout, cancellationToken);
        var options = OptionsFor(request, detail.Config?.Tty == true);
        await foreach (var line in docker.ReadLogAsync(container.Id, options, request.Timeout, cancellationToken)) yield return ToEntry(container, line);
    }

    private static ClusterLogEntry ToEntry(ClusterContainer target, DockerLogLine line) => new()
    {
        Node = target.Node,
        Container = target.Name,
        Timestamp = line.Timestamp,
        Stream = line.Stream,
        Message = line.Message,
    };

    private static DockerLogOptions OptionsFor(ContainerLogQuery request, bool hasTty) => new()
    {
        Tail = request.Tail,
        Since = request.Since,
        Until = request.Until,
        Follow = request.Follow,
        StdOut = request.Stream is null or LogStream.StdOut,
        StdErr = request.Stream is null or LogStream.StdErr,
        Tty = hasTty,
    };
}
