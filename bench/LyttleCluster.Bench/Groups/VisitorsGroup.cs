using System.Globalization;
using System.Net;
using LyttleCluster.Bench.Report;
using LyttleCluster.Bench.Servers;
using LyttleCluster.Core;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Bench.Groups;

/// <summary>What visitors of a domain meet while others are published beside it, a part of them put back; and what bare reloads do to them.</summary>
internal sealed class VisitorsGroup : IGroup
{
    private const string Busy = "busy.example.test";
    private const int Publishes = 50;
    private const int RefusedEvery = 5;
    private const int Rate = 2000;

    /// <summary>Above it the agent would refuse: each keeps an answer that takes three seconds.</summary>
    private const int MostWorkers = 12;

    /// <summary>Which connections are between two requests when a reload comes is chance: counts of two runs of the same differ by so much.</summary>
    private const double NoMore = 1.1;

    private static readonly Uri Nobody = new("http://127.0.0.1:1/");

    public string Name => "visitors";

    public async IAsyncEnumerable<Row> MeasureAsync()
    {
        var whyNot = NginxAgent.WhyNot ?? (File.Exists(BenchAgent.Program) ? null : "The agent is not built. Run: ./build.sh build");
        if (whyNot is not null)
        {
            yield return Row.NotMeasured("visitors while domains are published", whyNot);
            yield break;
        }

        await using var upstream = LoadUpstream.Start();
        await using var nodes = await DomainNodes.StartAsync(1, new NginxServerOptions { Main = "worker_rlimit_nofile 8192;" });
        await nodes.SetAsync(Busy, new DomainSettings { Upstreams = [new ClusterUpstream(upstream.Uri)] });
        (await nodes.PublishAsync()).Must();
        var nginx = nodes.Agents[0].Nginx;
        await using var load = LoadClient.Start(new LoadOptions(new IPEndPoint(nginx.Address, nginx.Port), Busy) { Rate = Rate, Visitors = 64 });
        await load.UntilAnsweredAsync(Rate);

        var (published, seconds) = await MeasureAsync(load, () => PublishAsync(nodes, nginx, load));
        var (bare, bareSeconds) = await MeasureAsync(load, () => ReloadAsync(nginx, load));
        await load.StopAsync();

        yield return Row.Beside($"{Publishes} publishes, {Publishes / RefusedEvery} put back", Describe(published, seconds));
        yield return Row.Beside($"{TakenReloads} bare reloads", Describe(bare, bareSeconds));
        yield return Fault("answers of 500 and above", published.ServerErrors, bare.ServerErrors);
        yield return Fault("answers that were cut", published.Truncated, bare.Truncated);
        yield return Fault("failures on fresh connections", published.FreshFailures, bare.FreshFailures);
        yield return Fault("wrong answers, WebSockets that ended", published.Wrong + published.BrokenSockets, bare.Wrong + bare.BrokenSockets);
        yield return Row.AtMost("kept connections closed before a byte", published.IdleCloses, $"{published.IdleCloses}, {published.Raced} when asked", $"{bare.IdleCloses}, {bare.Raced} bare", bare.IdleCloses * NoMore, "");
        foreach (var fault in load.Faults) yield return Row.Beside("  a fault", fault);
    }

    /// <summary>Of those that are put back every other one is taken by nginx first, and so taken twice; the others never are.</summary>
    private static int TakenReloads => Publishes;

    private static async Task<(LoadCount Met, double Seconds)> MeasureAsync(LoadClient load, Func<Task> work)
    {
        var (before, started) = (load.Now, TimeProvider.System.GetTimestamp());
        await work();
        return (load.Now.Since(before), TimeProvider.System.GetElapsedTime(started).TotalSeconds);
    }

    private static async Task PublishAsync(DomainNodes nodes, NginxServer nginx, LoadClient load)
    {
        for (var number = 0; number < Publishes; number++)
        {
            await nodes.SetAsync($"other{number % 7}.example.test", new DomainSettings { RedirectTo = $"https://t{number}.test/" });
            var isRefused = number % RefusedEvery == RefusedEvery - 1;
            if (!isRefused) (await nodes.PublishAsync()).Must();
            else if (number % (2 * RefusedEvery) == RefusedEvery - 1) await NotSeenAsync(nodes, nginx);
            else await NotTakenAsync(nodes, nginx);
            await SettleAsync(nginx, load);
        }
    }

    /// <summary>nginx takes it, but it cannot be seen there: it goes back with one more reload.</summary>
    private static async Task NotSeenAsync(DomainNodes nodes, NginxServer nginx)
    {
        await nodes.SetProxyAsync(Nobody);
        MustBePutBack(await nodes.PublishAsync());
        await nodes.SetProxyAsync(nginx.Uri);
    }

    /// <summary>A port that another site wants is taken: nginx refuses.</summary>
    private static async Task NotTakenAsync(DomainNodes nodes, NginxServer nginx)
    {
        using var port = nginx.OccupyWantedPort();
        MustBePutBack(await nodes.PublishAsync());
        nginx.RemoveSite("occupied");
    }

    private static async Task ReloadAsync(NginxServer nginx, LoadClient load)
    {
        for (var number = 0; number < TakenReloads; number++)
        {
            await nginx.ReloadAsync();
            await SettleAsync(nginx, load);
        }
    }

    /// <summary>Connections are in use again, and workers that finish answers are not too many.</summary>
    private static async Task SettleAsync(NginxServer nginx, LoadClient load)
    {
        await load.UntilAnsweredAsync(Rate / 4);
        while (nginx.Workers.Count > MostWorkers) await Task.Delay(20);
    }

    private static void MustBePutBack(PublishTimes publish)
    {
        if (publish.Answers.Any(answer => answer.Value?.Outcome != DomainOutcome.RolledBack)) throw new InvalidOperationException("A publish was not put back.");
    }

    private static Row Fault(string what, long met, long bare) => Row.AtMost(what, met, $"{met}", $"{bare} bare", 0, "");

    private static string Describe(LoadCount met, double seconds) => string.Create(
        CultureInfo.InvariantCulture, $"{met.Answered} requests, {met.Answered / seconds:0}/s: {met.Fresh} on fresh connections, {met.Posted} with a body, {met.Slow} of 3 s, {met.Messages} messages");
}
