using LyttleCluster.Core.Docker;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.Docker;

/// <summary>The client against podman's service, which speaks Docker's API with an accent.</summary>
public sealed class PodmanClientTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    [PodmanFact]
    public async Task The_whole_of_it()
    {
        await using var podman = await PodmanService.StartAsync();
        using var client = new DockerClient(new DockerEndpoint { Node = "n1", Uri = podman.UnixUri }, TimeProvider.System);

        var ping = await client.PingAsync(Silence, default);
        Assert.True(ping.IsPodman);
        Assert.True(ping.ApiVersion >= DockerApiVersion.Oldest);
        Assert.Equal("Podman Engine", (await client.GetVersionAsync(Silence, default)).Engine);
        Assert.Empty(DockerMapping.Warnings(client.Endpoint, await client.GetInfoAsync(Silence, default)));

        await LifecycleAsync(podman, client);
        await LogsAsync(podman, client);
        await StatsAndExecAsync(podman, client);
        await EventsAsync(podman, client);
    }

    private static async Task LifecycleAsync(PodmanService podman, DockerClient client)
    {
        var id = await podman.RunAsync(ContainerRun.Quiet("life") with { CreateOnly = true, Labels = new Dictionary<string, string> { ["a"] = "b" } });
        var made = await FindAsync(client, id);
        Assert.Equal(("life", ContainerState.Created, "docker.io/" + BusyboxImage.Reference, "b"), (made.Name, made.State, made.Image, made.Labels["a"]));

        Assert.True(await client.StartAsync(id, Silence, default));
        Assert.False(await client.StartAsync(id, Silence, default));
        Assert.Equal(ContainerState.Running, (await FindAsync(client, id)).State);
        var conflict = await Assert.ThrowsAsync<ClusterException>(() => client.RemoveAsync(id, force: false, Silence, default));
        Assert.Equal("DockerConflict", conflict.ErrorId);

        // podman answers a wait only when it is over: a short silence must not end it.
        var waiting = client.WaitAsync(id, "not-running", TimeSpan.FromSeconds(5), default);
        Assert.True(await client.StopAsync(id, TimeSpan.FromSeconds(30), Silence, default));
        Assert.Equal(0, await waiting);
        Assert.Equal((ContainerState.Exited, 0), ((await FindAsync(client, id)).State, (await FindAsync(client, id)).ExitCode));
        var detail = await client.InspectAsync(id, Silence, default);
        Assert.Equal(("life", ContainerState.Exited), (detail.ToModel("n1", default).Name, detail.ToModel("n1", default).State));

        await client.RemoveAsync(id, force: true, Silence, default);
        var gone = await Assert.ThrowsAsync<ClusterException>(() => client.InspectAsync(id, Silence, default));
        Assert.Equal("DockerContainerNotFound", gone.ErrorId);
    }

    private static async Task LogsAsync(PodmanService podman, DockerClient client)
    {
        await podman.RunAsync(new ContainerRun("log", "sh", "-c", "echo one; head -c 40000 /dev/zero | tr '\\0' x; echo; echo err >&2; printf 'no end'"));
        await client.WaitAsync("log", "not-running", Silence, default);
        var lines = await ReadAsync(client, "log", new DockerLogOptions());
        Assert.Equal(["one", new string('x', 40_000), "no end"], lines.Where(line => line.Stream == LogStream.StdOut).Select(line => line.Message));
        Assert.Equal("err", lines.Single(line => line.Stream == LogStream.StdErr).Message);
        Assert.All(lines, line => Assert.Equal(0, line.Timestamp.Ticks % TimeSpan.TicksPerSecond));
        Assert.Equal(4, (await ReadAsync(client, "log", new DockerLogOptions { Since = lines[0].Timestamp.AddSeconds(-1) })).Count);

        await podman.RunAsync(new ContainerRun("tty", "sh", "-c", "echo one; echo two") { Tty = true });
        await client.WaitAsync("tty", "not-running", Silence, default);
        Assert.Equal(["one", "two"], (await ReadAsync(client, "tty", new DockerLogOptions { Tty = true })).Select(line => line.Message));

        // podman sends not even the headers of a quiet log.
        await podman.RunAsync(ContainerRun.Quiet("quiet"));
        using var cancel = new CancellationTokenSource();
        var lineless = client.ReadLogAsync("quiet", new DockerLogOptions { Follow = true }, TimeSpan.FromSeconds(1), cancel.Token).GetAsyncEnumerator();
        var next = lineless.MoveNextAsync().AsTask();
        await Assert.ThrowsAsync<TimeoutException>(() => next.WaitAsync(TimeSpan.FromSeconds(2)));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    private static async Task StatsAndExecAsync(PodmanService podman, DockerClient client)
    {
        await podman.RunAsync(new ContainerRun("busy", "sh", "-c", "while :; do sleep 0.01; done"));
        var samples = new List<DockerStats>();
        await foreach (var sample in client.WatchStatsAsync("busy", Silence, default))
        {
            samples.Add(sample);
            if (samples.Count == 2) break;
        }

        var usage = samples[1].ToUsage(samples[0], "n1", "busy", default);
        Assert.True(usage.CpuPercent > 0);
        Assert.True(usage.MemoryBytes > 0);
        var result = await client.ExecAsync("busy", ["sh", "-c", "echo out; echo err >&2; exit 7"], Silence, default);
        Assert.Equal(new DockerExecResult(7, "out\n", "err\n"), result);
    }

    private static async Task EventsAsync(PodmanService podman, DockerClient client)
    {
        var items = client.FollowEventsAsync(null, Silence, default).GetAsyncEnumerator();
        var next = items.MoveNextAsync().AsTask();
        // Without a replay, only what happens after the stream stands is seen: make events until one comes.
        while (!next.IsCompleted) await podman.DockerAsync("restart", "-t", "0", "busy");
        Assert.True(await next);
        while (items.Current.Event?.Type != "container") Assert.True(await items.MoveNextAsync());
        var item = items.Current.Event.ToModel("n1");
        Assert.Equal("busy", item.Name);
        Assert.StartsWith("Container busy ", item.Message, StringComparison.Ordinal);
        await items.DisposeAsync();
    }

    private static async Task<ClusterContainer> FindAsync(DockerClient client, string id) =>
        (await client.ListContainersAsync(Silence, default)).Single(container => container.Id == id);

    private static async Task<List<DockerLogLine>> ReadAsync(DockerClient client, string name, DockerLogOptions options)
    {
        var lines = new List<DockerLogLine>();
        await foreach (var line in client.ReadLogAsync(name, options, Silence, default)) lines.Add(line);
        return lines;
    }
}
