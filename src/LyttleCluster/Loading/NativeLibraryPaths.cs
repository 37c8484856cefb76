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

        var system = Platform.SystemOf(runtimeIdentifier);
        string[] folders = [folder, .. Platform.FoldersOf(folder, runtimeIdentifier, "native")];
        return folders.SelectMany(_ => FileNames(name, system), Path.Combine);
    }

    private static string[] FileNames(string name, string system) => system switch
    {
        "win" => [name + ".dll", name],
        "osx" => [$"lib{name}.dylib", name + ".dylib", name],
        _ => [$"lib{name}.so", name + ".so", name],
    };
}
