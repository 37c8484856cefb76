namespace LyttleCluster;

/// <summary>One entry of the logs that a node's nginx_api gives.</summary>
public sealed record NginxLogEntry
{
    /// <summary>The node.</summary>
    public required string Node { get; init; }

    /// <summary>When it was written, in UTC (whole seconds where nginx itself wrote it).</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Which log it is from, e.g. <c>error</c>, <c>access</c> or <c>operational</c>; null where it is not said.</summary>
    public string? Stream { get; init; }

    /// <summary>Its level; null where the line names none.</summary>
    public NginxLogLevel? Level { get; init; }

    /// <summary>What it says.</summary>
    public required string Message { get; init; }

    /// <summary>The line as it was written.</summary>
    public required string Raw { get; init; }

    /// <summary>True when its node was silent too long, so that it comes after later ones of other nodes.</summary>
    public bool Late { get; init; }
}
