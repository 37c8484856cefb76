namespace LyttleCluster;

/// <summary>Containers, counted by state.</summary>
public sealed record ClusterContainerCounts
{
    /// <summary>All of them.</summary>
    public int Total { get; init; }

    /// <summary>Those that run.</summary>
    public int Running { get; init; }

    /// <summary>Those whose processes are frozen.</summary>
    public int Paused { get; init; }

    /// <summary>Those that the engine keeps starting again.</summary>
    public int Restarting { get; init; }

    /// <summary>Those that do not run: created, exited, dead or being removed.</summary>
    public int Stopped { get; init; }

    /// <summary>Those whose health check fails.</summary>
    public int Unhealthy { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Running}/{Total}";
}
