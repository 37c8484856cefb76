using LyttleCluster.Build.Assembling;

namespace LyttleCluster.Build.Steps;

/// <summary>Compiles the solution and puts bin/ together, which the manifest at the top of the checkout points into.</summary>
internal static class BuildStep
{
    public static async Task<int> RunAsync(Workspace workspace)
    {
        var programs = new Programs(workspace);
        await programs.MustAsync("dotnet", "build", workspace.Solution, "-c", "Release", "--nologo", "-v", "quiet");
        foreach (var project in new[] { "LyttleCluster.Module", "LyttleCluster.Service" })
            await programs.MustAsync("dotnet", "publish", workspace.At("src", project), "-c", "Release", "--no-build", "--nologo", "-v", "quiet");
        BinFolder.Assemble(workspace);
        await AheadOfTime.CompileAsync(workspace);
        Console.WriteLine($"Built LyttleCluster {workspace.Version}: Import-Module {workspace.At("LyttleCluster.psd1")}");
        return 0;
    }
}
