using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LyttleCluster.Core.Docker;
using LyttleCluster.Core.FanOut;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Containers;

/// <summary>Measures running containers. The engine takes about a second for two samples, so all of a node's are measured side by side.</summary>
internal sealed class ContainerUsageReader(ContainerFinder finder, NodeConnections connections, TimeProvider time)
{
    /// <summary>What Docker itself leaves between its two samples.</summary>
    private static readonly TimeSpan BetweenSamples = TimeSpan.FromSeconds(1);

    public async IAsyncEnumerable<Answer<ClusterContainerUsage>> ReadAsync(ContainerUsageQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var round = time.GetTimestamp();
            await foreach (var answer in ReadOnceAsync(request, cancellationToken)) yield return answer;
            if (request.Interval is not { } interval) yield break;

            var rest = interval - time.GetElapsedTime(round);
            if (rest > TimeSpan.Zero) await Task.Delay(rest, time, cancellationToken);
        }
    }

    private IAsyncEnumerable<Answer<ClusterContainerUsage>> ReadOnceAsync(ContainerUsageQuery request, CancellationToken cancellationToken) =>
        NodeFanOut.ContinueAsync<ContainerTarget, ClusterContainerUsage>(
            finder.FindTargetsAsync(request, cancellationToken),
            request.ThrottleLimit,
            target => target.Node.Name,
            (target, results, stop) => MeasureAsync(target, request.Timeout, results, stop),
            cancellationToken);

    private async Task MeasureAsync(
        ContainerTarget target, TimeSpan silence, ChannelWriter<Answer<ClusterContainerUsage>> results, CancellationToken cancellationToken)
    {
        if (target.Container.State != ContainerState.Running) return;

        var docker = connections.DockerOf(target.Node);
        var stats = await docker.GetStatsAsync(target.Container.Id, oneShot: false, silence, cancellationToken);
        var usage = stats.ToUsage(null, target.Node.Name, target.Container.Name, time.GetUtcNow());
        if (usage.CpuPercent is null)
        {
            // podman puts no earlier sample into its answer: the second one is ours to take.
            await Task.Delay(BetweenSamples, time, cancellationToken);
            var second = await docker.GetStatsAsync(target.Container.Id, oneShot: true, silence, cancellationToken);
            usage = second.ToUsage(stats, target.Node.Name, target.Container.Name, time.GetUtcNow());
        }

        await results.WriteAsync(usage, cancellationToken);
    }
}
