using System.Text.Json.Serialization;

namespace LyttleCluster.Core.Docker;

/// <summary>Everything about one container (<c>ContainerInspectResponse</c>): the fields we use.</summary>
internal sealed record DockerContainerDetail
{
    public string Id { get => field ?? ""; init; }

    /// <summary>The name with its leading slash.</summary>
    public string Name { get => field ?? ""; init; }

    public DateTimeOffset? Created { get; init; }

    /// <summary>The image's id.</summary>
    public string? Image { get; init; }

    public int RestartCount { get; init; }

    public DockerContainerState? State { get; init; }

    public DockerContainerConfig? Config { get; init; }

    public DockerHostConfig? HostConfig { get; init; }

    public DockerNetworkSettings? NetworkSettings { get; init; }

    public IReadOnlyList<DockerMount>? Mounts { get; init; }
}

/// <summary>A folder or file of the host that is in a container (<c>MountPoint</c>).</summary>
internal sealed record DockerMount
{
    /// <summary><c>bind</c>, <c>volume</c>, <c>tmpfs</c>, …</summary>
    public string? Type { get; init; }

    /// <summary>Where it is on the engine's host.</summary>
    public string? Source { get; init; }

    /// <summary>Where it is in the container.</summary>
    public string? Destination { get; init; }
}

/// <summary>What a container is doing.</summary>
internal sealed record DockerContainerState
{
    public string? Status { get; init; }

    public bool Running { get; init; }

    public bool Paused { get; init; }

    public bool Restarting { get; init; }

    public bool OOMKilled { get; init; }

    public bool Dead { get; init; }

    public int Pid { get; init; }

    public int ExitCode { get; init; }

    public string? Error { get; init; }

    /// <summary>Year 1 when it was never started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Year 1 when it never ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    public DockerHealth? Health { get; init; }

    /// <summary>podman 4 spells <see cref="Health"/> like this.</summary>
    public DockerHealth? Healthcheck { get; init; }
}

/// <summary>What the health check says.</summary>
internal sealed record DockerHealth
{
    public string? Status { get; init; }

    public int FailingStreak { get; init; }

    public IReadOnlyList<DockerHealthResult>? Log { get; init; }
}

/// <summary>One run of the health check.</summary>
internal sealed record DockerHealthResult
{
    public int ExitCode { get; init; }

    public string? Output { get; init; }
}

/// <summary>How a container was asked for.</summary>
internal sealed record DockerContainerConfig
{
    public string? Hostname { get; init; }

    public bool Tty { get; init; }

    /// <summary>The image as it was asked for.</summary>
    public string? Image { get; init; }

    public Dictionary<string, string>? Labels { get; init; }

    public IReadOnlyList<string>? Env { get; init; }

    public IReadOnlyList<string>? Cmd { get; init; }

    public string? StopSignal { get; init; }

    /// <summary>Seconds; null: the engine's own (10).</summary>
    public int? StopTimeout { get; init; }
}

/// <summary>What a container may use of its host.</summary>
internal sealed record DockerHostConfig
{
    public string? NetworkMode { get; init; }

    public DockerRestartPolicy? RestartPolicy { get; init; }

    public bool AutoRemove { get; init; }

    public bool Privileged { get; init; }

    /// <summary>Bytes; 0: no limit.</summary>
    public long Memory { get; init; }

    /// <summary>Billionths of a processor; 0: no limit.</summary>
    public long NanoCpus { get; init; }

    public DockerLogConfig? LogConfig { get; init; }
}

/// <summary>When the engine starts a container again.</summary>
internal sealed record DockerRestartPolicy
{
    public string? Name { get; init; }

    public int MaximumRetryCount { get; init; }
}

/// <summary>Where a container's log goes.</summary>
internal sealed record DockerLogConfig
{
    public string? Type { get; init; }
}

/// <summary>A container's networks.</summary>
internal sealed record DockerNetworkSettings
{
    public Dictionary<string, DockerNetworkEndpoint?>? Networks { get; init; }

    /// <summary>Published ports by <c>80/tcp</c>; a value is null where the port is not published.</summary>
    public Dictionary<string, IReadOnlyList<DockerPortBinding>?>? Ports { get; init; }

    /// <summary>Its addresses in all of its networks.</summary>
    [JsonIgnore]
    public IEnumerable<string> Addresses => (Networks?.Values ?? Enumerable.Empty<DockerNetworkEndpoint?>())
        .SelectMany(network => new[] { network?.IPAddress, network?.GlobalIPv6Address })
        .Where(address => !string.IsNullOrEmpty(address))
        .Select(address => address!);
}

/// <summary>A container in one network.</summary>
internal sealed record DockerNetworkEndpoint
{
    public string? IPAddress { get; init; }

    public string? GlobalIPv6Address { get; init; }
}

/// <summary>Where a port is published.</summary>
internal sealed record DockerPortBinding
{
    public string? HostIp { get; init; }

    public string? HostPort { get; init; }
}
