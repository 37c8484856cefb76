namespace LyttleCluster.Module;

/// <summary>Connections to state files.</summary>
internal static class FileConnection
{
    /// <summary>A connection to a state file, not yet opened.</summary>
    public static ClusterConnection To(string path) => new()
    {
        Kind = ConnectionKind.File,
        Path = path,
        ConnectedAt = TimeProvider.System.GetUtcNow(),
    };
}
