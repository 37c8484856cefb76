namespace LyttleCluster.Service.Manager.Pages.Dashboards;

/// <summary>Measured at one moment.</summary>
internal sealed record DashboardSample
{
    public required DateTimeOffset Time { get; init; }

    /// <summary>Of one processor, by this process, since the sample before: 250 is two and a half.</summary>
    public double CpuPercent { get; init; }

    /// <summary>Memory of this process in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>The median of the last probes; null: none has ended.</summary>
    public TimeSpan? ProbeMedian { get; init; }

    /// <summary>The slowest 1 in 20 of the last probes took longer.</summary>
    public TimeSpan? ProbeSlow { get; init; }

    public int Ready { get; init; }

    public int Nodes { get; init; }

    public int Running { get; init; }

    public int Stopped { get; init; }

    /// <summary>Paused, restarting or unhealthy.</summary>
    public int Unwell { get; init; }
}
