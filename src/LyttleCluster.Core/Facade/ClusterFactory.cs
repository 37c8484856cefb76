namespace LyttleCluster.Core;

/// <summary>Opens clusters.</summary>
public static class ClusterFactory
{
    /// <summary>Opens the cluster of a state file; makes the file where there is none.</summary>
    public static Task<ICluster> OpenFileAsync(string path, CancellationToken cancellationToken) =>
        throw new ClusterException("ClusterFactoryMissing", ClusterErrorCategory.NotImplemented, $"This build cannot open '{path}' yet.", "Build again with the engine in it.");
}
