using LyttleCluster.Core;
using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;
using static LyttleCluster.ManagerTests.Alerts.FakeWatch;

namespace LyttleCluster.ManagerTests.Alerts;

public class AlertMonitorTests
{
    private static readonly TimeSpan Probe = TimeSpan.FromMilliseconds(3);

    [Fact]
    public async Task What_the_watch_sees_is_told_and_shown()
    {
        await using var scene = await MonitorScene.OpenAsync();
        await scene.StartAsync();
        scene.Watch.Set(Node("web1", NodeStatus.Unreachable), Probe);
        await scene.UntilAsync(() => scene.Told.Count == 1);
        Assert.Equal("Began NodeUnreachable node/web1", scene.Told[0]);
        var alert = Assert.Single(await scene.AlertsAsync());
        Assert.Equal((AlertState.Active, "Node web1 does not answer: no answer"), (alert.State, alert.Summary));
        scene.Watch.Set(Node("web1"), Probe);
        await scene.UntilAsync(() => scene.Told.Count == 2);
        Assert.Equal("Resolved NodeUnreachable node/web1", scene.Told[1]);
        Assert.Empty(await scene.AlertsAsync());
        Assert.Equal(AlertState.Resolved, Assert.Single(await scene.AlertsAsync(new AlertQuery { State = [AlertState.Resolved] })).State);
    }

    [Fact]
    public async Task A_container_that_dies_is_told_and_one_that_we_stop_is_not()
    {
        await using var scene = await MonitorScene.OpenAsync();
        await scene.StartAsync();
        scene.Watch.Set(Node("web1"), Probe, Container("web1", "blog"), Container("web1", "shop"));
        scene.Watch.Set(Container("web1", "blog"));
        scene.Watch.Set(Container("web1", "shop"));
        await JournalAsync(scene, "Containers.Stop", "container/web1/shop", "Stop", OperationOutcome.Succeeded);
        await scene.UntilAsync(() => scene.Ended.Count == 1);
        scene.Watch.Set(Container("web1", "shop", ContainerState.Exited, 137));
        scene.Watch.Tell(Die("web1", "blog", scene.Time.GetUtcNow()));
        scene.Watch.Set(Container("web1", "blog", ContainerState.Exited, 1));
        await scene.UntilAsync(() => scene.Told.Count == 1);
        await scene.WaitAsync(100);
        Assert.Equal(["Began ContainerDied container/web1/blog"], scene.Told);
    }

    [Fact]
    public async Task The_next_process_tells_nobody_twice_and_notices_what_ended_meanwhile()
    {
        await using var scene = await MonitorScene.OpenAsync();
        foreach (var name in new[] { "web1", "web2", "web3" }) await scene.Temporary.AddAsync(name, new Uri($"unix:///no-{name}.sock"), skipProbe: true);
        await scene.StartAsync();
        scene.Watch.Set(Node("web1", NodeStatus.Unreachable), Probe);
        scene.Watch.Set(Node("web2", NodeStatus.Unreachable), Probe);
        scene.Watch.Set(Node("web3"), Probe, Container("web3", "blog"));
        scene.Watch.Set(Container("web3", "blog"));
        scene.Watch.Tell(Die("web3", "blog", scene.Time.GetUtcNow()));
        scene.Watch.Set(Container("web3", "blog", ContainerState.Exited, 1));
        await scene.UntilAsync(() => scene.Told.Count == 3);

        await scene.RestartAsync();
        Assert.Equal(3, (await scene.AlertsAsync()).Count);
        // As they were last seen by the process before: that is no look.
        scene.Watch.Set(Node("web1"), null);
        await scene.WaitAsync(60);
        Assert.Equal(3, scene.Told.Count);
        scene.Watch.Set(Node("web1", NodeStatus.Unreachable), Probe);
        scene.Watch.Set(Container("web3", "blog", ContainerState.Exited, 1));
        scene.Watch.Set(Node("web3"), Probe, Container("web3", "blog", ContainerState.Exited, 1));
        scene.Watch.Set(Node("web2"), Probe);
        await scene.UntilAsync(() => scene.Told.Count == 4);
        await scene.WaitAsync(60);
        Assert.Equal(["Resolved NodeUnreachable node/web2"], scene.Told.Skip(3));
    }

