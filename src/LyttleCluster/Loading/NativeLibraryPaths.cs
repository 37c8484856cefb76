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
        if (name.Contains('/', StringComparison.Ordinal) || name.Contains('\\', StringComparison.Ordinal)) return [];

        var system = SystemOf(runtimeIdentifier);
        string[] folders = [folder, .. Fallbacks(runtimeIdentifier, system).Select(rid => Path.Combine(folder, "runtimes", rid, "native"))];
        return folders.SelectMany(_ => FileNames(name, system), Path.Combine);
    }

    private static string SystemOf(string runtimeIdentifier) =>
        runtimeIdentifier.StartsWith("win", StringComparison.Ordinal) ? "win"
        : runtimeIdentifier.StartsWith("osx", StringComparison.Ordinal) ? "osx"
        : "linux";

    private static string[] FileNames(string name, string system) => system switch
    {
        "win" => [name + ".dll", name],
        "osx" => [$"lib{name}.dylib", name + ".dylib", name],
        _ => [$"lib{name}.so", name + ".so", name],
    };

    private static IEnumerable<string> Fallbacks(string runtimeIdentifier, string system)
    {
        var architecture = runtimeIdentifier[(runtimeIdentifier.LastIndexOf('-') + 1)..];
        return new[] { runtimeIdentifier, $"{system}-{architecture}" }.Distinct();
    }
}
