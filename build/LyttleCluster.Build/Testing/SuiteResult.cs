namespace LyttleCluster.Build.Testing;

/// <summary>One suite: its totals, and the names of what failed or did not run.</summary>
internal sealed record SuiteResult(string Name, TestTotals Totals, IReadOnlyList<string> Failed, IReadOnlyList<string> NotRun)
{
    public static SuiteResult NothingRan(string name, string why) => new(name, new TestTotals(0, 1, 0), [why], []);

    /// <summary>Adds the failure of the runner itself, when its exit code tells of one that no test explains.</summary>
    public SuiteResult CheckedAgainst(int exitCode) => exitCode == 0 || Totals.Failed > 0
        ? this
        : this with { Totals = Totals.WithRunnerFailure(), Failed = [.. Failed, $"the runner itself ended with {exitCode}"] };
}
