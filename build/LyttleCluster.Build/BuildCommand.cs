using LyttleCluster.Build.Steps;

namespace LyttleCluster.Build;

/// <summary>What build.sh and build.ps1 lead to: one step, with its options.</summary>
internal static class BuildCommand
{
    private static readonly (string Name, string Says, Func<Workspace, IReadOnlyList<string>, Task<int>> Run)[] Steps =
    [
        ("build", "compile everything and put the importable module together in bin/", (workspace, _) => BuildStep.RunAsync(workspace)),
        ("test", "set up what is missing, build, run every suite; ends with the totals", (workspace, _) => TestStep.RunAsync(workspace)),
        ("demo", "the main job on two private Docker engines (--keep leaves them up)", DemoStep.RunAsync),
        ("bench", "the numbers, each beside its yardstick", BenchStep.RunAsync),
        ("docs", "docs/en-US from the cmdlets, en-US (MAML) from docs/en-US; needs PowerShell and PlatyPS", (workspace, _) => DocsStep.RunAsync(workspace)),
        ("screenshots", "docs/screenshots: the manager's pages of a small cluster, in Chromium", (workspace, _) => ScreenshotsStep.RunAsync(workspace)),
        ("package", "artifacts/package/LyttleCluster/VERSION: what a user needs and nothing else", (workspace, _) => PackageStep.RunAsync(workspace)),
    ];

    /// <summary>0 when the step went well, 1 when it failed, 2 when there is no such step.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var step = Steps.FirstOrDefault(one => one.Name == arguments.FirstOrDefault());
        if (step.Run is null)
        {
            Console.Error.WriteLine("Usage: build.sh STEP [options]   (on Windows: build.ps1 STEP [options])");
            foreach (var (name, says, _) in Steps)
                Console.Error.WriteLine($"  {name,-11} {says}");
            return 2;
        }

        try
        {
            return await step.Run(Workspace.Find(), arguments[1..]);
        }
        catch (BuildFailedException failed)
        {
            Console.Error.WriteLine($"build {step.Name}: {failed.Message}");
            return 1;
        }
    }
}
