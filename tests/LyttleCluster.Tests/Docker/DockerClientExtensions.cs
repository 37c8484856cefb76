using LyttleCluster.Core.Docker;

namespace LyttleCluster.Tests.Docker;

internal static class DockerClientExtensions
{
    /// <summary>An engine's containers, read and parsed at once.</summary>
    public static async Task<ClusterContainer[]> ListContainersAsync(this DockerClient client, TimeSpan silence, CancellationToken cancellationToken)
    {
        using var list = await client.ReadContainersAsync(silence, cancellationToken);
        return list.Parse();
    }
}
