using System.Globalization;
using System.Xml.Linq;

namespace LyttleCluster.Build.Testing;

/// <summary>Reads the NUnit 3 file of Pester (`TestResult.OutputFormat = 'NUnit3'`).</summary>
internal static class PesterResults
{
    /// <param name="document">The file.</param>
    /// <param name="exitCode">
    /// Of the run with `Run.Exit`: failed tests, failed blocks and files that could not be read, added up. The file knows the tests only.
    /// </param>
    public static SuiteResult Read(XDocument document, int exitCode)
    {
        var run = document.Root!;
        int Count(string name) => int.Parse((string?)run.Attribute(name) ?? "0", CultureInfo.InvariantCulture);
        var totals = new TestTotals(Count("passed"), Count("failed"), Count("skipped") + Count("inconclusive"));
        var cases = document.Descendants("test-case").ToLookup(one => (string?)one.Attribute("result"), one => (string?)one.Attribute("fullname") ?? "?");
        var result = new SuiteResult("Pester", totals, [.. cases["Failed"]], [.. cases["Skipped"], .. cases["Inconclusive"]]);
        var beyondTests = exitCode - totals.Failed;
        return beyondTests <= 0
            ? result
            : result with
            {
                Totals = totals with { Failed = totals.Failed + beyondTests },
                Failed = [.. result.Failed, $"{beyondTests} block(s) or file(s) that could not be run (see above)"],
            };
    }
}
