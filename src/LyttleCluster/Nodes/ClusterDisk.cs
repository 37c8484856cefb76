namespace LyttleCluster;

/// <summary>A file system of a host.</summary>
public sealed record ClusterDisk
{
    /// <summary>Where it is mounted.</summary>
    public required string Path { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long TotalBytes { get; init; }

    /// <summary>How much of it is used, in bytes.</summary>
    public required long UsedBytes { get; init; }

    /// <inheritdoc/>
    public override string ToString() => TotalBytes > 0 ? $"{Path} {100.0 * UsedBytes / TotalBytes:0} %" : Path;
}
