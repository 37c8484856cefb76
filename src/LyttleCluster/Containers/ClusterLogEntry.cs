namespace LyttleCluster;

/// <summary>One line of a container's log.</summary>
public sealed record ClusterLogEntry
{
    /// <summary>The node the container is on.</summary>
    public required string Node { get; init; }

    /// <summary>The container's name.</summary>
    public required string Container { get; init; }

    /// <summary>When the engine took the line, in UTC (whole seconds from podman).</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Where it was written.</summary>
    public LogStream Stream { get; init; }

    /// <summary>The line, without its line end.</summary>
    public required string Message { get; init; }

    /// <summary>True when its node was silent too long, so that the line comes after later ones of other nodes.</summary>
    public bool Late { get; init; }
}
