namespace LyttleCluster;

/// <summary>How one node has a domain.</summary>
public sealed record ClusterDomainState
{
    /// <summary>The node.</summary>
    public required string Node { get; init; }

    /// <summary>Whether it has the domain as it is wanted.</summary>
    public required DomainSync Sync { get; init; }

    /// <summary>Why it has not; null where <see cref="Sync"/> says all.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was last published there, in UTC; null when it never was.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>The release it came with; null where the node's nginx_api has no releases.</summary>
    public string? Release { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Reason is null ? $"{Node}: {Sync}" : $"{Node}: {Sync} ({Reason})";
}
