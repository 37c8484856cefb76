namespace LyttleCluster;

/// <summary>What a publish did with one domain on one node.</summary>
public sealed record ClusterDomainResult
{
    /// <summary>The domain's name.</summary>
    public required string Domain { get; init; }

    /// <summary>The node.</summary>
    public required string Node { get; init; }

    /// <summary>How it ended.</summary>
    public required DomainOutcome Outcome { get; init; }

    /// <summary>What was done: Create, Update or Delete; null when nothing was to be done.</summary>
    public string? Action { get; init; }

    /// <summary>Why it is not Applied; null when all is well.</summary>
    public string? Reason { get; init; }

    /// <summary>The release it came with; null where the node's nginx_api has no releases.</summary>
    public string? Release { get; init; }

    /// <summary>How long the node's part of the publish took.</summary>
    public TimeSpan Duration { get; init; }
}