    [Fact]
    public async Task A_node_that_is_removed_takes_its_alerts_along()
    {
        await using var scene = await MonitorScene.OpenAsync();
        await scene.StartAsync();
        scene.Watch.Set(Node("web1", NodeStatus.Unreachable), Probe);
        scene.Watch.Set(Node("web2", NodeStatus.Unreachable), Probe);
        await scene.UntilAsync(() => scene.Told.Count == 2);
        scene.Watch.Remove("web1");
        await scene.UntilAsync(() => scene.Told.Count == 3);
        Assert.Equal("Resolved NodeUnreachable node/web1", scene.Told[2]);

        // The other one while nobody watched.
        await scene.RestartAsync();
        await scene.UntilAsync(() => scene.Told.Count == 4);
        Assert.Equal("Resolved NodeUnreachable node/web2", scene.Told[3]);
    }

    [Fact]
    public async Task What_the_watch_tells_nobody_of_is_seen_as_well()
    {
        await using var scene = await MonitorScene.OpenAsync();
        await scene.StartAsync();
        scene.Watch.Set(Node("web1") with { Disks = [new ClusterDisk { Path = "/", TotalBytes = 100, UsedBytes = 95 }] }, Probe, isTold: false);
        await scene.UntilAsync(() => scene.Told.Count == 1);
        Assert.Equal("Began DiskFull disk/web1:/", scene.Told[0]);
    }

    [Fact]
    public async Task A_monitor_that_was_too_slow_comes_back_for_a_new_picture()
    {
        await using var scene = await MonitorScene.OpenAsync();
        await scene.StartAsync();
        await scene.UntilAsync(() => scene.Watch.Readings == 1);
        scene.Watch.CutOff();
        await scene.UntilAsync(() => scene.Watch.Readings == 2);
        Assert.Equal(1, scene.EventsMissed);
        scene.Watch.Set(Node("web1", NodeStatus.Degraded), Probe);
        await scene.UntilAsync(() => scene.Told.Count == 1);
    }

    [Fact]
    public async Task What_went_wrong_with_operations_is_told_once()
    {
        await using var scene = await MonitorScene.OpenAsync();
        await JournalAsync(scene, "Nginx.Reload", "nginx/web1", "Reload", OperationOutcome.Failed);
        await JournalAsync(scene, "Nginx.Reload", "nginx/web2", "Reload", OperationOutcome.Running);
        await scene.StartAsync();
        await scene.UntilAsync(() => scene.Told.Count == 2);
        Assert.StartsWith("Began OperationFailed operation/", scene.Told[0], StringComparison.Ordinal);
        Assert.StartsWith("Began OperationInterrupted operation/", scene.Told[1], StringComparison.Ordinal);
        Assert.Contains("Nginx.Reload", (await scene.AlertsAsync()).Single(alert => alert.Rule == "OperationFailed").Summary, StringComparison.Ordinal);
        Assert.Empty(scene.Ended);
        await scene.RestartAsync();
        await scene.WaitAsync(120);
        Assert.Equal(2, scene.Told.Count);
    }

