using System.Xml.Linq;
using LyttleCluster.Build.Provisioning;

namespace LyttleCluster.Build.Testing;

/// <summary>All Pester files of the checkout.</summary>
internal sealed class PesterSuite(Workspace workspace, Programs programs)
{
    private readonly string[] _files =
    [
        .. new[] { "tests", "samples" }
            .Select(folder => workspace.At(folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.ps1", SearchOption.AllDirectories))
            .Where(file => file.EndsWith(".Tests.ps1", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Runs them, or counts each of their tests as skipped when PowerShell or Pester is missing.</summary>
    public async Task<SuiteResult> RunAsync(string? pwsh, bool hasPester)
    {
        if (_files.Length == 0)
            return new SuiteResult("Pester", default, [], []);
        return pwsh is null || !hasPester ? NotRun(pwsh is null ? PowerShellHost.Wanted : "Pester") : await RunAllAsync(pwsh);
    }

    private SuiteResult NotRun(string missing)
    {
        var counted = _files.Select(file => (Name: Path.GetRelativePath(workspace.Root, file), Tests: PesterCount.Of(File.ReadAllText(file)))).ToArray();
        return new SuiteResult(
            "Pester", new TestTotals(0, 0, counted.Sum(one => one.Tests)), [], [.. counted.Select(one => $"{one.Name}: {one.Tests} tests ({missing} is missing)")]);
    }

    private async Task<SuiteResult> RunAllAsync(string pwsh)
    {
        var results = Path.Combine(workspace.TestResults, "pester.xml");
        File.Delete(results);
        var exitCode = await programs.RunAsync(pwsh,
            ["-NoLogo", "-NoProfile", "-NonInteractive", "-File", workspace.At("build", "Invoke-PesterSuite.ps1"), results, .. _files]);
        return File.Exists(results)
            ? PesterResults.Read(XDocument.Load(results), exitCode)
            : SuiteResult.NothingRan("Pester", $"it ended with {exitCode} and left no results");
    }
}
