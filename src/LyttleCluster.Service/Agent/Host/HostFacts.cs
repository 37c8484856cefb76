namespace LyttleCluster.Service.Agent.Host;

/// <summary>What GET /node answers.</summary>
internal sealed record HostFacts
{
    public required string HostName { get; init; }

    /// <summary>E.g. <c>Debian GNU/Linux 12 (bookworm)</c>.</summary>
    public required string OperatingSystem { get; init; }

    public required string Kernel { get; init; }

    public required string Architecture { get; init; }

    public required double UptimeSeconds { get; init; }

    /// <summary>Over 1, 5 and 15 minutes.</summary>
    public required IReadOnlyList<double> Load { get; init; }

    /// <summary>Null where the kernel does not name it (many ARM boards).</summary>
    public string? CpuModel { get; init; }

    public required int Cpus { get; init; }

    /// <summary>0 to 100, of all processors together, since the look before this one.</summary>
    public required double CpuPercent { get; init; }

    public required long MemoryBytes { get; init; }

    /// <summary>Without what the kernel would give back at once (its caches).</summary>
    public required long MemoryUsedBytes { get; init; }

    public required IReadOnlyList<Disk> Disks { get; init; }

    /// <summary>Those that other hosts may reach: no loopback, no link-local ones, no bridges of container engines.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required bool RebootAllowed { get; init; }

    public required string AgentVersion { get; init; }
}
