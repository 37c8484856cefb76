using LyttleCluster.Core.Containers;
using LyttleCluster.Core.Docker;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.Watching;

namespace LyttleCluster.Core.Nodes;

/// <summary>Looks at a node: what was configured and what its endpoints say now, as one record.</summary>
internal sealed class NodeProbe(NodeConnections connections, Observations observations, LiveLooks live, TimeProvider time)
{
    /// <summary>
    /// Never fails: an endpoint that cannot be reached is reported so, with the last known values and when they were seen.
    /// </summary>
    public async Task<ClusterNode> ProbeAsync(StoredNode node, TimeSpan silence, CancellationToken cancellationToken)
    {
        // The watch may not have heard yet of settings that were stored a moment ago: who changed them is shown them as they are now.
        if (live.TryProbe(node, silence, cancellationToken) is { } joined) return NodeView.LastSeen(node, await joined);
        var look = await LookAtBothAsync(node, silence, cancellationToken);
        var last = look.Failure is null ? null : await observations.NodeAsync(node.Name, cancellationToken);
        var seen = NodeView.Seen(node, last, look);
        if (look.HasAnswer) await observations.SetNodeAsync(seen, cancellationToken);
        return seen;
    }

    /// <summary>Looks at a node that must answer, with all of its endpoints.</summary>
    /// <exception cref="ClusterException">Why one of them cannot be used.</exception>
    public async Task<ClusterNode> LookAsync(StoredNode node, TimeSpan silence, CancellationToken cancellationToken)
    {
        var look = await LookAtBothAsync(node, silence, cancellationToken);
        return look.Failure is { } failure ? throw failure : NodeView.Seen(node, null, look);
    }

    /// <summary>Both endpoints side by side: one that hangs does not make the other wait.</summary>
    private async Task<NodeLook> LookAtBothAsync(StoredNode node, TimeSpan silence, CancellationToken cancellationToken)
    {
        var docker = TryAsync(node.DockerEndpoint is null ? null : LookAtDockerAsync(node, silence, cancellationToken));
        var nginxApi = TryAsync(node.NginxApiEndpoint is null ? null : LookAtNginxApiAsync(node, silence, cancellationToken));
        await Task.WhenAll(docker, nginxApi);
        var (engine, dockerFailure) = await docker;
        var (api, nginxApiFailure) = await nginxApi;
        return new NodeLook
        {
            At = time.GetUtcNow(),
            Docker = engine,
            DockerFailure = dockerFailure,
            NginxApi = api,
            NginxApiFailure = nginxApiFailure,
        };
    }

    private async Task<DockerLook?> LookAtDockerAsync(StoredNode node, TimeSpan silence, CancellationToken cancellationToken)
    {
        var docker = connections.DockerOf(node);
        var ping = await docker.PingAsync(silence, cancellationToken);
        var infoTask = docker.GetInfoAsync(silence, cancellationToken);
        var listTask = docker.ReadContainersAsync(silence, cancellationToken);
        await Task.WhenAll(infoTask, listTask);
        var (info, list) = (await infoTask, await listTask);
        var (now, containers) = (list.ObservedAt, ContainerCounting.Count(list.Parse()));
        await observations.SetContainersAsync(node.Name, list, cancellationToken);

        return new DockerLook(EndpointOf(docker.Endpoint, info, ping, now), info, containers);
    }

    /// <summary>An engine as it answered.</summary>
    public static ClusterEndpoint EndpointOf(DockerEndpoint docker, DockerInfo info, DockerPing ping, DateTimeOffset at)
    {
        var warnings = DockerMapping.Warnings(docker, info);
        return new ClusterEndpoint
        {
            Uri = docker.Uri,
            Connection = EndpointConnection.Connected,
            Health = warnings.Count == 0 ? EndpointHealth.Healthy : EndpointHealth.Warning,
            Version = info.ServerVersion,
            ApiVersion = ping.ApiVersion.ToString(),
            Latency = ping.Latency,
            ObservedAt = at,
            Reason = warnings.Count == 0 ? null : string.Join("; ", warnings),
        };
    }

    private async Task<NginxApiLook?> LookAtNginxApiAsync(StoredNode node, TimeSpan silence, CancellationToken cancellationToken)
    {
        var client = connections.NginxApiOf(node);
        return await LookAtAsync(client, await client.ProbeAsync(silence, cancellationToken), silence, time, cancellationToken);
    }

    /// <summary>An nginx_api as it answered, with what it tells of its host.</summary>
    /// <exception cref="ClusterException">It does not let us in.</exception>
    public static async Task<NginxApiLook> LookAtAsync(NginxApiClient client, NginxApiProbe probe, TimeSpan silence, TimeProvider time, CancellationToken cancellationToken)
    {
        if (probe.Denied is { } denied) throw denied;

        var (host, failure) = await TryAsync(client.GetHostAsync(silence, cancellationToken));
        var reason = probe.Reason ?? (probe.LimitedUntil is { } until ? $"asked too often; it answers again at {until:u}" : failure?.Message);
        var endpoint = new ClusterEndpoint
        {
            Uri = client.Endpoint.Uri,
            Connection = EndpointConnection.Connected,
            // Not to be told everything is no reason to call a node that serves unhealthy.
            Health = reason is not null && probe.Health != EndpointHealth.Unhealthy ? EndpointHealth.Warning : probe.Health,
            Version = probe.Dialect.Version,
            ApiVersion = probe.Dialect.Name,
            Latency = probe.Latency,
            ObservedAt = time.GetUtcNow(),
            Reason = reason,
        };
        return new NginxApiLook(endpoint, host);
    }

    private static async Task<(T? Value, ClusterException? Failure)> TryAsync<T>(Task<T?>? look)
        where T : class
    {
        if (look is null) return (null, null);
        try
        {
            return (await look, null);
        }
        catch (ClusterException failure)
        {
            return (null, failure);
        }
    }
}
