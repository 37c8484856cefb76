using LyttleCluster.Build.Provisioning;

namespace LyttleCluster.Build.Steps;

/// <summary>docs/screenshots anew: the manager's pages of a small cluster of simulated nodes, as a real browser shows them.</summary>
internal static class ScreenshotsStep
{
    private const string Pictures = "LyttleCluster.ManagerTests.Pages.ReadmePictures";

    public static async Task<int> RunAsync(Workspace workspace)
    {
        var shortfalls = await new SetUp(workspace).ForPagesAsync();
        Shortfall.Print(shortfalls);
        if (shortfalls.Count > 0)
            throw new BuildFailedException("the screenshots are made by Chromium, which is missing. The committed ones are untouched.");
        // With CI=true a test that cannot run fails instead of being skipped: no picture must be missing unnoticed.
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["LYTTLECLUSTER_PICTURES"] = workspace.At("docs", "screenshots"), ["CI"] = "true" };
        return await new Programs(workspace).RunAsync(
            "dotnet", ["test", workspace.At("tests", "LyttleCluster.ManagerTests"), "-c", "Release", "--nologo", "--filter", "FullyQualifiedName~" + Pictures], variables);
    }
}
