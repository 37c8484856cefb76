using System.Globalization;
using LyttleCluster.Bench.Report;
using LyttleCluster.Bench.Servers;
using LyttleCluster.Bench.Shell;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Bench.Groups;

/// <summary>nginx from PowerShell: what a safe reload costs beyond nginx's own, what a rolling one adds, and long logs of several nodes.</summary>
internal sealed class NginxGroup(Subject subject) : IGroup
{
    private const int Rounds = 15;
    private const double ReloadLimitMilliseconds = 50;
    private const int Nodes = 20;
    private const int LogNodes = 5;
    private const int Lines = 10_000;
    private const double LogLimitMilliseconds = 2000;

    /// <summary>Times of two runs of the same differ by so much.</summary>
    private const double NoMore = 1.05;

    private static readonly TimeSpan SimulatedReload = TimeSpan.FromMilliseconds(100);

    public string Name => "nginx";

    public async IAsyncEnumerable<Row> MeasureAsync()
    {
        await foreach (var row in RollingAsync()) yield return row;
        var whyNot = NginxAgent.WhyNot ?? (File.Exists(BenchAgent.Program) ? null : "The agent is not built. Run: ./build.sh build");
        if (whyNot is not null)
        {
            yield return Row.NotMeasured("Invoke-NginxReload; Get-NginxLog", whyNot);
            yield break;
        }

        await foreach (var row in ReloadAsync()) yield return row;
        yield return await LogAsync();
    }

    private async IAsyncEnumerable<Row> ReloadAsync()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var agent = await NginxAgent.StartAsync(BenchAgent.Program, nginx);
        using var cluster = await BenchCluster.OfAsync([("n0", agent.Uri, agent.Key)]);
        var answer = await subject.RunAsync("reload", cluster.State,
            ("Module", Subject.Module), ("Yardstick", typeof(BareNginx).Assembly.Location), ("Site", Path.Combine(nginx.SitesFolder, "bench.conf")),
            ("Master", nginx.MasterPid), ("Page", $"http://{nginx.Address}:8081/"), ("Rounds", Rounds));
        var runs = answer.GetProperty("Runs");
        var (ours, bare) = (Sample.Of(runs, "Ours"), Sample.Of(runs, "Bare"));
        yield return Row.AtMost("Invoke-NginxReload, beyond nginx's own", ours.Median - bare.Median, ours.ToString(), $"{bare} HUP, only new serve", ReloadLimitMilliseconds, "ms");
        yield return Row.Beside("HUP, until a new worker answers first", Sample.Of(runs, "BareFirst").ToString());
    }

    private async IAsyncEnumerable<Row> RollingAsync()
    {
        var options = new NginxApiServerOptions { ReloadTakes = SimulatedReload };
        var servers = Enumerable.Range(0, Nodes).Select(_ => NginxApiServer.Start(ApiGeneration.Agent, options)).ToArray();
        try
        {
            using var cluster = await BenchCluster.OfAsync(servers.Select((server, number) => ($"n{number}", server.Uri, server.ApiKey)));
            var answer = await subject.RunAsync("rolling", cluster.State, ("Module", Subject.Module), ("Nodes", Nodes), ("Rounds", 5));
            var runs = answer.GetProperty("Runs");
            var (ours, single) = (Sample.Of(runs, "Ours"), Sample.Of(runs, "Bare"));
            yield return Row.Ratio($"rolling over {Nodes} simulated nodes", ours, single, "one after the other", NoMore);
            var beyond = (ours.Median / Nodes) - SimulatedReload.TotalMilliseconds;
            yield return Row.Beside("the same, a node, beyond its reload of 100 ms", string.Create(CultureInfo.InvariantCulture, $"{beyond:0.0} ms"));
        }
        finally
        {
            foreach (var server in servers) await server.DisposeAsync();
        }
    }

    private async Task<Row> LogAsync()
    {
        var agents = await Task.WhenAll(Enumerable.Range(0, LogNodes).Select(StartWithLogAsync));
        try
        {
            using var cluster = await BenchCluster.OfAsync(agents.Select((agent, number) => ($"n{number}", agent.Uri, agent.Key)));
            var apis = Path.Combine(Path.GetDirectoryName(cluster.State)!, "apis");
            await File.WriteAllLinesAsync(apis, agents.Select(agent => $"{agent.Uri} {agent.Key}"));
            var answer = await subject.RunAsync("nginxlog", cluster.State,
                ("Module", Subject.Module), ("Yardstick", typeof(BareNginx).Assembly.Location), ("Apis", apis), ("Tail", Lines), ("Rounds", Rounds));
            if (answer.GetProperty("Count").GetInt32() != LogNodes * Lines) throw new InvalidOperationException($"{answer.GetProperty("Count")} lines came.");
            var runs = answer.GetProperty("Runs");
            var (ours, bare) = (Sample.Of(runs, "Ours"), Sample.Of(runs, "Bare"));
            return Row.AtMost("50,000 lines of 5 nodes, merged", ours.Median, ours.ToString(), $"{bare} bare GETs at once", LogLimitMilliseconds, "ms");
        }
        finally
        {
            foreach (var agent in agents)
            {
                await agent.DisposeAsync();
                await agent.Nginx.DisposeAsync();
            }
        }
    }

    /// <summary>A node whose access log is as an afternoon leaves it: the lines of all nodes lie between each other.</summary>
    private static async Task<NginxAgent> StartWithLogAsync(int number)
    {
        var nginx = await NginxServer.StartAsync();
        var start = new DateTimeOffset(2026, 11, 20, 12, 0, number, TimeSpan.Zero);
        await File.WriteAllLinesAsync(nginx.AccessLog, Enumerable.Range(0, Lines).Select(line => string.Create(CultureInfo.InvariantCulture,
            $"203.0.113.{line % 250} - - [{start.AddSeconds(line):dd/MMM/yyyy:HH:mm:ss} +0000] \"GET /shop/articles/{line}?sort=price HTTP/1.1\" 200 {line * 7} \"https://shop.example.test/\" \"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\"")));
        return await NginxAgent.StartAsync(BenchAgent.Program, nginx);
    }
}
