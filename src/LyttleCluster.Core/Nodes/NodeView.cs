namespace LyttleCluster.Core.Nodes;

/// <summary>A node as it is shown: configuration is always today's, what was observed may be old.</summary>
internal static class NodeView
{
    /// <summary>What was configured, with nothing observed.</summary>
    public static ClusterNode Configured(StoredNode node)
    {
        var settings = node.Document.Settings;
        var configured = new ClusterNode
        {
            Name = node.Name,
            Suspended = node.Document.Suspended,
            Docker = settings.Docker is null ? null : new ClusterEndpoint { Uri = settings.Docker },
            NginxApi = settings.NginxApi is null ? null : new ClusterEndpoint { Uri = settings.NginxApi },
            Location = settings.Location,
            Labels = new Dictionary<string, string>(settings.Labels ?? ReadOnlyMap<string>.Empty),
            Owners = [.. settings.Owners ?? []],
            PublishAddress = settings.PublishAddress,
            ProxyAddress = settings.ProxyAddress,
            PortRange = settings.PortRange,
        };
        return configured with { Address = [.. settings.Address ?? DefaultAddress.Of(configured)] };
    }

    /// <summary>As it was last seen; nothing observed when it never was. What came from an endpoint that is another one since is left out.</summary>
    public static ClusterNode LastSeen(StoredNode node, ClusterNode? last)
    {
        var configured = Configured(node);
        var docker = IsSame(last?.Docker, configured.Docker) ? last!.Docker : null;
        var nginxApi = IsSame(last?.NginxApi, configured.NginxApi) ? last!.NginxApi : null;
        if (last is null || (docker ?? nginxApi) is null) return configured;

        var known = configured with
        {
            OperatingSystem = last.OperatingSystem,
            Kernel = last.Kernel,
            Cpus = last.Cpus,
            MemoryBytes = last.MemoryBytes,
            ObservedAt = last.ObservedAt,
        };
        if (docker is not null) known = known with { Docker = docker, Containers = last.Containers };
        if (nginxApi is not null)
        {
            known = known with
            {
                NginxApi = nginxApi,
                CpuPercent = last.CpuPercent,
                Load = last.Load,
                MemoryUsedBytes = last.MemoryUsedBytes,
                Disks = last.Disks,
                Uptime = last.Uptime,
                HostAddresses = last.HostAddresses,
            };
        }

        return Judged(node, known);
    }

    /// <summary>As a look has just seen it; what an endpoint that failed would tell stays as it was last seen.</summary>
    public static ClusterNode Seen(StoredNode node, ClusterNode? last, NodeLook look)
    {
        var seen = LastSeen(node, last);
        if (look.DockerFailure is { } docker) seen = seen with { Docker = Failing(seen.Docker!, docker, node.Name) };
        if (look.NginxApiFailure is { } nginxApi) seen = seen with { NginxApi = Failing(seen.NginxApi!, nginxApi, node.Name) };
        if (look.NginxApi is { } api) seen = api.AddTo(seen);
        // An engine names the host more exactly than an agent does, so it comes last.
        if (look.Docker is { } engine) seen = engine.AddTo(seen);
        return Judged(node, look.HasAnswer ? seen with { ObservedAt = look.At } : seen);
    }

    /// <summary>The node with its status, the reason for it, and the address that follows from what is known.</summary>
    private static ClusterNode Judged(StoredNode node, ClusterNode known)
    {
        ClusterEndpoint[] endpoints = [.. new[] { known.Docker, known.NginxApi }.OfType<ClusterEndpoint>()];
        var reasons = endpoints.Where(endpoint => !NodeStatusRule.IsWell(endpoint)).Select(endpoint => endpoint.Reason).OfType<string>();
        return known with
        {
            Status = NodeStatusRule.Of(node.Document.Suspended, endpoints),
            Reason = string.Join("; ", reasons) is { Length: > 0 } reason ? reason : null,
            Address = [.. node.Document.Settings.Address ?? DefaultAddress.Of(known)],
        };
    }

    private static bool IsSame(ClusterEndpoint? one, ClusterEndpoint? other) => one is not null && one.Uri == other?.Uri;

    private static ClusterEndpoint Failing(ClusterEndpoint known, ClusterException failure, string node)
    {
        var connection = EndpointFailure.ConnectionOf(failure);
        return known with
        {
            Connection = connection,
            // One that answers with a fault of its own is reached, and not well.
            Health = connection == EndpointConnection.Connected ? EndpointHealth.Unhealthy : EndpointHealth.Unknown,
            Latency = null,
            Reason = WithoutName(failure.Message, node),
            Remedy = failure.Remedy,
        };
    }

    /// <summary>An error must say on which node; beside the node's own name it would only be in the way.</summary>
    private static string WithoutName(string message, string node)
    {
        var name = $"Node {node}: ";
        return message.StartsWith(name, StringComparison.Ordinal) ? message[name.Length..] : message;
    }
}
