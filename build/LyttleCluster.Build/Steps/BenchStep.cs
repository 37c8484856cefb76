using LyttleCluster.Build.Provisioning;

namespace LyttleCluster.Build.Steps;

/// <summary>Prints the numbers, each beside its yardstick of the same run; options go to the program.</summary>
internal static class BenchStep
{
    private const string Name = "LyttleCluster.Bench";

    public static async Task<int> RunAsync(Workspace workspace, IReadOnlyList<string> options)
    {
        var project = DemoStep.Existing(workspace.At("bench", Name, Name + ".csproj"));
        Shortfall.Print(await new SetUp(workspace).ForDemoAsync());
        await BuildStep.RunAsync(workspace);
        return await new Programs(workspace).RunAsync("dotnet", ["run", "-c", "Release", "--project", project, "--", .. options]);
    }
}
