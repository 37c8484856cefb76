using System.Diagnostics;
using LyttleCluster.Bench.Report;
using LyttleCluster.Bench.Servers;
using LyttleCluster.Bench.Shell;

namespace LyttleCluster.Bench.Groups;

/// <summary>Get-ClusterContainer beside bare GETs of the same lists, and what one hanging node does to it.</summary>
internal sealed class SnapshotGroup(Subject subject, Engines engines) : IGroup
{
    private const int Rounds = 15;
    private const int ColdRounds = 9;
    private const double FirstRowMilliseconds = 50;
    private const double NothingAdded = 1.1;

    public string Name => "snapshot";

    public async IAsyncEnumerable<Row> MeasureAsync()
    {
        if (await engines.StartAsync() is { } real)
        {
            using var cluster = await BenchCluster.OfAsync(real.Nodes);
            await foreach (var row in SnapshotAsync("3 real engines", cluster, 1.5, withCold: true)) yield return row;
            yield return await DockerLoopAsync(real.Nodes);
        }
        else
        {
            yield return Row.NotMeasured("3 real engines", Engines.WhyNot);
        }

        await using (var simulation = await Simulation.StartAsync(200, 50))
        {
            using var cluster = await BenchCluster.OfAsync(simulation.Nodes);
            await foreach (var row in SnapshotAsync("200 nodes × 50", cluster, 1.5, withCold: true)) yield return row;
        }

        await using (var simulation = await Simulation.StartAsync(200, 50, latencyMilliseconds: 20))
        {
            using var cluster = await BenchCluster.OfAsync(simulation.Nodes);
            await foreach (var row in SnapshotAsync("200 × 50, 20 ms away", cluster, 1.5, withCold: false)) yield return row;
        }

        yield return await HangAsync();
    }

    private async IAsyncEnumerable<Row> SnapshotAsync(string what, BenchCluster cluster, double limit, bool withCold)
    {
        (string, object)[] files = [("Module", Subject.Module), ("Yardstick", typeof(BareEngines).Assembly.Location), ("Sockets", cluster.Sockets)];
        var warm = await subject.RunAsync("snapshot", cluster.State, [.. files, ("Rounds", Rounds)]);
        var runs = warm.GetProperty("Runs");
        var (bare, ours) = (Sample.Of(runs, "Bare"), Sample.Of(runs, "Ours"));
        Same(warm.GetProperty("Count").GetInt32(), runs[0].GetProperty("BareCount").GetInt32());
        yield return Row.Ratio($"{what}, warm", ours, bare, "bare GETs", limit);

        var (first, answer) = (Sample.Of(runs, "FirstRow"), Sample.Of(runs, "BareFirst"));
        yield return Row.AtMost($"{what}, first row", first.Median - answer.Median, $"{first}", $"{answer} first answer", FirstRowMilliseconds, "ms");
        if (!withCold) yield break;

        var (coldBare, coldOurs) = (new List<double>(), new List<double>());
        for (var i = 0; i < ColdRounds; i++)
        {
            coldBare.Add((await subject.RunAsync("cold", cluster.State, [.. files, ("Subject", "bare")])).GetProperty("All").GetDouble());
            coldOurs.Add((await subject.RunAsync("cold", cluster.State, [.. files, ("Subject", "ours")])).GetProperty("All").GetDouble());
        }

        yield return Row.Ratio($"{what}, cold", new Sample(coldOurs), new Sample(coldBare), "bare GETs", 1.6);
    }

    private async Task<Row> HangAsync()
    {
        await using var simulation = await Simulation.StartAsync(200, 50);
        using var healthy = await BenchCluster.OfAsync([.. simulation.Nodes.SkipLast(1)]);
        using var hanging = await BenchCluster.OfAsync(simulation.Nodes);
        await simulation.HangAsync(simulation.Nodes.Count - 1);
        var runs = (await subject.RunAsync("hang", healthy.State,
            ("Module", Subject.Module), ("Healthy", healthy.State), ("Hanging", hanging.State), ("Rounds", Rounds))).GetProperty("Runs");
        Same(runs[0].GetProperty("WithCount").GetInt32(), runs[0].GetProperty("WithoutCount").GetInt32());
        // "Nothing" means less than a tenth, however noisy the machine: a limit that grows with the noise would always hold.
        var (without, with) = (Sample.Of(runs, "Without"), Sample.Of(runs, "With"));
        return Row.Ratio("last row, one node hangs", with, without, "none hangs", NothingAdded);
    }

    private static async Task<Row> DockerLoopAsync(IReadOnlyList<BenchNode> nodes)
    {
        var times = new List<double>();
        for (var i = 0; i <= Rounds; i++)
        {
            var started = Stopwatch.GetTimestamp();
            foreach (var node in nodes)
            {
                using var docker = Process.Start(new ProcessStartInfo("docker", ["-H", "unix://" + node.Socket, "ps", "-a"]) { RedirectStandardOutput = true })!;
                await docker.StandardOutput.ReadToEndAsync();
                await docker.WaitForExitAsync();
            }

            if (i > 0) times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return Row.Beside("beside: docker ps -a, one after the other", new Sample(times).ToString());
    }

    private static void Same(int ours, int theirs)
    {
        if (ours != theirs) throw new InvalidOperationException($"Not the same was compared: {ours} containers and {theirs}.");
    }
}
