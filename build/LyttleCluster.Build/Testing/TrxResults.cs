using System.Xml.Linq;

namespace LyttleCluster.Build.Testing;

/// <summary>
/// Reads a TRX file (schema TeamTest 2010, as `dotnet test --logger trx` writes it). The counters in its head leave skipped tests out,
/// so the results themselves are counted.
/// </summary>
internal static class TrxResults
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    public static SuiteResult Read(string name, XDocument document)
    {
        var results = document.Descendants(Trx + "UnitTestResult").ToLookup(one => Kind((string?)one.Attribute("outcome")));
        var totals = new TestTotals(results[Outcome.Passed].Count(), results[Outcome.Failed].Count(), results[Outcome.Skipped].Count());
        var result = new SuiteResult(name, totals, [.. results[Outcome.Failed].Select(NameOf)], [.. results[Outcome.Skipped].Select(NameAndReason)]);
        return (string?)document.Descendants(Trx + "ResultSummary").FirstOrDefault()?.Attribute("outcome") is "Completed" || totals.Failed > 0
            ? result
            : result.CheckedAgainst(1);
    }

    private static Outcome Kind(string? outcome) => outcome switch
    {
        "Passed" => Outcome.Passed,
        "NotExecuted" or "Inconclusive" or "NotRunnable" => Outcome.Skipped,
        _ => Outcome.Failed, // Failed, Error, Timeout, Aborted, Disconnected, and what is yet to be invented
    };

    private static string NameOf(XElement result) => (string?)result.Attribute("testName") ?? "?";

    private static string NameAndReason(XElement result)
    {
        var reason = result.Descendants(Trx + "Message").Concat(result.Descendants(Trx + "StdOut")).FirstOrDefault()?.Value.Trim();
        return string.IsNullOrEmpty(reason) ? NameOf(result) : $"{NameOf(result)} ({reason})";
    }

    private enum Outcome
    {
        Passed,
        Failed,
        Skipped,
    }
}
