namespace LyttleCluster.Module;

/// <summary>Where cmdlets lead when nobody called <c>Connect-Cluster</c>.</summary>
internal static class ImplicitConnection
{
    /// <summary>The variable that names a state file.</summary>
    public const string StateVariable = "LYTTLECLUSTER_STATE";

    /// <summary>The file of the environment, else the one in this user's data folder.</summary>
    public static string Path => FromEnvironment ?? OfThisUser;

    /// <summary>A connection to a state file, not yet opened.</summary>
    public static ClusterConnection To(string path) => new()
    {
        Kind = ConnectionKind.File,
        Path = path,
        ConnectedAt = TimeProvider.System.GetUtcNow(),
    };

    private static string? FromEnvironment =>
        Environment.GetEnvironmentVariable(StateVariable) is { Length: > 0 } file ? System.IO.Path.GetFullPath(file) : null;

    private static string OfThisUser => System.IO.Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "LyttleCluster", "state.db");
}
