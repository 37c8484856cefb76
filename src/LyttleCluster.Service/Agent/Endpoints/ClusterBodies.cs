namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>GET /cluster/nodes.</summary>
internal sealed record ClusterNodesBody(int Count, bool IncludeInactive, IReadOnlyList<ClusterNodeBody> Nodes);

/// <summary>The agent's own node.</summary>
internal sealed record ClusterNodeBody
{
    public required string Id { get; init; }

    public required string Hostname { get; init; }

    public required string InstanceId { get; init; }

    public required string IpAddress { get; init; }

    /// <summary>Where it can be called; null when only its own host can.</summary>
    public ControlPlaneBody? ControlPlane { get; init; }

    public required bool IsLeader { get; init; }

    public required string Status { get; init; }

    public required DateTimeOffset LastHeartbeat { get; init; }

    public required string Version { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public required bool IsLocal { get; init; }
}

/// <summary>Where an nginx_api is called.</summary>
internal sealed record ControlPlaneBody(string Address, int Port, string Protocol, string BaseUrl, string Source);
