namespace LyttleCluster;

/// <summary>A role of <c>lyttle-cluster</c> as a service of this machine.</summary>
public sealed record ClusterService
{
    /// <summary>The service, e.g. <c>lyttle-cluster-manager</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it does.</summary>
    public required ServiceRole Role { get; init; }

    /// <summary>The file that describes it to the system; null where that is not a file.</summary>
    public string? UnitPath { get; init; }

    /// <summary>Its settings.</summary>
    public string? SettingsPath { get; init; }

    /// <summary>The user it runs as.</summary>
    public string? User { get; init; }

    /// <summary>What became of it: <c>Started</c>, <c>Restarted</c>, <c>Enabled</c>, <c>Unchanged</c>, <c>Written</c> (nothing here runs services) or <c>Removed</c>.</summary>
    public required string Outcome { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
