using System.Xml.Linq;

namespace LyttleCluster.Build.Testing;

/// <summary>Runs one compiled xunit project.</summary>
internal static class XunitSuite
{
    public static async Task<SuiteResult> RunAsync(Workspace workspace, Programs programs, string project)
    {
        var name = Path.GetFileName(project);
        var file = Path.Combine(workspace.TestResults, name + ".trx");
        var exitCode = await programs.RunAsync("dotnet",
        [
            "test", project, "-c", "Release", "--no-build", "--nologo",
            "--logger", "console;verbosity=minimal", "--logger", "trx;LogFileName=" + Path.GetFileName(file), "--results-directory", workspace.TestResults,
            // A test that hangs ends the run by name, instead of hanging a build server for ever.
            "--blame-hang", "--blame-hang-timeout", "10m", "--blame-hang-dump-type", "none",
        ]);
        return File.Exists(file)
            ? TrxResults.Read(name, XDocument.Load(file)).CheckedAgainst(exitCode)
            : SuiteResult.NothingRan(name, $"dotnet test ended with {exitCode} and left no results");
    }
}
