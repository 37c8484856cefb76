using LyttleCluster.Core;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.Local;

[Collection(EnginesCollection.Name)]
public class ContainerTests(EnginesFixture engines)
{
    [EngineFact]
    public async Task Containers_of_all_nodes_come_in_one_list_and_a_node_that_is_away_is_one_failure()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        var name = EnginesFixture.Unique("list");
        for (var i = 0; i < 2; i++)
        {
            var engine = await engines.EngineAsync(i);
            await temporary.AddAsync($"web{i}", engine.UnixUri);
            await engine.RunAsync(name);
        }

        await temporary.AddAsync("gone", new Uri("unix:///nobody/listens/here.sock"), skipProbe: true);
        var answers = await temporary.Cluster.Containers.GetAsync(new ContainerQuery { Names = [name] }, CancellationToken.None).ToListAsync();
        Assert.Equal(["web0", "web1"], answers.Where(a => a.IsValue).Select(a => a.Value!.Node).Order());
        var failure = Assert.Single(answers, a => a.Failure is not null).Failure!;
        Assert.Equal(("DockerNoSocket", "gone"), (failure.ErrorId, failure.Node));
        for (var i = 0; i < 2; i++) await (await engines.EngineAsync(i)).RemoveAsync(name);
    }

    [EngineFact]
    public async Task The_life_of_a_container_from_stop_to_remove_is_journaled()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        var engine = await engines.EngineAsync();
        await temporary.AddAsync("web1", engine.UnixUri);
        var name = EnginesFixture.Unique("life");
        await engine.RunAsync(name);

        Assert.Equal(ContainerState.Exited, Single(await temporary.ChangeAsync(new StopContainer { Names = [name] })).State);
        Assert.Equal(ContainerState.Running, Single(await temporary.ChangeAsync(new StartContainer { Names = [name] })).State);
        Assert.Equal(ContainerState.Running, Single(await temporary.ChangeAsync(new RestartContainer { Names = [name] })).State);

        var refused = Assert.Single(await temporary.ChangeAsync(new RemoveContainer { Names = [name] }));
        Assert.Equal("ContainerStillRunning", refused.Failure!.ErrorId);
        Single(await temporary.ChangeAsync(new RemoveContainer { Names = [name], Force = true }));
        var missing = Assert.Single(await temporary.ChangeAsync(new StartContainer { Names = [name] }));
        Assert.Equal("ContainerNotFound", missing.Failure!.ErrorId);

        var journal = (await temporary.Cluster.Operations.GetAsync(new OperationQuery { Newest = 4 }, CancellationToken.None).ToListAsync()).Select(o => o.Value!).ToList();
        Assert.Equal(["Containers.Remove", "Containers.Restart", "Containers.Start", "Containers.Stop"], journal.Select(o => o.Kind));
        Assert.Equal([false, false, true, true], journal.Select(o => o.Reversible));
        Assert.All(journal, operation => Assert.Equal(OperationStepState.Succeeded, Assert.Single(operation.Steps).State));
    }

    [EngineFact]
    public async Task A_stop_is_undone_unless_somebody_has_started_it_since()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        var engine = await engines.EngineAsync();
        await temporary.AddAsync("web1", engine.UnixUri);
        var name = EnginesFixture.Unique("undo");
        await engine.RunAsync(name);
        Single(await temporary.ChangeAsync(new StopContainer { Names = [name] }));
        var stop = Assert.Single(await temporary.Cluster.Operations.GetAsync(new OperationQuery { Newest = 1 }, CancellationToken.None).ToListAsync()).Value!;

        var undo = Assert.Single(await temporary.ChangeAsync(new UndoOperation { Id = stop.Id })).Value!;
        Assert.Equal((stop.Id, OperationOutcome.Succeeded), (undo.Undoes, undo.Outcome));
        Assert.Equal(ContainerState.Running, Assert.Single(await temporary.ContainersAsync(new ContainerQuery { Names = [name] })).State);

        var again = await Assert.ThrowsAsync<ClusterException>(() => temporary.ChangeAsync(new UndoOperation { Id = stop.Id }));
        Assert.Equal("OperationMovedOn", again.ErrorId);
        Assert.Null(Assert.Single(await temporary.ChangeAsync(new UndoOperation { Id = undo.Id })).Failure);
        Assert.Equal(ContainerState.Exited, Assert.Single(await temporary.ContainersAsync(new ContainerQuery { Names = [name] })).State);
        await engine.RemoveAsync(name);
    }

    [EngineFact]
    public async Task Details_tell_how_often_a_container_was_restarted_and_labels_its_app()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        var engine = await engines.EngineAsync();
        await temporary.AddAsync("web1", engine.UnixUri);
        var name = EnginesFixture.Unique("again");
        await engine.RunAsync(new ContainerRun(name, "false") { Restart = "on-failure:1", Labels = new Dictionary<string, string> { ["lyttlecluster.app"] = "shop" } });
        await temporary.Cluster.Containers.WaitAsync(new ContainerWait { Names = [name], State = [ContainerState.Exited] }, CancellationToken.None).ToListAsync();

        Assert.Null(Assert.Single(await temporary.ContainersAsync(new ContainerQuery { Names = [name] })).RestartCount);
        var detailed = Assert.Single(await temporary.ContainersAsync(new ContainerQuery { App = ["sh*"], Detailed = true }));
        Assert.Equal((name, 1, 1), (detailed.Name, detailed.RestartCount, detailed.ExitCode));
        await engine.RemoveAsync(name);
    }

    [EngineFact]
    public async Task A_container_may_take_its_own_stop_timeout_however_short_the_network_limit_is()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        var engine = await engines.EngineAsync();
        await temporary.AddAsync("web1", engine.UnixUri);
        var name = EnginesFixture.Unique("slow");
        var slow = new ContainerRun(name, "sh", "-c", "trap 'sleep 13; exit 0' TERM; touch /ready; while :; do sleep 0.1; done") { Flags = ["--stop-timeout", "30"] };
        await engine.RunAsync(slow);
        await engine.DockerAsync("exec", name, "sh", "-c", "until test -e /ready; do :; done");

        // 10 s, the default of the engine, and 2 s for the network would be over before it ends.
        var stopped = Single(await temporary.ChangeAsync(new StopContainer { Names = [name], Timeout = TimeSpan.FromSeconds(2) }));
        Assert.Equal((ContainerState.Exited, 0), (stopped.State, stopped.ExitCode));
        await engine.RemoveAsync(name);
    }

    [EngineFact]
    public async Task A_container_that_was_made_anew_is_not_taken_for_the_old_one()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        var engine = await engines.EngineAsync();
        await temporary.AddAsync("web1", engine.UnixUri);
        var name = EnginesFixture.Unique("anew");
        var id = await engine.RunAsync(name);
        var plan = await temporary.Cluster.Operations.PlanAsync(
            new RemoveContainer { Containers = [new ContainerRef("web1", id, name)], Force = true }, CancellationToken.None);
        await engine.RemoveAsync(name);
        await engine.RunAsync(name);

        var answer = Assert.Single(await temporary.Cluster.Operations.ApplyAsync(plan, CancellationToken.None).ToListAsync());
        Assert.Equal("ContainerGone", answer.Failure!.ErrorId);
        Assert.Single(await temporary.ContainersAsync(new ContainerQuery { Names = [name] }));
        var operation = Assert.Single(await temporary.Cluster.Operations.GetAsync(new OperationQuery { Newest = 1 }, CancellationToken.None).ToListAsync()).Value!;
        Assert.Equal(OperationOutcome.Failed, operation.Outcome);
        Assert.Equal("ContainerGone", Assert.Single(operation.Steps).ErrorId);
        await engine.RemoveAsync(name);
    }

    [EngineFact]
    public async Task A_command_runs_inside_with_exit_code_and_both_outputs()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        var engine = await engines.EngineAsync();
        await temporary.AddAsync("web1", engine.UnixUri);
        var name = EnginesFixture.Unique("exec");
        await engine.RunAsync(name);

        var result = Single(await temporary.ChangeAsync(new InvokeContainerCommand { Names = [name], Command = ["sh", "-c", "echo out; echo err >&2; exit 3"] }));
        Assert.Equal((3, "out\n", "err\n"), (result.ExitCode, result.Output, result.ErrorOutput));
        var operation = Assert.Single(await temporary.Cluster.Operations.GetAsync(new OperationQuery { Newest = 1 }, CancellationToken.None).ToListAsync()).Value!;
        Assert.DoesNotContain("echo", operation.Steps[0].After, StringComparison.Ordinal);
        await engine.RemoveAsync(name);
    }

    [EngineFact]
    public async Task Logs_of_two_nodes_are_merged_by_time()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        var name = EnginesFixture.Unique("log");
        for (var i = 0; i < 2; i++)
        {
            var engine = await engines.EngineAsync(i);
            await temporary.AddAsync($"web{i}", engine.UnixUri);
            await engine.RunAsync(new ContainerRun(name, "sh", "-c", "for i in 1 2 3 4 5; do echo line$i; sleep 0.05; done; echo bad >&2"));
        }

        var ended = new ContainerWait { Names = [name], State = [ContainerState.Exited], Wait = TimeSpan.FromSeconds(30) };
        Assert.Equal(2, (await temporary.Cluster.Containers.WaitAsync(ended, CancellationToken.None).ToListAsync()).Count(a => a.IsValue));
        var lines = (await temporary.Cluster.Containers.ReadLogAsync(new ContainerLogQuery { Names = [name] }, CancellationToken.None).ToListAsync()).Select(a => a.Value!).ToList();
        Assert.Equal(12, lines.Count);
        Assert.Equal(lines.OrderBy(l => l.Timestamp).Select(l => l.Timestamp), lines.Select(l => l.Timestamp));
        Assert.Equal(2, lines.Count(l => l is { Stream: LogStream.StdErr, Message: "bad" }));
        for (var i = 0; i < 2; i++) await (await engines.EngineAsync(i)).RemoveAsync(name);
    }

    [EngineFact]
    public async Task Following_a_log_gives_new_lines_until_the_reader_leaves()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        var engine = await engines.EngineAsync();
        await temporary.AddAsync("web1", engine.UnixUri);
        var name = EnginesFixture.Unique("follow");
        await engine.RunAsync(new ContainerRun(name, "sh", "-c", "i=0; while true; do i=$((i+1)); echo $i; sleep 0.02; done"));

        var seen = new List<int>();
        await foreach (var line in temporary.Cluster.Containers.ReadLogAsync(new ContainerLogQuery { Names = [name], Follow = true }, CancellationToken.None))
        {
            seen.Add(int.Parse(line.Value!.Message, System.Globalization.CultureInfo.InvariantCulture));
            if (seen.Count == 20) break;
        }

        Assert.Equal(Enumerable.Range(1, 20), seen);
        await engine.RemoveAsync(name);
    }

    [EngineFact]
    public async Task Usage_tells_cpu_and_memory_of_what_runs()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        var engine = await engines.EngineAsync();
        await temporary.AddAsync("web1", engine.UnixUri);
        var name = EnginesFixture.Unique("busy");
        await engine.RunAsync(new ContainerRun(name, "sh", "-c", "while true; do :; done"));

        var usage = Single(await temporary.Cluster.Containers.GetUsageAsync(new ContainerUsageQuery { Names = [name] }, CancellationToken.None).ToListAsync());
        Assert.True(usage.CpuPercent > 1, $"{usage.CpuPercent} %");
        Assert.True(usage.MemoryBytes > 0);
        Assert.True(usage.Pids >= 1);
        await engine.RemoveAsync(name);
    }

    [PodmanFact]
    public async Task Usage_tells_cpu_on_podman_too()
    {
        await using var podman = await PodmanService.StartAsync();
        await using var temporary = await TemporaryCluster.OpenAsync();
        Assert.Equal(NodeStatus.Ready, (await temporary.AddAsync("pod", podman.UnixUri)).Status);
        await podman.RunAsync(new ContainerRun("busy", "sh", "-c", "while true; do :; done"));
        var usage = Single(await temporary.Cluster.Containers.GetUsageAsync(new ContainerUsageQuery { Names = ["busy"] }, CancellationToken.None).ToListAsync());
        Assert.True(usage.CpuPercent > 1, $"{usage.CpuPercent} %");
    }

    [EngineFact]
    public async Task A_port_that_nobody_listens_on_inside_is_told_from_one_that_works()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        var engine = await engines.EngineAsync();
        await temporary.AddAsync("web1", new NodeSettings { Docker = engine.UnixUri, Address = [engine.Address.ToString()] });
        var name = EnginesFixture.Unique("port");
        await engine.RunAsync(new ContainerRun(name, "httpd", "-f", "-p", "80") { Ports = ["18090:80", "18091:81"] });
        await engine.DockerAsync("exec", name, "sh", "-c", "until grep -q ':0050 ' /proc/net/tcp /proc/net/tcp6; do :; done");

        Assert.True((await TestAsync(80)).Passed);
        Assert.False((await TestAsync(81)).Passed);
        var closed = await TestAsync(82);
        Assert.Equal((false, "the port is not published on the host"), (closed.Passed, closed.Detail));
        await engine.RemoveAsync(name);

        async Task<ClusterCheck> TestAsync(int port) => Single(await temporary.Cluster.Containers.TestPortAsync(new ContainerPortTest { Names = [name], Port = port }, CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task A_node_that_hangs_adds_nothing_to_the_rows_of_the_others()
    {
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 5, ContainersPerNode = 10 });
        await using var temporary = await TemporaryCluster.OpenAsync();
        for (var i = 0; i < 5; i++) await temporary.AddAsync($"n{i}", nodes.Nodes[i].Uri, skipProbe: true);
        nodes.Nodes[2].Hang = true;

        var rows = 0;
        await foreach (var answer in temporary.Cluster.Containers.GetAsync(new ContainerQuery(), CancellationToken.None))
        {
            Assert.NotEqual("n2", answer.Value!.Node);
            if (++rows == 40) break;
        }
    }

    [Fact]
    public async Task Waiting_ends_when_what_was_found_is_as_wanted_though_another_node_is_away()
    {
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 1, ContainersPerNode = 1 });
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("n0", nodes.Nodes[0].Uri, skipProbe: true);
        await temporary.AddAsync("gone", new Uri("unix:///nobody/listens/here.sock"), skipProbe: true);

        var wait = new ContainerWait { State = [ContainerState.Running, ContainerState.Exited], Wait = TimeSpan.FromHours(1) };
        var answers = await temporary.Cluster.Containers.WaitAsync(wait, CancellationToken.None).ToListAsync();
        Assert.Equal("n0", Assert.Single(answers, a => a.IsValue).Value!.Node);
        Assert.Equal("gone", Assert.Single(answers, a => a.Failure is not null).Failure!.Node);
    }

    [Fact]
    public async Task Waiting_for_a_container_that_is_gone_ends_at_once()
    {
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 1, ContainersPerNode = 1 });
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("n0", nodes.Nodes[0].Uri, skipProbe: true);

        var wait = new ContainerWait { Containers = [new ContainerRef("n0", "no-such-id", "old")], Healthy = true, Wait = TimeSpan.FromHours(1) };
        var answer = Assert.Single(await temporary.Cluster.Containers.WaitAsync(wait, CancellationToken.None).ToListAsync());
        Assert.Equal("ContainerGone", answer.Failure!.ErrorId);
    }

    private static T Single<T>(IReadOnlyList<Answer<T>> answers)
    {
        var answer = Assert.Single(answers);
        Assert.True(answer.IsValue, answer.Failure?.Message);
        return answer.Value;
    }
}
