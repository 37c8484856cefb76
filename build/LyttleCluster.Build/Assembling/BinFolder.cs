namespace LyttleCluster.Build.Assembling;

/// <summary>bin/: the script and formats of the module beside its assemblies, and the service in a folder below.</summary>
internal static class BinFolder
{
    public static void Assemble(Workspace workspace)
    {
        var bin = Folders.Fresh(workspace.Bin);
        var module = new ShippedFiles(withAspNetCore: false);
        Folders.Copy(Published(workspace, "LyttleCluster.Module"), bin, file => module.BelongsToModule(file));
        foreach (var file in ScriptsOf(workspace.At("src", "LyttleCluster.Module")))
            File.Copy(file, Path.Combine(bin, Path.GetFileName(file)));
        var service = new ShippedFiles(withAspNetCore: true);
        Folders.Copy(Published(workspace, "LyttleCluster.Service"), Path.Combine(bin, "service"), file => service.BelongsToService(file));
    }

    private static string Published(Workspace workspace, string project) => workspace.At("artifacts", "publish", project, "release");

    private static IEnumerable<string> ScriptsOf(string project) =>
        Directory.EnumerateFiles(project, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".psm1" or ".ps1xml");
}
