using System.Runtime.CompilerServices;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Watching;

namespace LyttleCluster.Core.Containers;

/// <summary>Containers: list, read logs, measure, wait for, test.</summary>
internal sealed class ContainerService(
    ContainerFinder finder,
    NodeRegistry registry,
    Observations observations,
    LiveLooks live,
    HistoryNotice notice,
    ContainerDetails details,
    ContainerLogReader logs,
    ContainerUsageReader usage,
    ContainerWaiter waiter,
    ContainerPortTester ports) : IContainers
{
    public async IAsyncEnumerable<Answer<ClusterContainer>> GetAsync(ContainerQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wanted = new WantedContainers(request.Nodes, request.Names, request.Containers);
        var containers = request.Cached
            ? live.Watch is { } watch ? WatchedReads.Containers(watch.Now, wanted).ToAsyncEnumerable() : LastSeenAsync(wanted, cancellationToken)
            : finder.FindAsync(wanted, request.ThrottleLimit, request.Timeout, cancellationToken);
        if (request.Detailed && !request.Cached) containers = details.AddAsync(containers, request, cancellationToken);
        await foreach (var answer in containers)
        {
            if (!answer.IsValue || ContainerSelector.Passes(request, answer.Value)) yield return answer;
        }

        if (notice.Take() is { } warning) yield return warning;
    }

    public IAsyncEnumerable<Answer<ClusterLogEntry>> ReadLogAsync(ContainerLogQuery request, CancellationToken cancellationToken) =>
        logs.ReadAsync(request, cancellationToken);

    public IAsyncEnumerable<Answer<ClusterContainerUsage>> GetUsageAsync(ContainerUsageQuery request, CancellationToken cancellationToken) =>
        usage.ReadAsync(request, cancellationToken);

    public IAsyncEnumerable<Answer<ClusterContainer>> WaitAsync(ContainerWait request, CancellationToken cancellationToken) =>
        waiter.WaitAsync(request, cancellationToken);

    public IAsyncEnumerable<Answer<ClusterCheck>> TestPortAsync(ContainerPortTest request, CancellationToken cancellationToken) =>
        ports.TestAsync(request, cancellationToken);

    private async IAsyncEnumerable<Answer<ClusterContainer>> LastSeenAsync(WantedContainers wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var selection = await registry.SelectWithDockerAsync(wanted.Nodes, cancellationToken);
        foreach (var failure in selection.Failures) yield return failure;

        var seen = await observations.ContainersAsync(cancellationToken);
        foreach (var node in selection.Nodes)
        {
            foreach (var container in seen.GetValueOrDefault(node.Name) ?? [])
            {
                if (wanted.Take(container)) yield return container;
            }
        }

        foreach (var failure in wanted.Missing()) yield return failure;
    }
}