    [Fact]
    public async Task A_suspension_quiets_at_once_and_ends_by_itself()
    {
        await using var scene = await MonitorScene.OpenAsync();
        await scene.StartAsync();
        var until = scene.Time.GetUtcNow().AddMinutes(5);
        var answer = Assert.Single(await scene.Temporary.ChangeAsync(new SuspendAlert { Rules = ["NodeUnreachable"], Targets = ["node/web*"], Until = until, Reason = "moving racks" }));
        Assert.Equal((AlertState.Suspended, until, "node/web* is kept quiet: moving racks"), (answer.Value!.State, answer.Value.SuspendedUntil, answer.Value.Summary));
        scene.Watch.Set(Node("web1", NodeStatus.Unreachable), Probe);
        await scene.WaitAsync(200);
        Assert.Empty(scene.Told);
        var alert = Assert.Single(await scene.AlertsAsync());
        Assert.Equal((AlertState.Suspended, until), (alert.State, alert.SuspendedUntil));
        await scene.UntilAsync(() => scene.Told.Count == 1);
        Assert.True(scene.Time.GetUtcNow() >= until);
    }

    [Fact]
    public async Task A_suspension_can_be_ended_and_undone()
    {
        await using var scene = await MonitorScene.OpenAsync();
        await scene.StartAsync();
        scene.Watch.Set(Node("web1", NodeStatus.Unreachable), Probe);
        await scene.UntilAsync(() => scene.Told.Count == 1);
        var until = scene.Time.GetUtcNow().AddDays(1);
        var suspended = Assert.Single(await scene.Temporary.ChangeAsync(new SuspendAlert { Rules = ["nodeunreachable"], Targets = ["node/web1"], Until = until })).Value!;
        Assert.Equal((await scene.AlertsAsync()).Single().Id, suspended.Id);
        var ended = Assert.Single(await scene.Temporary.ChangeAsync(new SuspendAlert { Rules = ["Node*"] })).Value!;
        Assert.Equal(AlertState.Active, ended.State);
        Assert.Equal("AlertSuspensionNotFound", Assert.Single(await scene.Temporary.ChangeAsync(new SuspendAlert { Rules = ["Node*"] })).Failure!.ErrorId);

        var operation = (await scene.Cluster.Operations.GetAsync(new OperationQuery { Newest = 1 }, CancellationToken.None).ToListAsync())[0].Value!;
        Assert.Equal("Alerts.Suspend", operation.Kind);
        await scene.Temporary.ChangeAsync(new UndoOperation { Id = operation.Id });
        Assert.Equal(AlertState.Suspended, Assert.Single(await scene.AlertsAsync()).State);
    }

    [Fact]
    public async Task What_cannot_be_suspended_is_refused()
    {
        await using var scene = await MonitorScene.OpenAsync();
        var now = scene.Time.GetUtcNow();
        Assert.Equal("AlertRuleUnknown", Assert.Single(await scene.Temporary.ChangeAsync(new SuspendAlert { Rules = ["NodeDown"], Until = now.AddHours(1) })).Failure!.ErrorId);
        foreach (var until in new[] { now, now.AddDays(400) })
            Assert.Equal("AlertSuspensionTimeInvalid", (await Assert.ThrowsAsync<ClusterException>(() => scene.Temporary.ChangeAsync(new SuspendAlert { Until = until }))).ErrorId);
        Assert.Equal("AlertSuspensionTooMany", (await Assert.ThrowsAsync<ClusterException>(() =>
            scene.Temporary.ChangeAsync(new SuspendAlert { Targets = [.. Enumerable.Range(0, 1001).Select(i => $"node/{i}")], Until = now.AddHours(1) }))).ErrorId);
    }

    [Fact]
    public async Task A_shell_on_the_same_file_sees_what_the_manager_knows_and_when_it_is_gone()
    {
        await using var scene = await MonitorScene.OpenAsync();
        await using var shell = await scene.Temporary.OpenAnotherAsync();
        Assert.Equal("AlertsNeverWatched", (await AnswersAsync()).Single().Warning!.Id);
        await scene.StartAsync();
        scene.Watch.Set(Node("web1", NodeStatus.Unreachable), Probe);
        await scene.UntilAsync(() => scene.Told.Count == 1);
        await scene.WaitAsync(40);
        await scene.Cluster.Parts.History.FlushAsync(CancellationToken.None);
        Assert.Equal("node/web1", (await AnswersAsync()).Single().Value!.Target);

        await scene.StopAsync();
        scene.Time.Advance(TimeSpan.FromMinutes(3));
        var answers = await AnswersAsync();
        Assert.Equal("AlertsNotWatched", answers[0].Warning!.Id);
        Assert.Equal("node/web1", answers[1].Value!.Target);

        async Task<List<Answer<ClusterAlert>>> AnswersAsync() => await shell.Alerts.GetAsync(new AlertQuery(), CancellationToken.None).ToListAsync();
    }

