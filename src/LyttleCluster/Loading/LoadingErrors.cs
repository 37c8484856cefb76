namespace LyttleCluster.Loading;

/// <summary>Every failure of loading the module.</summary>
internal static class LoadingErrors
{
    public static ClusterException OtherVersionLoaded(string loaded, string wanted) => new(
        "LyttleClusterOtherVersionLoaded",
        ClusterErrorCategory.ResourceExists,
        $"This PowerShell session has already loaded LyttleCluster from '{loaded}', as it was then; '{wanted}' holds another one, and a session cannot unload the first.",
        "Start a new session and import the module there.")
    {
        TargetName = wanted,
    };
}
