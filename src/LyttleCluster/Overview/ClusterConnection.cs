namespace LyttleCluster;

/// <summary>An opened cluster; pass it as <c>-Cluster</c>, or leave it as the session's default.</summary>
public sealed record ClusterConnection
{
    /// <summary>Where it leads.</summary>
    public required ConnectionKind Kind { get; init; }

    /// <summary>The state file.</summary>
    public required string Path { get; init; }

    /// <summary>Whether cmdlets without <c>-Cluster</c> use it.</summary>
    public bool IsDefault { get; init; }

    /// <summary>When it was opened, in UTC.</summary>
    public DateTimeOffset ConnectedAt { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Path;
}
