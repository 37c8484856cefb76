namespace LyttleCluster;

/// <summary>One address of a node, and what was last seen there.</summary>
public sealed record ClusterEndpoint
{
    /// <summary>The address, e.g. <c>unix:///var/run/docker.sock</c> or <c>tcp://10.0.0.5:2376</c>.</summary>
    public required Uri Uri { get; init; }

    /// <summary>How the last attempt to reach it ended.</summary>
    public EndpointConnection Connection { get; init; }

    /// <summary>What it says of itself.</summary>
    public EndpointHealth Health { get; init; }

    /// <summary>The version of the program that answers, e.g. <c>20.10.24</c>.</summary>
    public string? Version { get; init; }

    /// <summary>The version of the API that is spoken with it, e.g. <c>1.41</c>.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>How long the last ping took.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>When it last answered, in UTC; null when it never did.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Why it cannot be used or is not healthy; null when all is well.</summary>
    public string? Reason { get; init; }

    /// <summary>What to do about <see cref="Reason"/>.</summary>
    public string? Remedy { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Uri} ({Connection})";
}
