using LyttleCluster.Core.Docker;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.Docker;

/// <summary>The client against a real engine.</summary>
[Collection(EnginesCollection.Name)]
public sealed class DockerClientTests(EnginesFixture engines)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    [EngineFact]
    public async Task Says_what_it_is()
    {
        var (engine, client) = await OpenAsync();
        using (client)
        {
            var ping = await client.PingAsync(Silence, default);
            var version = await client.GetVersionAsync(Silence, default);
            var info = await client.GetInfoAsync(Silence, default);
            Assert.Equal((version.ApiVersion, "Docker"), (ping.ServerApiVersion.ToString(), ping.Engine));
            Assert.True(ping.Latency > TimeSpan.Zero);
            Assert.Equal(("linux", "Engine"), (version.Os, version.Engine));
            Assert.NotNull(version.MinAPIVersion);
            Assert.Equal(version.Version, info.ServerVersion);
            Assert.Equal(version.KernelVersion, info.KernelVersion);
            Assert.Equal(await engine.DockerAsync("info", "--format", "{{.ID}} {{.NCPU}} {{.MemTotal}}"), $"{info.ID} {info.NCPU} {info.MemTotal}");
            Assert.InRange(info.SystemTime!.Value, TimeProvider.System.GetUtcNow().AddMinutes(-1), TimeProvider.System.GetUtcNow().AddMinutes(1));
            Assert.False(info.IsRootless);
        }
    }

    [EngineFact]
    public async Task A_container_from_its_making_to_its_end()
    {
        var (engine, client) = await OpenAsync();
        var name = EnginesFixture.Unique("life");
        await engine.RunAsync(ContainerRun.Quiet(name) with { CreateOnly = true, Labels = new Dictionary<string, string> { ["app"] = "ü\n\"x\"" } });
        using (client)
        {
            var made = await FindAsync(client, name);
            Assert.Equal((ContainerState.Created, BusyboxImage.Reference, "ü\n\"x\""), (made.State, made.Image, made.Labels["app"]));
            Assert.Null(made.ExitCode);

            Assert.True(await client.StartAsync(made.Id, Silence, default));
            Assert.False(await client.StartAsync(made.Id, Silence, default));
            Assert.Equal(ContainerState.Running, (await FindAsync(client, name)).State);

            var detail = await client.InspectAsync(made.Id, Silence, default);
            Assert.Equal((made.Id, true), (detail.Id, detail.State!.Running));
            Assert.True(detail.State.Pid > 0);
            Assert.False(detail.Config!.Tty);
            Assert.NotEmpty(detail.NetworkSettings!.Addresses);

            await client.RestartAsync(made.Id, TimeSpan.FromSeconds(5), Silence, default);
            Assert.NotEqual(detail.State.Pid, (await client.InspectAsync(made.Id, Silence, default)).State!.Pid);

            var conflict = await Assert.ThrowsAsync<ClusterException>(() => client.RemoveAsync(made.Id, force: false, Silence, default));
            Assert.Equal("DockerConflict", conflict.ErrorId);

            var waiting = client.WaitAsync(made.Id, "next-exit", Silence, default);
            await client.KillAsync(made.Id, "SIGKILL", Silence, default);
            Assert.Equal(137, await waiting);
            Assert.Equal(137, await client.WaitAsync(made.Id, "not-running", Silence, default));
            var ended = await FindAsync(client, name);
            Assert.Equal((ContainerState.Exited, 137), (ended.State, ended.ExitCode));
            Assert.Equal(137, (await client.InspectAsync(made.Id, Silence, default)).ToModel("n1", default).ExitCode);
            Assert.False(await client.StopAsync(made.Id, null, Silence, default));

            Assert.True(await client.StartAsync(made.Id, Silence, default));
            Assert.True(await client.StopAsync(made.Id, TimeSpan.FromSeconds(10), Silence, default));
            Assert.Equal(0, (await FindAsync(client, name)).ExitCode);

            await client.RemoveAsync(made.Id, force: true, Silence, default);
            Assert.DoesNotContain(await client.ListContainersAsync(Silence, default), container => container.Id == made.Id);
            var gone = await Assert.ThrowsAsync<ClusterException>(() => client.StartAsync(made.Id, Silence, default));
            Assert.Equal("DockerContainerNotFound", gone.ErrorId);
        }
    }

    [EngineFact]
    public async Task Ports_and_health()
    {
        var (engine, client) = await OpenAsync();
        var name = EnginesFixture.Unique("health");
        await engine.RunAsync(ContainerRun.Quiet(name) with { Ports = ["127.0.0.1:18443:443/udp"], HealthCommand = "true" });
        using (client)
        {
            await UntilAsync(client, name, container => container.Health == ContainerHealth.Healthy);
            var found = await FindAsync(client, name);
            Assert.Contains("127.0.0.1:18443->443/udp", found.Ports.Select(port => port.ToString()));
            Assert.Equal(ContainerHealth.Healthy, (await client.InspectAsync(found.Id, Silence, default)).ToModel("n1", default).Health);
        }

        await engine.RemoveAsync(name);
    }

    [EngineTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_log_with_all_that_makes_logs_hard(bool tty)
    {
        var (engine, client) = await OpenAsync();
        var name = EnginesFixture.Unique("log");
        const string script = """echo plain; printf 'h\303\251llo \360\237\231\202\n'; printf '\033[31mred\n'; echo; head -c 40000 /dev/zero | tr '\0' x; echo; printf 'no end'""";
        await engine.RunAsync(new ContainerRun(name, "sh", "-c", script) { Tty = tty });
        using (client)
        {
            await client.WaitAsync(name, "not-running", Silence, default);
            var lines = await ReadAsync(client, name, new DockerLogOptions { Tty = tty });
            Assert.Equal(["plain", "héllo 🙂", "\u001b[31mred", "", new string('x', 40_000), "no end"], lines.Select(line => line.Message));
            Assert.All(lines, line => Assert.Equal(LogStream.StdOut, line.Stream));
            Assert.Equal(lines.Select(line => line.Timestamp).Order(), lines.Select(line => line.Timestamp));

            var tail = await ReadAsync(client, name, new DockerLogOptions { Tail = 1, Tty = tty });
            Assert.Equal(lines[^1], Assert.Single(tail));
            Assert.Empty(await ReadAsync(client, name, new DockerLogOptions { Since = lines[^1].Timestamp.AddSeconds(1), Tty = tty }));
            Assert.Equal(lines.Count, (await ReadAsync(client, name, new DockerLogOptions { Since = lines[0].Timestamp, Tty = tty })).Count);
        }

        await engine.RemoveAsync(name);
    }

    [EngineFact]
    public async Task Streams_of_a_log_are_told_apart()
    {
        var (engine, client) = await OpenAsync();
        var name = EnginesFixture.Unique("log");
        await engine.RunAsync(new ContainerRun(name, "sh", "-c", "echo out; echo err >&2"));
        using (client)
        {
            await client.WaitAsync(name, "not-running", Silence, default);
            var lines = await ReadAsync(client, name, new DockerLogOptions());
            Assert.Equal([("err", LogStream.StdErr), ("out", LogStream.StdOut)], lines.Select(line => (line.Message, line.Stream)).Order());
            Assert.Equal("err", Assert.Single(await ReadAsync(client, name, new DockerLogOptions { StdOut = false })).Message);
        }

        await engine.RemoveAsync(name);
    }

    [EngineFact]
    public async Task A_followed_log_ends_with_its_container()
    {
        var (engine, client) = await OpenAsync();
        var name = EnginesFixture.Unique("follow");
        await engine.RunAsync(new ContainerRun(name, "sh", "-c", "trap 'echo bye; exit 3' TERM; echo hello; sleep 1000 & wait"));
        using (client)
        {
            var lines = new List<string>();
            // A silence shorter than the quiet time of the log: it counts only until the log begins.
            await foreach (var line in client.ReadLogAsync(name, new DockerLogOptions { Follow = true }, TimeSpan.FromSeconds(20), default))
            {
                lines.Add(line.Message);
                if (lines.Count == 1) await client.StopAsync(name, TimeSpan.FromSeconds(30), Silence, default);
            }

            Assert.Equal(["hello", "bye"], lines);
            Assert.Equal(3, await client.WaitAsync(name, "not-running", Silence, default));
        }

        await engine.RemoveAsync(name);
    }

    [EngineFact]
    public async Task Usage_once_and_again_and_again()
    {
        var (engine, client) = await OpenAsync();
        var name = EnginesFixture.Unique("busy");
        await engine.RunAsync(new ContainerRun(name, "sh", "-c", "while :; do sleep 0.01; done"));
        using (client)
        {
            var first = await client.GetStatsAsync(name, oneShot: true, Silence, default);
            Assert.Null(first.ToUsage(null, "n1", name, default).CpuPercent);
            var second = await client.GetStatsAsync(name, oneShot: false, Silence, default);
            var usage = second.ToUsage(null, "n1", name, default);
            Assert.InRange(usage.CpuPercent!.Value, 0.01, 100 * Environment.ProcessorCount);
            Assert.True(second.ToUsage(first, "n1", name, default).CpuPercent > 0);
            Assert.InRange(usage.MemoryBytes, 1, usage.MemoryLimitBytes);
            Assert.True(usage.Pids > 0);

            var samples = new List<DockerStats>();
            await foreach (var sample in client.WatchStatsAsync(name, Silence, default))
            {
                samples.Add(sample);
                if (samples.Count == 2) break;
            }

            Assert.True(samples[1].Read > samples[0].Read);
        }

        await engine.RemoveAsync(name);
    }

    [EngineFact]
    public async Task A_command_inside_with_its_output_and_exit_code()
    {
        var (engine, client) = await OpenAsync();
        var name = EnginesFixture.Unique("exec");
        await engine.RunAsync(name);
        using (client)
        {
            var result = await client.ExecAsync(name, ["sh", "-c", "echo \"out $1\"; echo err >&2; exit 7", "sh", "a 'b' $c"], Silence, default);
            Assert.Equal(new DockerExecResult(7, "out a 'b' $c\n", "err\n"), result);
            var big = await client.ExecAsync(name, ["sh", "-c", "head -c 300000 /dev/zero | tr '\\0' x"], Silence, default);
            Assert.Equal((0, 300_000), (big.ExitCode, big.Output.Length));
            var missing = await client.ExecAsync(name, ["no-such-command"], Silence, default);
            Assert.NotEqual(0, missing.ExitCode);
            await client.StopAsync(name, null, Silence, default);
            var stopped = await Assert.ThrowsAsync<ClusterException>(() => client.ExecAsync(name, ["true"], Silence, default));
            Assert.Equal("DockerConflict", stopped.ErrorId);
        }

        await engine.RemoveAsync(name);
    }

    [EngineFact]
    public async Task A_container_that_has_no_log_to_read_says_so()
    {
        var (engine, client) = await OpenAsync();
        var name = EnginesFixture.Unique("nolog");
        await engine.RunAsync(ContainerRun.Quiet(name) with { Flags = ["--log-driver", "none"] });
        using (client)
        {
            var failure = await Assert.ThrowsAsync<ClusterException>(() => ReadAsync(client, name, new DockerLogOptions()));
            Assert.Equal("DockerLogUnavailable", failure.ErrorId);
        }

        await engine.RemoveAsync(name);
    }

    [EngineFact]
    public async Task Events_from_a_time_to_a_time()
    {
        var (engine, client) = await OpenAsync();
        var name = EnginesFixture.Unique("events");
        using (client)
        {
            var before = (await client.GetInfoAsync(Silence, default)).SystemTime!.Value;
            await engine.RunAsync(new ContainerRun(name, "sh", "-c", "exit 3"));
            await client.WaitAsync(name, "not-running", Silence, default);
            await engine.RemoveAsync(name);
            var after = (await client.GetInfoAsync(Silence, default)).SystemTime!.Value;
            var events = new List<ClusterEvent>();
            await foreach (var item in client.ReadEventsAsync(before, after, Silence, default)) events.Add(item.ToModel("n1"));
            var ours = events.Where(item => item.Name == name).ToList();
            Assert.Equal(["create", "start", "die", "destroy"], ours.Where(item => item.Action is not "attach").Select(item => item.Action));
            Assert.Equal($"Container {name} ended with exit code 3.", ours.Single(item => item.Action == "die").Message);
            Assert.All(ours, item => Assert.InRange(item.Timestamp, before.AddTicks(-1), after));
        }
    }

    private async Task<(DockerEngine Engine, DockerClient Client)> OpenAsync()
    {
        var engine = await engines.EngineAsync();
        return (engine, new DockerClient(new DockerEndpoint { Node = "n1", Uri = engine.UnixUri }, TimeProvider.System));
    }

    private static async Task<ClusterContainer> FindAsync(DockerClient client, string name)
    {
        var list = await client.ListContainersAsync(Silence, default);
        return list.Single(container => container.Name == name);
    }

    /// <summary>Looks again with every event of the engine.</summary>
    private static async Task UntilAsync(DockerClient client, string name, Predicate<ClusterContainer> wanted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var since = (await client.GetInfoAsync(Silence, default)).SystemTime;
        if (wanted(await FindAsync(client, name))) return;
        await foreach (var _ in client.ReadEventsAsync(since, null, Silence, limit.Token))
        {
            if (wanted(await FindAsync(client, name))) return;
        }
    }

    private static async Task<List<DockerLogLine>> ReadAsync(DockerClient client, string name, DockerLogOptions options)
    {
        var lines = new List<DockerLogLine>();
        await foreach (var line in client.ReadLogAsync(name, options, Silence, default)) lines.Add(line);
        return lines;
    }
}
