using LyttleCluster.Core.Containers;
using LyttleCluster.Core.Docker;
using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Core.Nodes;

/// <summary>What one look at a node's endpoints gave: of each, what it told or why it did not.</summary>
internal sealed record NodeLook
{
    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What its engine told; null when it has none, or it failed.</summary>
    public DockerLook? Docker { get; init; }

    /// <summary>Why its engine told nothing.</summary>
    public ClusterException? DockerFailure { get; init; }

    /// <summary>What its nginx_api told; null when it has none, or it failed.</summary>
    public NginxApiLook? NginxApi { get; init; }

    /// <summary>Why its nginx_api told nothing.</summary>
    public ClusterException? NginxApiFailure { get; init; }

    /// <summary>Whether anything was told.</summary>
    public bool HasAnswer => Docker is not null || NginxApi is not null;

    /// <summary>The first failure; null when all went well.</summary>
    public ClusterException? Failure => DockerFailure ?? NginxApiFailure;
}

/// <summary>What an engine told of its node.</summary>
/// <param name="Endpoint">The endpoint as it was found.</param>
/// <param name="Info">The engine's own description.</param>
/// <param name="Containers">Its containers, counted.</param>
internal sealed record DockerLook(ClusterEndpoint Endpoint, DockerInfo Info, ClusterContainerCounts Containers)
{
    public ClusterNode AddTo(ClusterNode node) => node with
    {
        Docker = Endpoint,
        OperatingSystem = Info.OperatingSystem ?? node.OperatingSystem,
        Kernel = Info.KernelVersion ?? node.Kernel,
        Cpus = Info.NCPU,
        MemoryBytes = Info.MemTotal,
        Containers = Containers,
    };
}

/// <summary>What an nginx_api told of its node.</summary>
/// <param name="Endpoint">The endpoint as it was found.</param>
/// <param name="Host">What our agent tells of its host; null where it is not our agent.</param>
internal sealed record NginxApiLook(ClusterEndpoint Endpoint, NginxApiHost? Host)
{
    public ClusterNode AddTo(ClusterNode node)
    {
        if (Host is null) return node with { NginxApi = Endpoint };

        return node with
        {
            NginxApi = Endpoint,
            OperatingSystem = Host.OperatingSystem ?? node.OperatingSystem,
            Kernel = Host.Kernel ?? node.Kernel,
            Cpus = Host.Cpus ?? node.Cpus,
            MemoryBytes = Host.MemoryBytes ?? node.MemoryBytes,
            CpuPercent = Host.CpuPercent,
            Load = [.. Host.Load],
            MemoryUsedBytes = Host.MemoryUsedBytes,
            Disks = [.. Host.Disks.Select(disk => new ClusterDisk { Path = disk.Path, TotalBytes = disk.TotalBytes, UsedBytes = disk.UsedBytes })],
            Uptime = Host.Uptime,
            HostAddresses = [.. Host.Addresses],
        };
    }
}
