namespace LyttleCluster.Service.Manager.Metrics;

/// <summary>How the cluster and the manager were at one moment. Counts are of that moment; rates are since the sample before.</summary>
internal sealed record MetricSample
{
    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Nodes by status; statuses that no node has are left out.</summary>
    public IReadOnlyDictionary<NodeStatus, int> Nodes { get; init; } = new Dictionary<NodeStatus, int>();

    /// <summary>Containers by state; states that none has are left out.</summary>
    public IReadOnlyDictionary<ContainerState, int> Containers { get; init; } = new Dictionary<ContainerState, int>();

    /// <summary>Containers whose health check fails.</summary>
    public int UnhealthyContainers { get; init; }

    /// <summary>Alerts that are not over and of which somebody was told or that flap.</summary>
    public int ActiveAlerts { get; init; }

    /// <summary>How long half of the probes that ended since the sample before took at most, in milliseconds; null: none ended.</summary>
    public double? ProbeMedianMs { get; init; }

    /// <summary>The slowest of them, in milliseconds; null: none ended.</summary>
    public double? ProbeSlowestMs { get; init; }

    /// <summary>The manager's own processor time, in percent of one core.</summary>
    public double CpuPercent { get; init; }

    /// <summary>The manager's resident memory, in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Events of nodes, per second.</summary>
    public double EventsPerSecond { get; init; }

    /// <summary>Answered requests, per second.</summary>
    public double RequestsPerSecond { get; init; }

    /// <summary>Streams (SSE) that are being read.</summary>
    public int StreamReaders { get; init; }
}
