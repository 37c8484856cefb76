namespace LyttleCluster;

/// <summary>A host of the cluster: what was configured, and what was last observed.</summary>
public sealed record ClusterNode
{
    /// <summary>The name, unique in the cluster, without case.</summary>
    public required string Name { get; init; }

    /// <summary>Its state in one word.</summary>
    public NodeStatus Status { get; init; }

    /// <summary>Whether an operator took it out of use.</summary>
    public bool Suspended { get; init; }

    /// <summary>Why it is not Ready; null when it is.</summary>
    public string? Reason { get; init; }

    /// <summary>Its Docker engine; null when it has none.</summary>
    public ClusterEndpoint? Docker { get; init; }

    /// <summary>Its nginx_api; null when it has none.</summary>
    public ClusterEndpoint? NginxApi { get; init; }

    /// <summary>The operating system, as the engine or the agent names it.</summary>
    public string? OperatingSystem { get; init; }

    /// <summary>The kernel's version.</summary>
    public string? Kernel { get; init; }

    /// <summary>Number of logical processors.</summary>
    public int? Cpus { get; init; }

    /// <summary>Main memory in bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>How busy all processors together are, 0 to 100; null where no agent tells.</summary>
    public double? CpuPercent { get; init; }

    /// <summary>The load averages over 1, 5 and 15 minutes; empty where no agent tells.</summary>
    public double[] Load { get; init; } = [];

    /// <summary>Used main memory in bytes; null where no agent tells.</summary>
    public long? MemoryUsedBytes { get; init; }

    /// <summary>Its file systems; empty where no agent tells.</summary>
    public ClusterDisk[] Disks { get; init; } = [];

    /// <summary>Since when the host runs, at the time of <see cref="ObservedAt"/>; null where no agent tells.</summary>
    public TimeSpan? Uptime { get; init; }

    /// <summary>The addresses that the host has; empty where no agent tells.</summary>
    public string[] HostAddresses { get; init; } = [];

    /// <summary>Its containers, counted by state.</summary>
    public ClusterContainerCounts? Containers { get; init; }

    /// <summary>Where it stands, as a path, e.g. <c>eu/rack1</c>.</summary>
    public string? Location { get; init; }

    /// <summary>Labels given by the operator.</summary>
    public ReadOnlyMap<string> Labels { get; init; } = ReadOnlyMap<string>.Empty;

    /// <summary>Who answers for it.</summary>
    public string[] Owners { get; init; } = [];

    /// <summary>
    /// Where other nodes reach its published ports. Unless set: the host's private address as its agent tells it, else the host of a tcp
    /// or ssh endpoint.
    /// </summary>
    public string[] Address { get; init; } = [];

    /// <summary>The address that published ports bind to; null means <see cref="Address"/>.</summary>
    public string? PublishAddress { get; init; }

    /// <summary>Where its nginx takes requests.</summary>
    public Uri? ProxyAddress { get; init; }

    /// <summary>The host ports that instances may use, e.g. <c>20000-29999</c>.</summary>
    public string? PortRange { get; init; }

    /// <summary>When the observed values were seen, in UTC; null when it was never probed.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
