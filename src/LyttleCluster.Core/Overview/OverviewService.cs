using System.Runtime.CompilerServices;
using LyttleCluster.Core.Containers;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.Watching;

namespace LyttleCluster.Core.Overview;

/// <summary>The whole cluster at a glance.</summary>
internal sealed class OverviewService(INodes nodes, IContainers containers, IOperations operations, LiveLooks live, TimeProvider time) : IOverview
{
    private const int LastChanges = 5;

    public async IAsyncEnumerable<Answer<ClusterSummary>> GetAsync(SummaryQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await SummariseAsync(request, cancellationToken);
    }

    public async IAsyncEnumerable<Answer<ClusterSummary>> WatchAsync(SummaryWatch request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ClusterSummary? last = null;
        while (true)
        {
            var now = await SummariseAsync(request, cancellationToken);
            if (last is null || !SummaryComparison.AreSame(last, now)) yield return now;
            last = now;
            await Task.Delay(request.Interval, time, cancellationToken);
        }
    }

    private async Task<ClusterSummary> SummariseAsync(NodeCall request, CancellationToken cancellationToken)
    {
        var warnings = new List<ClusterWarning>();
        var seen = new List<ClusterNode>();
        var query = new NodeQuery { Nodes = request.Nodes, ThrottleLimit = request.ThrottleLimit, Timeout = request.Timeout, Cached = live.Watch is not null };
        await foreach (var answer in nodes.GetAsync(query, cancellationToken))
        {
            if (answer.Value is { } node) seen.Add(node);
            else if (answer.Failure is { } failure) warnings.Add(Warning(failure));
            else if (answer.Warning is { } warning) warnings.Add(warning);
        }

        var reachable = seen.Where(node => node.Docker?.Connection == EndpointConnection.Connected).Select(node => node.Name).ToList();
        var listed = await ListAsync(reachable, request, warnings, cancellationToken);
        warnings.AddRange(seen.OrderBy(node => node.Name, StringComparer.OrdinalIgnoreCase).Select(NodeWarning).OfType<ClusterWarning>());
        warnings.AddRange(DuplicateEngines.Find(listed).Select(DuplicateWarning));
        return new ClusterSummary
        {
            Nodes = seen.Count,
            NodesByStatus = seen.GroupBy(node => node.Status).OrderBy(group => group.Key).ToDictionary(group => group.Key.ToString(), group => group.Count()),
            Containers = ContainerCounting.Count(listed.DistinctBy(container => container.Id)),
            ContainersLastSeen = Sum(seen.Where(node => node.Docker is { Connection: not EndpointConnection.Connected }).Select(node => node.Containers)),
            LastChanges = [.. await LastChangesAsync(cancellationToken)],
            Warnings = [.. warnings],
            ObservedAt = time.GetUtcNow(),
        };
    }

    private async Task<List<ClusterContainer>> ListAsync(
        List<string> reachable, NodeCall request, List<ClusterWarning> warnings, CancellationToken cancellationToken)
    {
        var listed = new List<ClusterContainer>();
        if (reachable.Count == 0) return listed;
        // Asked anew, though the probe has just listed them: the counts must not depend on what the history could keep.
        var query = new ContainerQuery { Nodes = reachable, ThrottleLimit = request.ThrottleLimit, Timeout = request.Timeout, Cached = live.Watch is not null };
        await foreach (var answer in containers.GetAsync(query, cancellationToken))
        {
            if (answer.Value is { } container) listed.Add(container);
            else if (answer.Failure is { } failure) warnings.Add(Warning(failure));
        }

        return listed;
    }

    private static ClusterContainerCounts Sum(IEnumerable<ClusterContainerCounts?> counts) =>
        counts.OfType<ClusterContainerCounts>().Aggregate(new ClusterContainerCounts(), (sum, one) => new ClusterContainerCounts
        {
            Total = sum.Total + one.Total,
            Running = sum.Running + one.Running,
            Paused = sum.Paused + one.Paused,
            Restarting = sum.Restarting + one.Restarting,
            Stopped = sum.Stopped + one.Stopped,
            Unhealthy = sum.Unhealthy + one.Unhealthy,
        });

    private async Task<List<ClusterOperation>> LastChangesAsync(CancellationToken cancellationToken)
    {
        var changes = new List<ClusterOperation>();
        await foreach (var answer in operations.GetAsync(new OperationQuery { Newest = LastChanges }, cancellationToken))
        {
            if (answer.Value is { } operation) changes.Add(operation);
        }

        return changes;
    }

    private static ClusterWarning Warning(ClusterException failure) =>
        new() { Id = failure.ErrorId, Node = failure.Node, Message = failure.Message, Remedy = failure.Remedy };

    private static ClusterWarning? NodeWarning(ClusterNode node) => node.Status switch
    {
        NodeStatus.Unreachable => new ClusterWarning { Id = "NodeUnreachable", Node = node.Name, Message = $"Unreachable: {node.Reason}", Remedy = RemedyOf(node) },
        NodeStatus.Degraded => new ClusterWarning { Id = "NodeDegraded", Node = node.Name, Message = $"Degraded: {node.Reason}", Remedy = RemedyOf(node) },
        _ => null,
    };

    private static string? RemedyOf(ClusterNode node) =>
        new[] { node.Docker, node.NginxApi }.OfType<ClusterEndpoint>().FirstOrDefault(endpoint => !NodeStatusRule.IsWell(endpoint))?.Remedy;

    private static ClusterWarning DuplicateWarning(IReadOnlyList<string> names) => new()
    {
        Id = "DuplicateEngine",
        Node = names[0],
        Message = $"Nodes {string.Join(", ", names)} list the same containers: they are one engine, and are counted once.",
        Remedy = $"Keep one of them: Remove-ClusterNode -Node {string.Join(',', names.Skip(1))}",
    };
}
