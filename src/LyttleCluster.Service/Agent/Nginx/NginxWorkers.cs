namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>Worker processes: those that serve, and those of earlier generations that only finish their connections.</summary>
internal sealed record NginxWorkers
{
    /// <summary>Workers that take new connections.</summary>
    public required int Current { get; init; }

    /// <summary>Workers that are shutting down.</summary>
    public required int Old { get; init; }

    /// <summary>How many reloads the old workers come from.</summary>
    public required int OldGenerations { get; init; }

    /// <summary>From how many old generations on a reload is refused (each keeps its memory until its last connection ends).</summary>
    public required int MaxOldGenerations { get; init; }
}
