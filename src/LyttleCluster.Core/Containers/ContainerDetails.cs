using System.Runtime.CompilerServices;
using LyttleCluster.Core.FanOut;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Containers;

/// <summary>Completes listed containers by what only an inspection tells.</summary>
internal sealed class ContainerDetails(NodeRegistry registry, NodeConnections connections)
{
    public async IAsyncEnumerable<Answer<ClusterContainer>> AddAsync(
        IAsyncEnumerable<Answer<ClusterContainer>> listed, ContainerQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Filtered first: only what will be shown is worth a request.
        var containers = new List<ClusterContainer>();
        await foreach (var answer in listed)
        {
            if (!answer.IsValue) yield return answer;
            else if (ContainerSelector.Passes(request, answer.Value)) containers.Add(answer.Value);
        }

        var nodes = (await registry.ListAsync(cancellationToken)).ToDictionary(node => node.Name, StringComparer.OrdinalIgnoreCase);
        var inspected = NodeFanOut.RunAsync<ClusterContainer, ClusterContainer>(
            containers,
            request.ThrottleLimit,
            container => container.Node,
            async (container, results, stop) =>
            {
                var detail = await connections.DockerOf(nodes[container.Node]).InspectAsync(container.Id, request.Timeout, stop);
                await results.WriteAsync(container with { RestartCount = detail.RestartCount }, stop);
            },
            cancellationToken);
        await foreach (var answer in inspected) yield return answer;
    }
}
