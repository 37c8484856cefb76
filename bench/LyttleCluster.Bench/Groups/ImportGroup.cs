using LyttleCluster.Bench.Report;
using LyttleCluster.Bench.Servers;
using LyttleCluster.Bench.Shell;

namespace LyttleCluster.Bench.Groups;

/// <summary>What every new session pays.</summary>
internal sealed class ImportGroup(Subject subject) : IGroup
{
    private const int Rounds = 15;
    private const double LimitMilliseconds = 60;

    public string Name => "import";

    public async IAsyncEnumerable<Row> MeasureAsync()
    {
        if (!subject.IsShell)
        {
            yield return Row.NotMeasured("Import-Module, first -Cached", "needs PowerShell 7.6");
            yield break;
        }

        // Nothing listens there: the cache asks nobody.
        using var cluster = await BenchCluster.OfAsync([.. Enumerable.Range(0, 20).Select(number => new BenchNode($"node{number}", $"/nonexistent/{number}.sock", ""))]);
        var empty = Path.Combine(AppContext.BaseDirectory, "LyttleCluster.Bench.EmptyModule.dll");
        var (bare, import, first) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i <= Rounds; i++)
        {
            var nothing = await subject.RunAsync("import", cluster.State, ("Module", empty), ("Empty", true));
            var ours = await subject.RunAsync("import", cluster.State, ("Module", Subject.Module));
            if (ours.GetProperty("Count").GetInt32() != 20) throw new InvalidOperationException("Not all nodes came.");
            if (i == 0) continue; // the files come from the disk
            bare.Add(nothing.GetProperty("Import").GetDouble());
            import.Add(ours.GetProperty("Import").GetDouble());
            first.Add(ours.GetProperty("First").GetDouble());
        }

        var (with, without, cached) = (new Sample(import), new Sample(bare), new Sample(first));
        yield return Row.AtMost("Import-Module, beyond an empty one", with.Median - without.Median, with.ToString(), $"{without} empty binary module", LimitMilliseconds, "ms");
        yield return Row.AtMost("first Get-ClusterNode -Cached, 20 nodes", cached.Median, cached.ToString(), "", LimitMilliseconds, "ms");
    }
}
