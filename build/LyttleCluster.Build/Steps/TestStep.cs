using LyttleCluster.Build.Provisioning;
using LyttleCluster.Build.Testing;

namespace LyttleCluster.Build.Steps;

/// <summary>Sets up, builds, runs every suite, and ends with the totals alone on the last line.</summary>
internal static class TestStep
{
    public static async Task<int> RunAsync(Workspace workspace)
    {
        var setup = new SetUp(workspace);
        var shortfalls = await setup.ForTestsAsync();
        await BuildStep.RunAsync(workspace);

        var programs = new Programs(workspace);
        Folders.Fresh(workspace.TestResults);
        var suites = new[]
        {
            await XunitSuite.RunAsync(workspace, programs, workspace.At("tests", "LyttleCluster.Tests")),
            await XunitSuite.RunAsync(workspace, programs, workspace.At("tests", "LyttleCluster.ManagerTests")),
            await new PesterSuite(workspace, programs).RunAsync(setup.Pwsh, setup.HasPester),
        };
        Shortfall.Print(shortfalls);
        return Report(suites, Console.Out);
    }

    internal static int Report(IReadOnlyList<SuiteResult> suites, TextWriter to)
    {
        foreach (var suite in suites)
        {
            to.WriteLine($"{suite.Name}: {suite.Totals}");
            foreach (var name in suite.Failed)
                to.WriteLine($"  failed: {name}");
            foreach (var name in suite.NotRun)
                to.WriteLine($"  not run: {name}");
        }

        var all = suites.Aggregate(default(TestTotals), (sum, suite) => sum + suite.Totals);
        to.WriteLine(all);
        return all.ExitCode;
    }
}
