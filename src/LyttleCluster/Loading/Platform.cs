namespace LyttleCluster.Loading;

/// <summary>The folders of one platform, as NuGet lays them out: <c>runtimes/RID/native</c> and <c>runtimes/RID/lib</c>.</summary>
internal static class Platform
{
    /// <summary>The operating system of a runtime identifier: win, osx or linux.</summary>
    public static string SystemOf(string runtimeIdentifier) =>
        runtimeIdentifier.StartsWith("win", StringComparison.Ordinal) ? "win"
        : runtimeIdentifier.StartsWith("osx", StringComparison.Ordinal) ? "osx"
        : "linux";

    /// <summary>A platform's folders, the nearest first: <c>debian.12-x64</c> falls back to <c>linux-x64</c>.</summary>
    /// <param name="folder">Where <c>runtimes</c> is.</param>
    /// <param name="runtimeIdentifier">The platform.</param>
    /// <param name="kind"><c>native</c>: libraries; <c>lib</c>: assemblies that are compiled for it ahead of time.</param>
    public static IEnumerable<string> FoldersOf(string folder, string runtimeIdentifier, string kind)
    {
        var general = $"{SystemOf(runtimeIdentifier)}-{runtimeIdentifier[(runtimeIdentifier.LastIndexOf('-') + 1)..]}";
        string[] platforms = runtimeIdentifier == general ? [general] : [runtimeIdentifier, general];
        return platforms.Select(platform => Path.Combine(folder, "runtimes", platform, kind));
    }
}
