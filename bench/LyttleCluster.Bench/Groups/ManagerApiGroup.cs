using System.Buffers;
using System.Diagnostics;
using LyttleCluster.Bench.Report;
using LyttleCluster.Bench.Servers;

namespace LyttleCluster.Bench.Groups;

/// <summary>How fast the manager's API tells of very many containers.</summary>
internal sealed class ManagerApiGroup : IGroup
{
    private const int Nodes = 1000;
    private const int ContainersPerNode = 50;
    private const int Runs = 9;
    private const double LimitMilliseconds = 500;
    private const double LimitMegabytes = 100;

    public string Name => "manager";

    public async IAsyncEnumerable<Row> MeasureAsync()
    {
        if (!File.Exists(BenchAgent.Program))
        {
            yield return Row.NotMeasured("the manager's API", "It is not built. Run: ./build.sh build");
            yield break;
        }

        await using var simulation = await Simulation.StartAsync(Nodes, ContainersPerNode);
        using var cluster = await BenchCluster.OfAsync(simulation.Nodes);
        await using var manager = await BenchManager.StartAsync(cluster.State);
        // It knows them all once it has asked them all.
        using (var seen = await manager.Http.GetAsync("/api/v1/containers?cached=false&timeout=60")) seen.EnsureSuccessStatusCode();
        foreach (var accept in new[] { "application/x-ndjson", "application/json" }) yield return await ContainersAsync(manager, accept);
    }

    private static async Task<Row> ContainersAsync(BenchManager manager, string accept)
    {
        var times = new List<double>();
        long bytes = 0;
        for (var run = -1; run < Runs; run++)
        {
            var started = Stopwatch.GetTimestamp();
            bytes = await ReadAsync(manager, accept);
            if (run >= 0) times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        var sample = new Sample(times);
        var megabytes = bytes / 1e6;
        var speed = megabytes / (sample.Median / 1000);
        var holds = sample.Median <= LimitMilliseconds || speed >= LimitMegabytes;
        return new Row(
            $"{Nodes * ContainersPerNode} containers, {accept}", sample.ToString(), $"{megabytes:0.0} MB", $"{speed:0} MB/s", $"≤ {LimitMilliseconds:0} ms or ≥ {LimitMegabytes:0} MB/s",
            holds ? Verdict.Holds : Verdict.Misses);
    }

    private static async Task<long> ReadAsync(BenchManager manager, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/containers") { Headers = { { "Accept", accept } } };
        using var answer = await manager.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = ArrayPool<byte>.Shared.Rent(256 * 1024);
        long all = 0;
        for (int read; (read = await body.ReadAsync(buffer)) > 0;) all += read;
        ArrayPool<byte>.Shared.Return(buffer);
        return all;
    }
}
