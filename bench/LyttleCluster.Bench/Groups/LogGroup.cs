using LyttleCluster.Bench.Report;
using LyttleCluster.Bench.Servers;
using LyttleCluster.Bench.Shell;

namespace LyttleCluster.Bench.Groups;

/// <summary>Long logs: read to their end, and followed for an hour's worth of lines (a hundred a second).</summary>
internal sealed class LogGroup(Subject subject, Engines engines) : IGroup
{
    private const int Lines = 100_000;
    private const int LinesAnHour = 360_000;
    private const int Rounds = 5;
    private const double LimitMilliseconds = 2000;

    /// <summary>Memory may move by this much and still be called constant.</summary>
    private const double ConstantMegabytes = 8;

    public string Name => "logs";

    public async IAsyncEnumerable<Row> MeasureAsync()
    {
        if (await engines.StartAsync() is { } real)
        {
            var container = await real.WriteLogAsync(Lines);
            yield return await ReadAsync("100,000 lines, real engine", real.Nodes[0] with { Container = container });
        }
        else
        {
            yield return Row.NotMeasured("100,000 lines, real engine", Engines.WhyNot);
        }

        await using (var simulation = await Simulation.StartAsync(1, 1, logLines: Lines))
        {
            yield return await ReadAsync("100,000 lines, simulated node", simulation.Nodes[0]);
        }

        await using (var simulation = await Simulation.StartAsync(1, 1, logLines: LinesAnHour))
        {
            yield return await FollowAsync(simulation.Nodes[0]);
        }
    }

    private async Task<Row> ReadAsync(string what, BenchNode node)
    {
        using var cluster = await BenchCluster.OfAsync([node]);
        var answer = await subject.RunAsync("log", cluster.State,
            ("Module", Subject.Module), ("Yardstick", typeof(BareEngines).Assembly.Location), ("Sockets", cluster.Sockets),
            ("Node", node.Name), ("Container", node.Container), ("Rounds", Rounds));
        if (answer.GetProperty("Count").GetInt32() != Lines) throw new InvalidOperationException($"{answer.GetProperty("Count")} lines came of {Lines}.");
        var runs = answer.GetProperty("Runs");
        var (ours, bare) = (Sample.Of(runs, "Ours"), Sample.Of(runs, "Bare"));
        return Row.AtMost(what, ours.Median, ours.ToString(), $"{bare} bare GET", LimitMilliseconds, "ms");
    }

    private async Task<Row> FollowAsync(BenchNode node)
    {
        using var cluster = await BenchCluster.OfAsync([node]);
        var answer = await subject.RunAsync("follow", cluster.State,
            ("Module", Subject.Module), ("Node", node.Name), ("Container", node.Container), ("Lines", LinesAnHour));
        var used = answer.GetProperty("Samples").EnumerateArray().Select(sample => sample.GetProperty("Used").GetDouble()).ToArray();
        var held = answer.GetProperty("Samples").EnumerateArray().Select(sample => sample.GetProperty("Held").GetDouble()).ToArray();
        // The first tenth fills pools and buffers.
        var growth = Math.Max(used[^1] - used[0], held[^1] - held[1]);
        return Row.AtMost("-Follow, 360,000 lines, growth", growth, $"{used[^1]:0.0} MB heap, {held[^1]:0} MB RSS", $"{used[0]:0.0} and {held[1]:0} MB at first", ConstantMegabytes, "MB");
    }
}
