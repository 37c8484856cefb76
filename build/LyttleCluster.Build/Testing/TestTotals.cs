using System.Globalization;

namespace LyttleCluster.Build.Testing;

/// <summary>How many tests had which outcome, of one suite or of all.</summary>
internal readonly record struct TestTotals(int Passed, int Failed, int Skipped)
{
    public int ExitCode => Failed == 0 ? 0 : 1;

    public static TestTotals operator +(TestTotals left, TestTotals right) =>
        new(left.Passed + right.Passed, left.Failed + right.Failed, left.Skipped + right.Skipped);

    /// <summary>
    /// A runner that failed although no test did (it crashed, hung, or could not read a file) counts as one failure more: the closing
    /// line and the exit code never disagree.
    /// </summary>
    public TestTotals WithRunnerFailure() => this with { Failed = Failed + 1 };

    /// <summary>The closing line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Passed} passed, {Failed} failed, {Skipped} skipped");
}
