using System.Xml.Linq;
using LyttleCluster.Build.Steps;
using LyttleCluster.Build.Testing;

namespace LyttleCluster.Tests.Build;

public class TestResultTests
{
    private const string Trx = """
        <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
          <Results>
            <UnitTestResult testName="A.Passes" outcome="Passed" />
            <UnitTestResult testName="A.Passes_too" outcome="Passed" />
            <UnitTestResult testName="A.Fails" outcome="Failed"><Output><ErrorInfo><Message>no</Message></ErrorInfo></Output></UnitTestResult>
            <UnitTestResult testName="A.Skips" outcome="NotExecuted"><Output><StdOut>dockerd was not found</StdOut></Output></UnitTestResult>
          </Results>
          <ResultSummary outcome="{0}"><Counters total="4" executed="3" passed="2" failed="1" notExecuted="0" /></ResultSummary>
        </TestRun>
        """;

    [Fact]
    public void Trx_results_are_counted_one_by_one_because_its_counters_forget_the_skipped()
    {
        var suite = TrxResults.Read("A", XDocument.Parse(Trx.Replace("{0}", "Failed", StringComparison.Ordinal)));
        Assert.Equal(new TestTotals(2, 1, 1), suite.Totals);
        Assert.Equal(["A.Fails"], suite.Failed);
        Assert.Equal(["A.Skips (dockerd was not found)"], suite.NotRun);
    }

    [Theory]
    [InlineData("Completed", 0)]
    [InlineData("Failed", 1)] // the host crashed: the tests it still had are not in the file
    [InlineData("Aborted", 1)]
    public void A_run_that_broke_off_is_a_failure_even_if_no_test_failed(string outcome, int failed)
    {
        var document = XDocument.Parse(Trx.Replace("{0}", outcome, StringComparison.Ordinal));
        document.Descendants().First(one => (string?)one.Attribute("outcome") == "Failed" && one.Name.LocalName == "UnitTestResult").Remove();
        Assert.Equal(failed, TrxResults.Read("A", document).Totals.Failed);
    }

    [Fact]
    public void A_runner_that_failed_for_no_test_of_its_own_is_one_failure()
    {
        var fine = new SuiteResult("A", new TestTotals(3, 0, 0), [], []);
        Assert.Equal(new TestTotals(3, 0, 0), fine.CheckedAgainst(0).Totals);
        Assert.Equal(new TestTotals(3, 1, 0), fine.CheckedAgainst(134).Totals);
        var red = new SuiteResult("A", new TestTotals(3, 2, 0), [], []);
        Assert.Equal(2, red.CheckedAgainst(1).Totals.Failed);
    }

    [Fact]
    public void Pester_results_count_blocks_and_files_that_could_not_be_run()
    {
        var document = XDocument.Parse("""
            <test-run total="7" passed="3" failed="2" inconclusive="1" skipped="1">
              <test-suite><test-suite>
                <test-case fullname="a.fails" result="Failed" /><test-case fullname="a.x.never" result="Failed" />
                <test-case fullname="a.skips" result="Skipped" /><test-case fullname="a.inc" result="Inconclusive" />
                <test-case fullname="a.passes" result="Passed" />
              </test-suite></test-suite>
            </test-run>
            """);
        var suite = PesterResults.Read(document, exitCode: 4);
        Assert.Equal(new TestTotals(3, 4, 2), suite.Totals);
        Assert.Equal(["a.fails", "a.x.never", "2 block(s) or file(s) that could not be run (see above)"], suite.Failed);
        Assert.Equal(["a.skips", "a.inc"], suite.NotRun);
    }

    [Fact]
    public void The_report_ends_with_the_totals_alone_and_the_exit_code_agrees()
    {
        var report = new StringWriter { NewLine = "\n" };
        var green = new SuiteResult("Green", new TestTotals(10, 0, 1), [], ["Green.b (why)"]);
        Assert.Equal(0, TestStep.Report([green, new SuiteResult("Pester", new TestTotals(0, 0, 7), [], [])], report));
        Assert.EndsWith("\n10 passed, 0 failed, 8 skipped\n", report.ToString(), StringComparison.Ordinal);

        report.GetStringBuilder().Clear();
        Assert.Equal(1, TestStep.Report([green, SuiteResult.NothingRan("Red", "no results")], report));
        Assert.EndsWith("\n10 passed, 1 failed, 1 skipped\n", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Pester_tests_are_counted_without_PowerShell()
    {
        const string Script = """
            <# It 'is a comment' { } #>
            # It 'is a comment too' { }
            Describe 'Nodes' {
                BeforeAll { $text = @'
            It 'is text' { }
            '@ }
                It 'adds' { It-Does 'not count' }
                it "removes $name" -ForEach @(1, 2) { }
                It -Name 'named' { }
                Context 'one line' { It 'first' { }; It 'second' { } }
            }
            """;
        Assert.Equal(5, PesterCount.Of(Script));
    }
}
