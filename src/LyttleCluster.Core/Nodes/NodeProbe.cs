using LyttleCluster.Core.Containers;
using LyttleCluster.Core.Docker;

namespace LyttleCluster.Core.Nodes;

/// <summary>Looks at a node: what was configured and what its engine says now, as one record.</summary>
internal sealed class NodeProbe(NodeConnections connections, Observations observations, TimeProvider time)
{
    /// <summary>
    /// Never fails: a node that cannot be reached is reported so, with the last known values and when they were seen.
    /// </summary>
    public async Task<ClusterNode> ProbeAsync(StoredNode node, TimeSpan silence, CancellationToken cancellationToken)
    {
        try
        {
            var seen = await LookAsync(node, silence, cancellationToken);
            await observations.SetNodeAsync(seen, cancellationToken);
            return seen;
        }
        catch (ClusterException failure)
        {
            var last = await observations.NodeAsync(node.Name, cancellationToken);
            return NodeView.Away(node, last, failure);
        }
    }

    /// <summary>Looks at a node that must answer.</summary>
    /// <exception cref="ClusterException">Why its engine cannot be used.</exception>
    public async Task<ClusterNode> LookAsync(StoredNode node, TimeSpan silence, CancellationToken cancellationToken)
    {
        var docker = connections.DockerOf(node);
        var ping = await docker.PingAsync(silence, cancellationToken);
        var infoTask = docker.GetInfoAsync(silence, cancellationToken);
        var listTask = docker.ListContainersAsync(silence, cancellationToken);
        await Task.WhenAll(infoTask, listTask);
        var (info, list) = (await infoTask, await listTask);
        var now = time.GetUtcNow();
        await observations.SetContainersAsync(node.Name, now, list.Body, cancellationToken);

        var warnings = DockerMapping.Warnings(docker.Endpoint, info);
        return NodeView.Configured(node) with
        {
            Status = NodeStatusRule.Of(node.Document.Suspended, [new ClusterEndpoint { Uri = docker.Endpoint.Uri, Connection = EndpointConnection.Connected }]),
            Docker = new ClusterEndpoint
            {
                Uri = docker.Endpoint.Uri,
                Connection = EndpointConnection.Connected,
                Health = warnings.Count == 0 ? EndpointHealth.Healthy : EndpointHealth.Warning,
                Version = info.ServerVersion,
                ApiVersion = ping.ApiVersion.ToString(),
                Latency = ping.Latency,
                Reason = warnings.Count == 0 ? null : string.Join("; ", warnings),
            },
            OperatingSystem = info.OperatingSystem,
            Kernel = info.KernelVersion,
            Cpus = info.NCPU,
            MemoryBytes = info.MemTotal,
            Containers = ContainerCounting.Count(list.Containers.Select(container => container.ToModel(node.Name, now))),
            ObservedAt = now,
        };
    }
}
