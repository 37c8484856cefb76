namespace LyttleCluster.Core.Docker;

/// <summary>A node of a swarm, from <c>GET /nodes</c>; only the fields that are used.</summary>
internal sealed record DockerSwarmNode
{
    public string ID { get; init; } = "";

    public DockerSwarmSpec? Spec { get; init; }

    public DockerSwarmDescription? Description { get; init; }

    public DockerSwarmStatus? Status { get; init; }

    /// <summary>Null of a worker.</summary>
    public DockerSwarmManager? ManagerStatus { get; init; }
}

/// <summary>What is wanted of it: role (<c>manager</c>, <c>worker</c>) and availability (<c>active</c>, <c>pause</c>, <c>drain</c>).</summary>
internal sealed record DockerSwarmSpec(string? Role, string? Availability);

/// <summary>What it is.</summary>
internal sealed record DockerSwarmDescription(string? Hostname, DockerSwarmEngine? Engine, DockerSwarmTls? TLSInfo);

/// <summary>Its engine.</summary>
internal sealed record DockerSwarmEngine(string? EngineVersion);

/// <summary>The CA (PEM) that it trusts.</summary>
internal sealed record DockerSwarmTls(string? TrustRoot);

/// <summary>How it is: <c>ready</c>, <c>down</c>, …; and its address.</summary>
internal sealed record DockerSwarmStatus(string? State, string? Addr);

/// <summary>Its part among the managers; <c>Addr</c> is with the swarm's port.</summary>
internal sealed record DockerSwarmManager(bool Leader, string? Reachability, string? Addr);

/// <summary>What an engine says of the swarm it belongs to, from <c>GET /info</c>.</summary>
internal sealed record DockerSwarm
{
    public string NodeID { get; init; } = "";

    /// <summary><c>inactive</c>, <c>pending</c>, <c>active</c>, <c>error</c> or <c>locked</c>.</summary>
    public string? LocalNodeState { get; init; }

    /// <summary>Whether it is a manager.</summary>
    public bool ControlAvailable { get; init; }

    public string? Error { get; init; }

    public IReadOnlyList<DockerSwarmPeer>? RemoteManagers { get; init; }
}

/// <summary>A manager of the swarm that an engine belongs to.</summary>
internal sealed record DockerSwarmPeer(string? NodeID, string? Addr);
