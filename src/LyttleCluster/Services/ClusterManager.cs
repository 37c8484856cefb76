namespace LyttleCluster;

/// <summary>A manager on this machine: the process that watches a cluster, and serves its status page and API.</summary>
public sealed record ClusterManager
{
    /// <summary>Where it is in its life.</summary>
    public required ManagerStatus Status { get; init; }

    /// <summary>The state file it is about.</summary>
    public required string StatePath { get; init; }

    /// <summary>Its process; the last one when none runs.</summary>
    public int? ProcessId { get; init; }

    /// <summary>Where it listens.</summary>
    public Uri? Uri { get; init; }

    /// <summary>When it started, in UTC.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Its version.</summary>
    public string? Version { get; init; }

    /// <summary>Whether it only watches, beside the one that changes.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The service that runs it, e.g. <c>lyttle-cluster-manager.service</c>; null when it was started by hand.</summary>
    public string? Service { get; init; }

    /// <summary>Where it writes its log; null: to its standard error, which a service keeps in the journal.</summary>
    public string? LogPath { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Uri?.ToString() ?? StatePath;
}
