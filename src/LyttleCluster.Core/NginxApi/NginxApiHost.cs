namespace LyttleCluster.Core.NginxApi;

/// <summary>The host of an agent.</summary>
internal sealed record NginxApiHost
{
    public string? HostName { get; init; }

    public string? OperatingSystem { get; init; }

    public string? Kernel { get; init; }

    public string? Architecture { get; init; }

    public TimeSpan? Uptime { get; init; }

    /// <summary>Over 1, 5 and 15 minutes; empty where the system has none.</summary>
    public IReadOnlyList<double> Load { get; init; } = [];

    public string? CpuModel { get; init; }

    public int? Cpus { get; init; }

    /// <summary>0 to 100, of all CPUs together.</summary>
    public double? CpuPercent { get; init; }

    public long? MemoryBytes { get; init; }

    public long? MemoryUsedBytes { get; init; }

    public IReadOnlyList<NginxApiDisk> Disks { get; init; } = [];

    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Its clock when it answered.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Whether it may be rebooted through its agent.</summary>
    public bool RebootAllowed { get; init; }

    public string? AgentVersion { get; init; }
}

/// <summary>A file system of a host.</summary>
internal sealed record NginxApiDisk(string Path, long TotalBytes, long UsedBytes);
