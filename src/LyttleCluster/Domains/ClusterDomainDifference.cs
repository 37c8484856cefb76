namespace LyttleCluster;

/// <summary>One domain on one node: what is wanted, what the node has, and what its nginx really answers.</summary>
public sealed record ClusterDomainDifference
{
    /// <summary>The domain's name; for an entry that this cluster did not make, its first host name.</summary>
    public required string Domain { get; init; }

    /// <summary>The node.</summary>
    public required string Node { get; init; }

    /// <summary>Whether all three agree.</summary>
    public required DomainSync Sync { get; init; }

    /// <summary>What is wanted; null when nothing is.</summary>
    public string? Desired { get; init; }

    /// <summary>What the node's nginx_api has; null when it has nothing.</summary>
    public string? OnNode { get; init; }

    /// <summary>What nginx answers for the name; null when it was not asked.</summary>
    public string? Answer { get; init; }

    /// <summary>Whether this cluster made the entry on the node.</summary>
    public bool Managed { get; init; }

    /// <summary>What the three differ in; null when they agree.</summary>
    public string? Reason { get; init; }
}
