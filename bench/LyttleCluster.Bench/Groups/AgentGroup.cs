using System.Diagnostics;
using LyttleCluster.Bench.Report;
using LyttleCluster.Bench.Servers;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Bench.Groups;

/// <summary>What the agent costs the host it stands on: memory, and time of a reload beyond nginx's own.</summary>
internal sealed class AgentGroup : IGroup
{
    private const int Calls = 1000;
    private const double LimitMegabytes = 40;
    private const int Reloads = 20;
    private const double LimitMilliseconds = 50;

    // Each key may call 20 times in a second.
    private const int Keys = 100;

    private static readonly string[] Paths = ["/health", "/ready", "/metrics", "/nginx", "/logs?count=100", "/node", "/auth/me", "/cluster/nodes", "/cluster/operations", "/nginx"];

    public string Name => "agent";

    public async IAsyncEnumerable<Row> MeasureAsync()
    {
        if (NginxServer.WhyNot is { } why)
        {
            yield return Row.NotMeasured("the agent", why);
            yield break;
        }

        if (!File.Exists(BenchAgent.Program))
        {
            yield return Row.NotMeasured("the agent", "It is not built. Run: ./build.sh build");
            yield break;
        }

        await using var nginx = await NginxServer.StartAsync();
        await using (var agent = await BenchAgent.StartAsync(nginx, Keys)) yield return await MemoryAsync(agent);
        await using (var agent = await BenchAgent.StartAsync(nginx, Keys)) yield return await ReloadAsync(nginx, agent);
    }

    private static async Task<Row> MemoryAsync(BenchAgent agent)
    {
        var started = agent.AnonymousMegabytes;
        for (var i = 0; i < Calls; i++) await agent.CallAsync(HttpMethod.Get, Paths[i % Paths.Length], i / Paths.Length);
        var held = agent.AnonymousMegabytes;
        return Row.AtMost($"{Calls} calls, anonymous memory", held, $"{held:0.0} MB", $"{started:0.0} MB before them", LimitMegabytes, "MB");
    }

    /// <summary>In turn: nginx's own reload until new workers have taken over, and one through the agent until it answers.</summary>
    private static async Task<Row> ReloadAsync(NginxServer nginx, BenchAgent agent)
    {
        var own = new List<double>();
        var ours = new List<double>();
        for (var i = -2; i < Reloads; i++)
        {
            var bare = await TimeAsync(() => nginx.ReloadAsync());
            var through = await TimeAsync(() => agent.CallAsync(HttpMethod.Post, "/reload", i + 2));
            if (i < 0) continue;
            own.Add(bare);
            ours.Add(through);
        }

        var (yard, measured) = (new Sample(own), new Sample(ours));
        return Row.AtMost("reload, taken", measured.Median - yard.Median, measured.ToString(), $"{yard} nginx alone", LimitMilliseconds, "ms");
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
