namespace LyttleCluster;

/// <summary>What a container uses, from two samples of its engine.</summary>
public sealed record ClusterContainerUsage
{
    /// <summary>The node it is on.</summary>
    public required string Node { get; init; }

    /// <summary>The container's name.</summary>
    public required string Container { get; init; }

    /// <summary>CPU in percent of one processor: 250 is two and a half; null until there are two samples.</summary>
    public double? CpuPercent { get; init; }

    /// <summary>Memory in bytes, without the reclaimable page cache.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>The most it may use, in bytes; the host's memory where it has no limit.</summary>
    public long MemoryLimitBytes { get; init; }

    /// <summary>Bytes received over all its networks since it was started.</summary>
    public long NetworkReceivedBytes { get; init; }

    /// <summary>Bytes sent over all its networks since it was started.</summary>
    public long NetworkSentBytes { get; init; }

    /// <summary>Bytes read from block devices since it was started.</summary>
    public long BlockReadBytes { get; init; }

    /// <summary>Bytes written to block devices since it was started.</summary>
    public long BlockWrittenBytes { get; init; }

    /// <summary>Processes and threads.</summary>
    public int Pids { get; init; }

    /// <summary>When it was measured, in UTC.</summary>
    public DateTimeOffset ObservedAt { get; init; }
}