    [Fact]
    public async Task Alerts_are_chosen_by_rule_node_and_state()
    {
        await using var scene = await MonitorScene.OpenAsync();
        await scene.Temporary.AddAsync("web1", new Uri("unix:///no.sock"), skipProbe: true);
        await scene.StartAsync();
        scene.Watch.Set(Node("web1", NodeStatus.Unreachable), Probe);
        scene.Watch.Set(Node("web2", NodeStatus.Degraded), Probe);
        await scene.UntilAsync(() => scene.Told.Count == 2);
        Assert.Equal("node/web1", Assert.Single(await scene.AlertsAsync(new AlertQuery { Nodes = ["WEB*"] })).Target);
        Assert.Equal("node/web2", Assert.Single(await scene.AlertsAsync(new AlertQuery { Rules = ["*Degraded"] })).Target);
        Assert.Empty(await scene.AlertsAsync(new AlertQuery { State = [AlertState.Pending, AlertState.Flapping] }));
        var failures = (await scene.Cluster.Alerts.GetAsync(new AlertQuery { Nodes = ["nosuch"], Rules = ["NoSuch"] }, CancellationToken.None).ToListAsync()).Select(answer => answer.Failure?.ErrorId);
        Assert.Equal(["NodeNotFound", "AlertRuleUnknown"], failures);
    }

    [Fact]
    public async Task A_history_that_fails_is_told_and_held_in_memory()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var scene = await MonitorScene.OpenAsync();
        // A folder in the place of the file: nothing can be written there.
        Directory.CreateDirectory(scene.Temporary.File.HistoryPath);
        await scene.StartAsync();
        scene.Watch.Set(Node("web1", NodeStatus.Unreachable), Probe);
        await scene.UntilAsync(() => scene.Told.Count == 2);
        Assert.Contains("Began HistoryFailing history", scene.Told);
        Assert.Equal(2, (await scene.AlertsAsync()).Count);
    }

    private static ClusterEvent Die(string node, string name, DateTimeOffset at) => new()
    {
        Node = node, Timestamp = at, Type = "container", Action = "die", Id = $"{node}-{name}", Name = name,
        Attributes = new Dictionary<string, string> { ["exitCode"] = "1" },
    };

    /// <summary>An operation as another process would have journaled it.</summary>
    private static async Task JournalAsync(MonitorScene scene, string kind, string target, string action, OperationOutcome outcome)
    {
        var now = scene.Time.GetUtcNow();
        var id = Guid.CreateVersion7(now).ToString("N");
        var isRunning = outcome == OperationOutcome.Running;
        var operation = new OperationDocument { Id = id, UseCase = kind, Summary = $"{action} {target}", Author = "ann", StartedAt = now, EndedAt = isRunning ? null : now, Outcome = outcome };
        var step = new ClusterOperationStep { Number = 1, Target = target, Node = target.Split('/')[1], Action = action, State = outcome == OperationOutcome.Failed ? OperationStepState.Failed : isRunning ? OperationStepState.Started : OperationStepState.Succeeded };
        IReadOnlyList<StateWrite> open = isRunning ? [Journal.OpenOf(id)] : [];
        await scene.Cluster.Parts.Store.CommitAsync([Journal.WriteOf(operation), Journal.WriteOf(id, step), .. open], CancellationToken.None);
    }
}
