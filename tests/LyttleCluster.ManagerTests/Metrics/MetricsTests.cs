using LyttleCluster.Core;
using LyttleCluster.ManagerTests.Alerts;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager;
using LyttleCluster.Service.Manager.Access;
using LyttleCluster.Service.Manager.Metrics;
using LyttleCluster.Service.Metrics;
using LyttleCluster.Tests.Local;

namespace LyttleCluster.ManagerTests.Metrics;

public class MetricsTests
{
    [Fact]
    public async Task They_are_read_by_a_strict_reader_whatever_names_there_are()
    {
        await using var cluster = await TemporaryCluster.OpenAsync();
        var watch = new FakeWatch();
        var parts = PartsOf(cluster, watch);
        watch.Set(FakeWatch.Node("we\"b\\1"), TimeSpan.FromMilliseconds(30), FakeWatch.Container("web1", "a"), FakeWatch.Container("web1", "b", ContainerState.Exited, 1) with { Health = ContainerHealth.Unhealthy });
        watch.Set(FakeWatch.Node("web2", NodeStatus.Unreachable), TimeSpan.FromSeconds(30));
        parts.Counters.OperationEnded("Nginx.Reload", "Succeeded");
        parts.Counters.Reloaded("Succeeded");
        parts.Counters.Notified("ops\n", "sent");
        parts.Health.Report("store", "it cannot be written (StateDiskFull)");
        var latencies = new ProbeLatencies();
        var calls = new CallCounts();
        calls.Add("Nodes.Get", CallOutcome.Ok);
        var sampler = new Sampler(parts, latencies, calls);
        parts.Samples.Add(sampler.Take());
        sampler.Take();
        var read = PrometheusReader.Read(new MetricsCalls(parts, latencies, calls, () => [new("ops", 3)]).Text());
        Assert.Equal(1, read.Samples["lyttle_manager_nodes{status=\"Ready\"}"]);
        Assert.Equal(0, read.Samples["lyttle_manager_nodes{status=\"Suspended\"}"]);
        Assert.Equal(1, read.Samples["lyttle_manager_containers{state=\"Exited\"}"]);
        Assert.Equal(1, read.Samples["lyttle_manager_node_status{node=\"we\\\"b\\\\1\",status=\"Ready\"}"]);
        Assert.Equal(0.03, read.Samples["lyttle_manager_node_probe_seconds{node=\"we\\\"b\\\\1\"}"]);
        // Each probe counts once, however often it is looked at.
        Assert.Equal(2, read.Samples["lyttle_manager_probe_duration_seconds_count"]);
        Assert.Equal(1, read.Samples["lyttle_manager_probe_duration_seconds_bucket{le=\"0.05\"}"]);
        Assert.Equal(1, read.Samples["lyttle_manager_requests_total{method=\"Nodes.Get\",outcome=\"Ok\"}"]);
        Assert.Equal(1, read.Samples["lyttle_manager_reloads_total{outcome=\"Succeeded\"}"]);
        Assert.Equal(0, read.Samples["lyttle_manager_healthy{part=\"store\"}"]);
        Assert.Equal(3, read.Samples["lyttle_manager_notifications_waiting{target=\"ops\"}"]);
        Assert.Equal((1, 1, 1), (parts.Samples.Newest!.Nodes[NodeStatus.Ready], parts.Samples.Newest.Containers[ContainerState.Running], parts.Samples.Newest.UnhealthyContainers));
        Assert.Equal((30.0, 30_000.0), (parts.Samples.Newest.ProbeMedianMs, parts.Samples.Newest.ProbeSlowestMs));
    }

    [Fact]
    public async Task A_thousand_nodes_are_two_series_each_and_containers_none()
    {
        await using var cluster = await TemporaryCluster.OpenAsync();
        var watch = new FakeWatch();
        for (var i = 0; i < 1000; i++) watch.Set(FakeWatch.Node($"n{i}"), TimeSpan.FromMilliseconds(1), [.. Enumerable.Range(0, 5).Select(c => FakeWatch.Container($"n{i}", $"c{c}"))]);
        var read = PrometheusReader.Read(new MetricsCalls(PartsOf(cluster, watch), new ProbeLatencies(), new CallCounts(), () => []).Text());
        Assert.InRange(read.Samples.Count, 2000, 2100);
        Assert.Equal(5000, read.Samples["lyttle_manager_containers{state=\"Running\"}"]);
    }

    [Fact]
    public async Task A_running_manager_gives_them()
    {
        await using var manager = await RunningManager.StartAsync();
        using var answer = await manager.Client.GetAsync("/metrics");
        Assert.Equal(PrometheusText.ContentType, answer.Content.Headers.ContentType!.ToString());
        var read = PrometheusReader.Read(await answer.Content.ReadAsStringAsync());
        Assert.True(read.Samples["lyttle_manager_cpu_seconds_total"] > 0);
        Assert.True(read.Samples["lyttle_manager_memory_bytes"] > 1_000_000);
    }

    [Fact]
    public async Task Who_reads_a_stream_is_counted_while_they_do()
    {
        await using var manager = await RunningManager.StartAsync();
        using (var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events") { Headers = { { "Accept", "text/event-stream" } } })
        using (await manager.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
            await UntilAsync(manager, 1);
        await UntilAsync(manager, 0);
    }

    [Fact]
    public void The_samples_of_an_hour_are_kept()
    {
        var samples = new MetricSamples();
        for (var i = 0; i < 2 * MetricSamples.Capacity; i++) samples.Add(new MetricSample { At = DateTimeOffset.UnixEpoch.AddSeconds(10 * i) });
        Assert.Equal(MetricSamples.Capacity, samples.All.Count);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(3600), samples.All[0].At);
        Assert.Equal(samples.Newest, samples.All[^1]);
    }

    private static async Task UntilAsync(RunningManager manager, int readers)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (PrometheusReader.Read(await manager.Client.GetStringAsync("/metrics", limit.Token)).Samples["lyttle_manager_stream_readers"] != readers) await Task.Delay(20, limit.Token);
    }

    internal static ManagerParts PartsOf(TemporaryCluster cluster, FakeWatch watch) => new()
    {
        Options = new ManagerOptions { Listen = new ListenAddress(false, null, 0), StateFile = cluster.File.Path },
        Cluster = (LocalCluster)cluster.Cluster,
        Watch = watch,
        Lifecycle = new Lifecycle(TimeProvider.System),
        Log = new ServiceLog(TextWriter.Null, LogFormat.Text, TimeProvider.System),
    };
}
