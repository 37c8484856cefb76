using LyttleCluster.Core.Docker;

namespace LyttleCluster.Core.Containers;

/// <summary>How long a stop may take.</summary>
internal static class ContainerGrace
{
    /// <summary>What the engine waits for when neither caller nor container says otherwise (Docker's default).</summary>
    private static readonly TimeSpan EngineGrace = TimeSpan.FromSeconds(10);

    /// <summary>A stop answers only when the process has ended: after the grace time, which may be the container's own, and the network's.</summary>
    public static async Task<TimeSpan> SilenceAsync(DockerClient docker, string id, TimeSpan? grace, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (grace is { } given) return given + timeout;
        var detail = await docker.InspectAsync(id, timeout, cancellationToken);
        return (detail.Config?.StopTimeout is { } seconds ? TimeSpan.FromSeconds(seconds) : EngineGrace) + timeout;
    }
}
