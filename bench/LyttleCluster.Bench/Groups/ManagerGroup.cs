using System.Diagnostics;
using LyttleCluster.Bench.Report;
using LyttleCluster.Bench.Servers;
using LyttleCluster.Core;
using LyttleCluster.Core.Security;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Bench.Groups;

/// <summary>What watching costs: the manager with a thousand nodes, a node that is watched, and the time until a reader knows.</summary>
internal sealed class ManagerGroup : IGroup
{
    private const int Nodes = 1000;
    private const int ContainersEach = 50;
    private const int Deaths = 25;
    private const int Readers = 500;
    private const double LimitPercent = 25;
    private const double LimitMegabytes = 300;
    private const double LimitMilliseconds = 500;
    private const double LimitRestart = 2000;
    private const double LimitOnNode = 0.5;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    public string Name => "manager";

    public async IAsyncEnumerable<Row> MeasureAsync()
    {
        if (!File.Exists(BenchAgent.Program))
        {
            yield return Row.NotMeasured("the manager", "It is not built. Run: ./build.sh build");
            yield break;
        }

        await foreach (var row in ThousandAsync()) yield return row;
        await foreach (var row in OnNodeAsync()) yield return row;
    }

    private static async IAsyncEnumerable<Row> ThousandAsync()
    {
        await using var simulation = await Simulation.StartAsync(Nodes, ContainersEach);
        using var cluster = await BenchCluster.OfAsync(simulation.Nodes);
        await using (var manager = await BenchManager.StartAsync(cluster.State))
        {
            using (var stream = await WatchStream.OpenAsync(manager.Http, "?include=nodes")) await stream.UntilReadyAsync(Nodes);
            // What the start needs is not what a day needs.
            await Task.Delay(TimeSpan.FromSeconds(20));
            var percent = await manager.ProcessorPercentAsync(Window);
            yield return Row.AtMost($"{Nodes} nodes × {ContainersEach}, 10 s cycle: processor", percent, $"{percent:0.0} % of one", "", LimitPercent, "%");
            yield return Row.AtMost($"{Nodes} nodes × {ContainersEach}: memory", manager.ResidentMegabytes, $"{manager.ResidentMegabytes:0} MB", "", LimitMegabytes, "MB");

            var alone = await DeathsAsync(simulation, manager, from: 0);
            yield return Row.AtMost("a container dies, until a reader knows", alone.At(1), $"{alone}, slowest {alone.At(1):0} ms", "", LimitMilliseconds, "ms");

            var readers = await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => WatchStream.OpenAsync(manager.Http, "?include=nodes&include=events")));
            var reading = readers.Select(reader => Task.Run(() => reader.ReadToEndAsync())).ToList();
            var crowded = await DeathsAsync(simulation, manager, from: Deaths);
            yield return Row.AtMost($"the same with {Readers} readers", crowded.At(1), $"{crowded}, slowest {crowded.At(1):0} ms", $"{alone} with one", LimitMilliseconds, "ms");
            yield return Row.Beside($"with {Readers} readers: processor, memory", $"{await manager.ProcessorPercentAsync(TimeSpan.FromSeconds(20)):0.0} %, {manager.ResidentMegabytes:0} MB");
            foreach (var reader in readers) reader.Dispose();
            await Task.WhenAll(reading);
            await manager.KillAsync();
        }

        var started = Stopwatch.GetTimestamp();
        await using var again = await BenchManager.StartAsync(cluster.State);
        using var first = await WatchStream.OpenAsync(again.Http, "?nodes=sim001");
        await first.NextAsync("snapshot");
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        yield return Row.AtMost("killed: until its first answer again", took, $"{took:0} ms", $"{again.ProcessorTime.TotalMilliseconds:0} ms of a processor", LimitRestart, "ms");
    }

    /// <summary>Times from the order that a container dies to the line that says so.</summary>
    private static async Task<Sample> DeathsAsync(Simulation simulation, BenchManager manager, int from)
    {
        using var stream = await WatchStream.OpenAsync(manager.Http);
        await stream.NextAsync("snapshot");
        var times = new List<double>();
        for (var number = from; number < from + Deaths; number++)
        {
            var started = Stopwatch.GetTimestamp();
            var id = await simulation.DieAsync((number * 37) % Nodes, number % 4);
            while (!(await stream.NextAsync("containers")).Contains(id, StringComparison.Ordinal))
            {
                // Something else happened.
            }

            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return new Sample(times);
    }

    private static async IAsyncEnumerable<Row> OnNodeAsync()
    {
        if ((DockerEngine.WhyNot ?? NginxServer.WhyNot) is { } why)
        {
            yield return Row.NotMeasured("on the node: engine and agent", why);
            yield break;
        }

        await using var engine = await DockerEngine.StartAsync();
        for (var number = 0; number < ContainersEach; number++) await engine.RunAsync($"app{number:00}");
        await using var nginx = await NginxServer.StartAsync();
        await using var agent = await NginxAgent.StartAsync(BenchAgent.Program, nginx);
        using var cluster = await BenchCluster.OfAsync([("node", new NodeSettings { Docker = engine.UnixUri, NginxApi = agent.Uri, NginxApiKey = new Secret(agent.Key) })]);

        var (idleEngine, idleAgent) = await CostAsync(engine, agent);
        await using var manager = await BenchManager.StartAsync(cluster.State);
        using (var stream = await WatchStream.OpenAsync(manager.Http)) await stream.UntilReadyAsync(1);
        var (watchedEngine, watchedAgent) = await CostAsync(engine, agent);
        var cost = watchedEngine + watchedAgent - idleEngine - idleAgent;
        yield return Row.AtMost(
            $"on the node, {ContainersEach} containers: watching", cost, $"engine {watchedEngine:0.00} %, agent {watchedAgent:0.00} %", $"unwatched {idleEngine:0.00} %, {idleAgent:0.00} %", LimitOnNode, "%");
    }

    private static async Task<(double Engine, double Agent)> CostAsync(DockerEngine engine, NginxAgent agent)
    {
        var (engineBefore, agentBefore, started) = (engine.ProcessorTime, agent.ProcessorTime, Stopwatch.GetTimestamp());
        await Task.Delay(Window);
        var passed = Stopwatch.GetElapsedTime(started);
        return ((engine.ProcessorTime - engineBefore) / passed * 100, (agent.ProcessorTime - agentBefore) / passed * 100);
    }
}
