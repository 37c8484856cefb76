using LyttleCluster.Core.Docker;

namespace LyttleCluster.Core.Nodes;

/// <summary>A node as it is shown: configuration is always today's, what was observed may be old.</summary>
internal static class NodeView
{
    /// <summary>What was configured, with nothing observed.</summary>
    public static ClusterNode Configured(StoredNode node)
    {
        var settings = node.Document.Settings;
        return new ClusterNode
        {
            Name = node.Name,
            Suspended = node.Document.Suspended,
            Docker = settings.Docker is null ? null : new ClusterEndpoint { Uri = settings.Docker },
            Location = settings.Location,
            Labels = new Dictionary<string, string>(settings.Labels ?? ReadOnlyMap<string>.Empty),
            Owners = [.. settings.Owners ?? []],
            Address = [.. settings.Address ?? DefaultAddress(settings.Docker)],
            PublishAddress = settings.PublishAddress,
            ProxyAddress = settings.ProxyAddress,
            PortRange = settings.PortRange,
        };
    }

    /// <summary>As it was last seen; nothing observed when it never was, or when its endpoint is another one since.</summary>
    public static ClusterNode LastSeen(StoredNode node, ClusterNode? last)
    {
        var configured = Configured(node);
        if (last?.Docker is not { } endpoint || endpoint.Uri != configured.Docker?.Uri) return configured;

        return configured with
        {
            Docker = endpoint,
            Status = NodeStatusRule.Of(node.Document.Suspended, [endpoint]),
            Reason = last.Reason,
            OperatingSystem = last.OperatingSystem,
            Kernel = last.Kernel,
            Cpus = last.Cpus,
            MemoryBytes = last.MemoryBytes,
            Containers = last.Containers,
            ObservedAt = last.ObservedAt,
        };
    }

    /// <summary>As it was last seen, with why it cannot be seen now.</summary>
    public static ClusterNode Away(StoredNode node, ClusterNode? last, ClusterException failure)
    {
        var known = LastSeen(node, last);
        var reason = WithoutName(failure.Message, node.Name);
        var connection = DockerErrors.ConnectionOf(failure);
        var endpoint = known.Docker is null ? null : known.Docker with
        {
            Connection = connection,
            // An engine that answers with a fault of its own is reached, and not well.
            Health = connection == EndpointConnection.Connected ? EndpointHealth.Unhealthy : EndpointHealth.Unknown,
            Latency = null,
            Reason = reason,
            Remedy = failure.Remedy,
        };
        return known with
        {
            Docker = endpoint,
            Status = endpoint is null ? NodeStatus.Unknown : NodeStatusRule.Of(node.Document.Suspended, [endpoint]),
            Reason = reason,
        };
    }

    /// <summary>An error must say on which node; beside the node's own name it would only be in the way.</summary>
    private static string WithoutName(string message, string node)
    {
        var name = $"Node {node}: ";
        return message.StartsWith(name, StringComparison.Ordinal) ? message[name.Length..] : message;
    }

    private static string[] DefaultAddress(Uri? docker) => docker is { Scheme: "tcp" } ? [docker.Host] : [];
}
