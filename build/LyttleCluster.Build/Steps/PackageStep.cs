namespace LyttleCluster.Build.Steps;

/// <summary>The folder to put on a module path, or to publish: module, help, licence.</summary>
internal static class PackageStep
{
    private static readonly string[] Files = ["LyttleCluster.psd1", "LICENSE", "README.md", "CHANGELOG.md"];
    private static readonly string[] Trees = ["bin", "en-US"];

    public static async Task<int> RunAsync(Workspace workspace)
    {
        await BuildStep.RunAsync(workspace);
        var target = Folders.Fresh(workspace.At("artifacts", "package", "LyttleCluster", workspace.Version));
        foreach (var file in Files)
            File.Copy(DemoStep.Existing(workspace.At(file)), Path.Combine(target, file));
        foreach (var tree in Trees.Where(tree => Directory.Exists(workspace.At(tree))))
            Folders.Copy(workspace.At(tree), Path.Combine(target, tree));
        Console.WriteLine($"Packaged: {target}");
        return 0;
    }
}
