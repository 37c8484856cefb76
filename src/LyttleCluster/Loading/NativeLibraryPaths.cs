namespace LyttleCluster.Loading;

/// <summary>Where a native library may lie beside our assemblies.</summary>
internal static class NativeLibraryPaths
{
    /// <summary>
    /// Candidates in order: beside the assemblies (a build for one platform), then <c>runtimes/RID/native</c> (a build for
    /// all), where <c>debian.12-x64</c> falls back to <c>linux-x64</c>.
    /// </summary>
    /// <param name="folder">The folder of the assemblies.</param>
    /// <param name="name">The library as the caller names it, e.g. <c>e_sqlite3</c>.</param>
    /// <param name="runtimeIdentifier">The platform, e.g. <c>linux-x64</c>.</param>
    public static IEnumerable<string> For(string folder, string name, string runtimeIdentifier)
    {
        string[] files = [.. FileNames(name)];
        string[] folders = [folder, .. Fallbacks(runtimeIdentifier).Select(rid => Path.Combine(folder, "runtimes", rid, "native"))];
        return folders.SelectMany(_ => files, Path.Combine);
    }

    private static IEnumerable<string> FileNames(string name)
    {
        if (Path.GetFileName(name) != name) return [];
        if (OperatingSystem.IsWindows()) return [name + ".dll", name];
        return OperatingSystem.IsMacOS() ? [$"lib{name}.dylib", name + ".dylib", name] : [$"lib{name}.so", name + ".so", name];
    }

    private static IEnumerable<string> Fallbacks(string runtimeIdentifier)
    {
        var architecture = runtimeIdentifier[(runtimeIdentifier.LastIndexOf('-') + 1)..];
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return new[] { runtimeIdentifier, $"{system}-{architecture}" }.Distinct();
    }
}
