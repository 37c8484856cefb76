namespace LyttleCluster;

/// <summary>One check of a node, a container's port, a configuration or a domain, and how it ended.</summary>
public sealed record ClusterCheck
{
    /// <summary>The node that was checked; empty for a check of a domain that is about no node.</summary>
    public required string Node { get; init; }

    /// <summary>The domain that was checked; null where it is not about one.</summary>
    public string? Domain { get; init; }

    /// <summary>What was checked, in PascalCase, e.g. <c>NameResolution</c>, <c>Tls</c>, <c>DockerPing</c>.</summary>
    public required string Check { get; init; }

    /// <summary>What it was checked against: a host, an address, a file.</summary>
    public required string Target { get; init; }

    /// <summary>Whether it passed.</summary>
    public required bool Passed { get; init; }

    /// <summary>What was seen.</summary>
    public required string Detail { get; init; }

    /// <summary>What to do; null when it passed.</summary>
    public string? Remedy { get; init; }

    /// <summary>How long the check took.</summary>
    public TimeSpan Duration { get; init; }
}
