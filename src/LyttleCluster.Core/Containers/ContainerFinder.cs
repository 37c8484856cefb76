using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LyttleCluster.Core.Docker;
using LyttleCluster.Core.FanOut;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.Watching;

namespace LyttleCluster.Core.Containers;

/// <summary>Asks the engines for their containers.</summary>
internal sealed class ContainerFinder(NodeRegistry registry, NodeConnections connections, Observations observations, LiveLooks live)
{
    /// <summary>Lists that wait, as objects, for the reader to take them; as many more are being made.</summary>
    private static readonly int ListsAhead = Environment.ProcessorCount;

    /// <summary>The containers a call means, each node's as soon as it answers; at the end a failure for each one named and found nowhere.</summary>
    public async IAsyncEnumerable<Answer<ClusterContainer>> FindAsync(
        WantedContainers wanted, int throttleLimit, TimeSpan silence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var selection = await SelectAsync(wanted, cancellationToken);
        foreach (var failure in selection.Failures) yield return failure;

        // All answers may come at once; objects are made of a few at a time, as fast as the reader takes them. Ten thousand that
        // wait are what the garbage collector works for longest, and what a shell's memory grows by.
        using var making = new SemaphoreSlim(ListsAhead);
        var lists = NodeFanOut.RunAsync<StoredNode, ClusterContainer[]>(
            selection.Nodes,
            throttleLimit,
            node => node.Name,
            (node, results, stop) => WriteListAsync(node, silence, making, results, stop),
            cancellationToken,
            queueLength: ListsAhead);
        await foreach (var list in lists)
        {
            if (list.Failure is { } failure)
            {
                wanted.Failed(failure.Node);
                yield return failure;
            }

            foreach (var container in list.Value ?? [])
            {
                if (wanted.Take(container)) yield return container;
            }
        }

        foreach (var failure in wanted.Missing()) yield return failure;
    }

    /// <summary>The containers a call means with their nodes, each node's as soon as it answers, for work that goes on with each.</summary>
    public async IAsyncEnumerable<Answer<ContainerTarget>> FindTargetsAsync(ContainerCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var nodes = (await registry.ListAsync(cancellationToken)).ToDictionary(node => node.Name, StringComparer.OrdinalIgnoreCase);
        var wanted = new WantedContainers(call.Nodes, call.Names, call.Containers);
        await foreach (var answer in FindAsync(wanted, call.ThrottleLimit, call.Timeout, cancellationToken))
        {
            if (answer.Failure is { } failure) yield return failure;
            else if (answer.Value is { } container && nodes.TryGetValue(container.Node, out var node)) yield return new ContainerTarget(container, node);
        }
    }

    /// <summary>The nodes to ask for the containers a call means.</summary>
    public async Task<NodeSelection> SelectAsync(WantedContainers wanted, CancellationToken cancellationToken)
    {
        var selection = await registry.SelectWithDockerAsync(wanted.Nodes, cancellationToken);
        foreach (var failure in selection.Failures) wanted.Failed(failure.Node);
        return selection;
    }

    /// <summary>The containers of one node that a call means, for callers that ask each node themselves; several may be asked at once.</summary>
    public async Task<IReadOnlyList<ClusterContainer>> ListAsync(StoredNode node, WantedContainers wanted, TimeSpan silence, CancellationToken cancellationToken)
    {
        try
        {
            var containers = live.TryList(node, silence, cancellationToken) is { } joined
                ? await joined
                : await MakeAsync(node, await connections.DockerOf(node).ReadContainersAsync(silence, cancellationToken), cancellationToken);
            lock (wanted) return [.. containers.Where(wanted.Take)];
        }
        catch
        {
            lock (wanted) wanted.Failed(node.Name);
            throw;
        }
    }

    /// <summary>Writes the containers of one node.</summary>
    private async Task WriteListAsync(
        StoredNode node, TimeSpan silence, SemaphoreSlim making, ChannelWriter<Answer<ClusterContainer[]>> results, CancellationToken cancellationToken)
    {
        if (live.TryList(node, silence, cancellationToken) is { } joined)
        {
            await results.WriteAsync(await joined, cancellationToken);
            return;
        }

        var list = await connections.DockerOf(node).ReadContainersAsync(silence, cancellationToken);
        await making.WaitAsync(cancellationToken);
        try
        {
            await results.WriteAsync(await MakeAsync(node, list, cancellationToken), cancellationToken);
        }
        finally
        {
            making.Release();
        }
    }

    /// <summary>The containers in an engine's list, which is kept as the last observation.</summary>
    private async Task<ClusterContainer[]> MakeAsync(StoredNode node, DockerContainerList list, CancellationToken cancellationToken)
    {
        var containers = list.Parse();
        await observations.SetContainersAsync(node.Name, list, cancellationToken);
        return containers;
    }
}

/// <summary>A container and its node.</summary>
internal sealed record ContainerTarget(ClusterContainer Container, StoredNode Node);
