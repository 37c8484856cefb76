namespace LyttleCluster.Core.Docker;

/// <summary>What the engine says of itself and its host (<c>SystemInfo</c>): the fields we use.</summary>
internal sealed record DockerInfo
{
    /// <summary>The engine's own id; equal on cloned machines, absent from podman's.</summary>
    public string? ID { get; init; }

    public string? Name { get; init; }

    public string? OperatingSystem { get; init; }

    public string? OSType { get; init; }

    public string? Architecture { get; init; }

    public string? KernelVersion { get; init; }

    public int NCPU { get; init; }

    public long MemTotal { get; init; }

    public string? ServerVersion { get; init; }

    public int Containers { get; init; }

    public int ContainersRunning { get; init; }

    public int ContainersPaused { get; init; }

    public int ContainersStopped { get; init; }

    public int Images { get; init; }

    /// <summary>The engine's clock when it answered.</summary>
    public DateTimeOffset? SystemTime { get; init; }

    public string? LoggingDriver { get; init; }

    public string? CgroupVersion { get; init; }

    public string? Driver { get; init; }

    public bool Debug { get; init; }

    public bool ExperimentalBuild { get; init; }

    public bool LiveRestoreEnabled { get; init; }

    /// <summary>The engine's own warnings; null when there are none.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary><c>name=seccomp,profile=default</c>, <c>name=rootless</c>, …</summary>
    public IReadOnlyList<string>? SecurityOptions { get; init; }

    /// <summary>The swarm it belongs to; null where the engine knows none (podman).</summary>
    public DockerSwarm? Swarm { get; init; }

    /// <summary>Whether the engine runs without root's rights.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsRootless => SecurityOptions?.Any(option => option.Contains("name=rootless", StringComparison.Ordinal)) == true;
}
