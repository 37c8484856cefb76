using System.Diagnostics;
using LyttleCluster.Bench.Report;
using LyttleCluster.Bench.Servers;
using LyttleCluster.Core;

namespace LyttleCluster.Bench.Groups;

/// <summary>How long the manager's pages take with a thousand nodes, while open pages of others follow what happens.</summary>
internal sealed class ManagerPagesGroup : IGroup
{
    private const int Nodes = 1000;
    private const int ContainersEach = 50;
    private const int Domains = 400;
    private const int Readers = 500;
    private const int Runs = 200;
    private const double LimitMilliseconds = 50;

    public string Name => "pages";

    public async IAsyncEnumerable<Row> MeasureAsync()
    {
        if (!File.Exists(BenchAgent.Program))
        {
            yield return Row.NotMeasured("the manager's pages", "It is not built. Run: ./build.sh build");
            yield break;
        }

        await using var simulation = await Simulation.StartAsync(Nodes, ContainersEach);
        using var cluster = await BenchCluster.OfAsync(simulation.Nodes);
        await AddDomainsAsync(cluster.State);
        await using var manager = await BenchManager.StartAsync(cluster.State);
        using (var stream = await WatchStream.OpenAsync(manager.Http, "?include=nodes")) await stream.UntilReadyAsync(Nodes);
        var readers = await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => WatchStream.OpenAsync(manager.Http, "?include=nodes&include=events")));
        var reading = readers.Select(reader => Task.Run(() => reader.ReadToEndAsync())).ToList();
        foreach (var page in PagesOf(simulation.Nodes[0])) yield return await PageAsync(manager, page);
        foreach (var reader in readers) reader.Dispose();
        await Task.WhenAll(reading);
    }

    private static string[] PagesOf(BenchNode node) =>
    [
        "/", "/nodes", $"/nodes/{node.Name}", "/containers", "/containers?text=app", "/containers?sort=image", $"/containers/{node.Name}/{node.Container}", "/events", "/domains", "/domains/d001.example.com",
        "/nginx", "/operations", "/certificates", "/locations", "/alerts", "/access", "/tokens", "/logs", "/dashboards",
    ];

    private static async Task<Row> PageAsync(BenchManager manager, string page)
    {
        var times = new List<double>();
        long bytes = 0;
        for (var run = -20; run < Runs; run++)
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await manager.Http.GetAsync(page);
            bytes = (await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync()).Length;
            if (run >= 0) times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        var sample = new Sample(times);
        return Row.AtMost($"{page}, with {Readers} readers", sample.At(0.99), $"{sample}, p99 {sample.At(0.99):0.0} ms", $"{bytes / 1000.0:0} kB", LimitMilliseconds, "ms");
    }

    private static async Task AddDomainsAsync(string state)
    {
        await using var cluster = await ClusterFactory.OpenFileAsync(state, CancellationToken.None);
        for (var number = 0; number < Domains; number++)
        {
            var settings = new DomainSettings { RedirectTo = "https://example.org" };
            var plan = await cluster.Operations.PlanAsync(new SetDomain { Name = $"d{number:000}.example.com", Settings = settings }, CancellationToken.None);
            await foreach (var answer in cluster.Operations.ApplyAsync(plan, CancellationToken.None))
            {
                if (answer.Failure is { } failure) throw failure;
            }
        }
    }
}
