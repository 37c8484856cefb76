using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Connections to state files.</summary>
internal static class FileConnection
{
    /// <summary>Where cmdlets lead when nobody called <c>Connect-Cluster</c>: the file of the environment, else this user's.</summary>
    public static ClusterConnection Implicit => To(ClusterFactory.DefaultPath);

    /// <summary>A connection to a state file, not yet opened.</summary>
    public static ClusterConnection To(string path) => new()
    {
        Kind = ConnectionKind.File,
        Path = path,
        ConnectedAt = TimeProvider.System.GetUtcNow(),
    };
}
