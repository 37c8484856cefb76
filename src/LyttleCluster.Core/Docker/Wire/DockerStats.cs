using System.Text.Json.Serialization;

namespace LyttleCluster.Core.Docker;

/// <summary>One sample of what a container uses (<c>ContainerStatsResponse</c>): the fields we use.</summary>
internal sealed record DockerStats
{
    /// <summary>When it was taken; year 1 when the container does not run.</summary>
    [JsonPropertyName("read")]
    public DateTimeOffset Read { get; init; }

    [JsonPropertyName("cpu_stats")]
    public DockerCpuStats? Cpu { get; init; }

    /// <summary>The sample before; empty in the first of a stream and with one-shot.</summary>
    [JsonPropertyName("precpu_stats")]
    public DockerCpuStats? PreCpu { get; init; }

    [JsonPropertyName("memory_stats")]
    public DockerMemoryStats? Memory { get; init; }

    [JsonPropertyName("networks")]
    public Dictionary<string, DockerNetworkStats>? Networks { get; init; }

    [JsonPropertyName("blkio_stats")]
    public DockerBlockStats? Block { get; init; }

    [JsonPropertyName("pids_stats")]
    public DockerPidsStats? Pids { get; init; }
}

/// <summary>Processor time, in nanoseconds.</summary>
internal sealed record DockerCpuStats
{
    [JsonPropertyName("cpu_usage")]
    public DockerCpuUsage? Usage { get; init; }

    /// <summary>Time of all processors of the host together.</summary>
    [JsonPropertyName("system_cpu_usage")]
    public ulong System { get; init; }

    [JsonPropertyName("online_cpus")]
    public int OnlineCpus { get; init; }
}

/// <summary>Processor time of the container, in nanoseconds.</summary>
internal sealed record DockerCpuUsage
{
    [JsonPropertyName("total_usage")]
    public ulong Total { get; init; }

    [JsonPropertyName("percpu_usage")]
    public IReadOnlyList<ulong>? PerCpu { get; init; }
}

/// <summary>Memory, in bytes.</summary>
internal sealed record DockerMemoryStats
{
    [JsonPropertyName("usage")]
    public ulong Usage { get; init; }

    [JsonPropertyName("limit")]
    public ulong Limit { get; init; }

    /// <summary>The kernel's own counters; their names differ between cgroup v1 and v2.</summary>
    [JsonPropertyName("stats")]
    public Dictionary<string, ulong>? Stats { get; init; }
}

/// <summary>One network interface, in bytes.</summary>
internal sealed record DockerNetworkStats
{
    [JsonPropertyName("rx_bytes")]
    public ulong Received { get; init; }

    [JsonPropertyName("tx_bytes")]
    public ulong Sent { get; init; }
}

/// <summary>Block devices.</summary>
internal sealed record DockerBlockStats
{
    [JsonPropertyName("io_service_bytes_recursive")]
    public IReadOnlyList<DockerBlockEntry>? Bytes { get; init; }
}

/// <summary>Bytes of one kind on one device.</summary>
internal sealed record DockerBlockEntry
{
    /// <summary><c>read</c>, <c>write</c>, <c>Total</c>, …; upper or lower case by kernel.</summary>
    [JsonPropertyName("op")]
    public string? Operation { get; init; }

    [JsonPropertyName("value")]
    public ulong Value { get; init; }
}

/// <summary>Processes and threads.</summary>
internal sealed record DockerPidsStats
{
    [JsonPropertyName("current")]
    public ulong Current { get; init; }
}
