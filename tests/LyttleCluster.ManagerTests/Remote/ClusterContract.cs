using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LyttleCluster.Core;
using LyttleCluster.Core.Api;
using LyttleCluster.TestPeers;

namespace LyttleCluster.ManagerTests.Remote;

/// <summary>What every cluster does, whoever carries it out: one suite for a local cluster and for one behind a manager.</summary>
public abstract class ClusterContract : IAsyncLifetime
{
    private static readonly string Id = new('a', 64);
    private static readonly string LogPath = $"/containers/{Id}/logs";

    /// <summary>The cluster that the test uses.</summary>
    protected ICluster Cluster { get; private set; } = null!;

    /// <summary>The cluster that does the work; the same one where nothing is in between.</summary>
    private protected LocalCluster Behind { get; private set; } = null!;

    private protected abstract Task<(ICluster Cluster, LocalCluster Behind)> OpenAsync();

    /// <summary>Closes both.</summary>
    protected abstract Task CloseAsync();

    public async Task InitializeAsync() => (Cluster, Behind) = await OpenAsync();

    public Task DisposeAsync() => CloseAsync();

    [Fact]
    public async Task Nodes_are_added_changed_and_removed()
    {
        var added = Assert.Single(await ChangeAsync(new AddNode { Name = "web1", Settings = new NodeSettings { Docker = new Uri("tcp://127.0.0.1:1"), Labels = new Dictionary<string, string> { ["role"] = "web" } }, SkipProbe = true }));
        Assert.Equal("web1", added.Value!.Name);
        Assert.Equal("web", added.Value.Labels["role"]);

        await ChangeAsync(new SetNode { Nodes = ["web1"], Settings = new NodeSettings { Location = "eu/rack1" } });
        var node = Assert.Single(await ListAsync(Cluster.Nodes.GetAsync(new NodeQuery { Cached = true }, default))).Value!;
        Assert.Equal(("eu/rack1", "web"), (node.Location, node.Labels["role"]));

        await ChangeAsync(new RemoveNode { Nodes = ["web1"] });
        Assert.Empty(await ListAsync(Cluster.Nodes.GetAsync(new NodeQuery { Cached = true }, default)));
    }

    [Fact]
    public async Task Values_are_those_of_the_cluster_that_does_the_work()
    {
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 2, ContainersPerNode = 7 });
        await AddAsync(nodes);
        var ours = await ValuesAsync(Cluster.Containers.GetAsync(new ContainerQuery(), default));
        var theirs = await ValuesAsync(Behind.Containers.GetAsync(new ContainerQuery(), default));
        Assert.Equal(14, ours.Count);
        Assert.Equal(Texts(theirs), Texts(ours));

        var query = new ContainerQuery { Names = ["app0*"], State = [ContainerState.Exited], Labels = new Dictionary<string, string> { ["com.docker.compose.project"] = "shop" } };
        Assert.Equal(["app04-n000", "app04-n001"], (await ValuesAsync(Cluster.Containers.GetAsync(query, default))).Select(container => container.Name).Order());
        Assert.Equal(2, (await ValuesAsync(Cluster.Nodes.GetAsync(new NodeQuery { Status = [NodeStatus.Ready] }, default))).Count);
        Assert.Equal(2, Assert.Single(await ValuesAsync(Cluster.Overview.GetAsync(new SummaryQuery(), default))).Nodes);
    }

    [Fact]
    public async Task A_failing_node_is_one_element_and_says_the_same()
    {
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 1, ContainersPerNode = 3 });
        await AddAsync(nodes);
        await ChangeAsync(new AddNode { Name = "away", Settings = new NodeSettings { Docker = new Uri("tcp://127.0.0.1:1") }, SkipProbe = true });
        var query = new ContainerQuery { Nodes = ["sim000", "away", "nobody"] };
        var answers = await ListAsync(Cluster.Containers.GetAsync(query, default));
        Assert.Equal(3, answers.Count(answer => answer.IsValue));
        var ours = answers.Where(answer => answer.Failure is not null).Select(answer => answer.Failure!).ToList();
        var theirs = (await ListAsync(Behind.Containers.GetAsync(query, default))).Where(answer => answer.Failure is not null).Select(answer => answer.Failure!);
        Assert.Equal(["DockerRefused", "NodeNotFound"], ours.Select(failure => failure.ErrorId).Order());
        Assert.Equal(theirs.Select(Describe).Order(), ours.Select(Describe).Order());
    }

    [Fact]
    public async Task The_first_rows_do_not_wait_for_a_slow_node()
    {
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 2, ContainersPerNode = 2 });
        await AddAsync(nodes);
        nodes.Nodes[1].Hang = true;
        await using var rows = Cluster.Containers.GetAsync(new ContainerQuery { Timeout = TimeSpan.FromMinutes(1) }, default).GetAsyncEnumerator();
        for (var row = 0; row < 2; row++)
        {
            Assert.True(await rows.MoveNextAsync());
            Assert.Equal("sim000", rows.Current.Value!.Node);
        }

        var next = rows.MoveNextAsync();
        Assert.False(next.IsCompleted);
        nodes.Nodes[1].Hang = false;
        Assert.True(await next);
        Assert.Equal("sim001", rows.Current.Value!.Node);
    }

    [Fact]
    public async Task A_cancelled_call_ends_and_its_work_ends_with_it()
    {
        await using var engine = Engine();
        await ChangeAsync(new AddNode { Name = "slow", Settings = new NodeSettings { Docker = engine.Uri }, SkipProbe = true });
        using var cancel = new CancellationTokenSource();
        var asking = ListAsync(Cluster.Containers.ReadLogAsync(new ContainerLogQuery { Timeout = TimeSpan.FromMinutes(1) }, cancel.Token));
        await engine.WaitForRequestAsync(LogPath).WaitAsync(Limit);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WaitAsync(Limit));
        await engine.WaitForClosedAsync(LogPath).WaitAsync(Limit);
    }

    [Fact]
    public async Task A_reader_that_has_enough_ends_the_work()
    {
        await using var engine = Engine();
        await ChangeAsync(new AddNode { Name = "slow", Settings = new NodeSettings { Docker = engine.Uri }, SkipProbe = true });
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 1, ContainersPerNode = 1 });
        await AddAsync(nodes);
        await foreach (var answer in Cluster.Containers.ReadLogAsync(new ContainerLogQuery { Tail = 3, Follow = true, Timeout = TimeSpan.FromMinutes(1) }, default))
        {
            if (!answer.IsValue) continue;
            Assert.Equal("sim000", answer.Value.Node);
            await engine.WaitForRequestAsync(LogPath).WaitAsync(Limit);
            break;
        }

        await engine.WaitForClosedAsync(LogPath).WaitAsync(Limit);
    }

    [Fact]
    public async Task A_time_limit_is_the_callers()
    {
        await using var engine = Engine();
        await ChangeAsync(new AddNode { Name = "slow", Settings = new NodeSettings { Docker = engine.Uri }, SkipProbe = true });
        var answers = await ListAsync(Cluster.Containers.ReadLogAsync(new ContainerLogQuery { Timeout = TimeSpan.FromMilliseconds(200) }, default));
        var failure = Assert.Single(answers, answer => answer.Failure is not null).Failure!;
        Assert.Equal(("DockerTimedOut", "slow", ClusterErrorCategory.OperationTimeout), (failure.ErrorId, failure.Node, failure.Category));
    }

    [Fact]
    public async Task A_bad_request_is_refused_with_the_same_words()
    {
        var request = new AddNode { Name = "not a name!", Settings = new NodeSettings { Docker = new Uri("tcp://127.0.0.1:1") } };
        var ours = await Assert.ThrowsAsync<ClusterException>(() => Cluster.Operations.PlanAsync(request, default));
        var theirs = await Assert.ThrowsAsync<ClusterException>(() => Behind.Operations.PlanAsync(request, default));
        Assert.Equal(Describe(theirs), Describe(ours));
        Assert.Equal(ClusterErrorCategory.InvalidArgument, ours.Category);
    }

    [Fact]
    public async Task A_plan_tells_the_same_and_does_only_what_is_agreed_to()
    {
        foreach (var name in new[] { "web1", "web2", "web3" })
        {
            await ChangeAsync(new AddNode { Name = name, Settings = new NodeSettings { Docker = new Uri($"tcp://127.0.0.1:{name[3]}") }, SkipProbe = true });
        }

        await ChangeAsync(new SuspendNode { Nodes = ["web3"] });
        var request = new SuspendNode { Nodes = ["web*", "nobody"] };
        var plan = await Cluster.Operations.PlanAsync(request, default);
        var theirs = await Behind.Operations.PlanAsync(request, default);
        Assert.Equal(theirs.Changes.Select(change => change with { Work = null }), plan.Changes.Select(change => change with { Work = null }));
        Assert.Equal(theirs.Unchanged.Select(node => node.Name), plan.Unchanged.Select(node => node.Name));
        Assert.Equal(theirs.Failures.Select(Describe), plan.Failures.Select(Describe));

        var done = await ListAsync(Cluster.Operations.ApplyAsync(plan.Only(change => change.Target.EndsWith("web2", StringComparison.Ordinal)), default));
        Assert.Equal("web2", Assert.Single(done).Value!.Name);
        var suspended = (await ValuesAsync(Cluster.Nodes.GetAsync(new NodeQuery { Cached = true }, default))).Where(node => node.Suspended);
        Assert.Equal(["web2", "web3"], suspended.Select(node => node.Name).Order());
    }

    [Fact]
    public async Task A_plan_that_was_overtaken_changes_nothing()
    {
        await ChangeAsync(new AddNode { Name = "web1", Settings = new NodeSettings { Docker = new Uri("tcp://127.0.0.1:1") }, SkipProbe = true });
        var plan = await Cluster.Operations.PlanAsync(new SetNode { Nodes = ["web1"], Settings = new NodeSettings { Location = "eu" } }, default);
        var other = await Behind.Operations.PlanAsync(new SetNode { Nodes = ["web1"], Settings = new NodeSettings { Location = "us" } }, default);
        await ListAsync(Behind.Operations.ApplyAsync(other, default));
        var failure = Assert.Single(await ListAsync(Cluster.Operations.ApplyAsync(plan, default))).Failure!;
        Assert.Equal(("PlanOutdated", ClusterErrorCategory.ResourceBusy), (failure.ErrorId, failure.Category));
        Assert.Equal("us", Assert.Single(await ValuesAsync(Cluster.Nodes.GetAsync(new NodeQuery { Cached = true }, default))).Location);
    }

    [Fact]
    public async Task Nothing_to_do_is_a_plan_without_changes()
    {
        await ChangeAsync(new AddNode { Name = "web1", Settings = new NodeSettings { Docker = new Uri("tcp://127.0.0.1:1") }, SkipProbe = true });
        var plan = await Cluster.Operations.PlanAsync(new ResumeNode { Nodes = ["web1"] }, default);
        Assert.Empty(plan.Changes);
        Assert.Equal("web1", Assert.Single(plan.Unchanged).Name);
        Assert.Empty(await ListAsync(Cluster.Operations.ApplyAsync(plan, default)));
    }

    [Fact]
    public async Task Warnings_of_a_plan_and_secrets_in_a_request_arrive()
    {
        await using var agent = NginxApiServer.Start();
        await ChangeAsync(new AddNode { Name = "edge", Settings = new NodeSettings { NginxApi = agent.Uri, NginxApiKey = new Secret(agent.ApiKey) } });
        Assert.Equal(EndpointHealth.Healthy, Assert.Single(await ValuesAsync(Cluster.Nginx.GetStatusAsync(new NginxStatusQuery(), default))).Health);

        var plan = await Cluster.Operations.PlanAsync(
            new AddNode { Name = "far", Settings = new NodeSettings { NginxApi = new Uri("http://198.51.100.7:3003"), NginxApiKey = new Secret("k-0123456789abcdef") }, SkipProbe = true }, default);
        Assert.Equal("NginxApiKeyUnprotected", Assert.Single(plan.Warnings).Id);
        Assert.DoesNotContain("0123456789abcdef", Assert.Single(plan.Changes).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nginx_is_reloaded_and_its_log_read()
    {
        await using var agent = NginxApiServer.Start();
        await ChangeAsync(new AddNode { Name = "edge", Settings = new NodeSettings { NginxApi = agent.Uri, NginxApiKey = new Secret(agent.ApiKey) } });
        var reload = Assert.Single(await ChangeAsync(new ReloadNginx()));
        Assert.Equal(NginxReloadOutcome.Reloaded, reload.Value!.Outcome);
        Assert.All(await ListAsync(Cluster.Nginx.ReadLogAsync(new NginxLogQuery { Tail = 5 }, default)), answer => Assert.Equal("edge", answer.Value!.Node));
        Assert.All(await ListAsync(Cluster.Nginx.TestAsync(new NginxConfigurationTest(), default)), answer => Assert.Equal("edge", answer.Value!.Node));
    }

    [Fact]
    public async Task A_bad_outcome_is_its_object_and_its_failure()
    {
        await using var agent = NginxApiServer.Start();
        await ChangeAsync(new AddNode { Name = "edge", Settings = new NodeSettings { NginxApi = agent.Uri, NginxApiKey = new Secret(agent.ApiKey) } });
        var plan = await Cluster.Operations.PlanAsync(new ReloadNginx { RetryCount = 0, Timeout = TimeSpan.FromSeconds(2) }, default);
        agent.IsDown = true;
        var answer = Assert.Single(await ListAsync(Cluster.Operations.ApplyAsync(plan, default)));
        Assert.NotNull(answer.Failure);
        Assert.Equal("edge", answer.Value!.Node);
        Assert.NotEqual(NginxReloadOutcome.Reloaded, answer.Value.Outcome);
    }

    [Fact]
    public async Task Domains_are_set_shown_written_out_and_removed()
    {
        var settings = new DomainSettings { Upstreams = [new ClusterUpstream("http://10.0.0.5:8080") { Weight = 3 }, new ClusterUpstream("http://10.0.0.6:8080")], Nodes = ["edge*"] };
        var set = Assert.Single(await ChangeAsync(new SetDomain { Name = "Müller.example.com", Settings = settings })).Value!;
        Assert.Equal(("Müller.example.com", "xn--mller-kva.example.com"), (set.Name, set.AsciiName));
        Assert.Equal([3, 1], set.Upstreams.Select(upstream => upstream.Weight));
        Assert.Equal(["edge*"], set.WantedNodes);

        var shown = Assert.Single(await ValuesAsync(Cluster.Domains.GetAsync(new DomainQuery { Names = ["*.example.com"], Cached = true }, default)));
        Assert.Equal(set.AsciiName, shown.AsciiName);
        Assert.Contains("server_name xn--mller-kva.example.com", Assert.Single(await ValuesAsync(Cluster.Domains.RenderAsync(new DomainRendering(), default))), StringComparison.Ordinal);
        await ChangeAsync(new RemoveDomain { Names = ["müller.example.com"] });
        Assert.Empty(await ListAsync(Cluster.Domains.GetAsync(new DomainQuery { Cached = true }, default)));
    }

    [Fact]
    public async Task Operations_are_journaled_and_undone()
    {
        await ChangeAsync(new AddNode { Name = "web1", Settings = new NodeSettings { Docker = new Uri("tcp://127.0.0.1:1") }, SkipProbe = true });
        await ChangeAsync(new SuspendNode { Nodes = ["web1"] });
        var journal = await ValuesAsync(Cluster.Operations.GetAsync(new OperationQuery(), default));
        Assert.Equal(["Nodes.Suspend", "Nodes.Add"], journal.Select(operation => operation.Kind));
        Assert.Equal(OperationOutcome.Succeeded, journal[0].Outcome);
        Assert.Equal("Suspend", Assert.Single(journal[0].Steps).Action);

        var undo = Assert.Single(await ChangeAsync(new UndoOperation { Id = journal[0].Id })).Value!;
        Assert.Equal(journal[0].Id, undo.Undoes);
        Assert.False(Assert.Single(await ValuesAsync(Cluster.Nodes.GetAsync(new NodeQuery { Cached = true }, default))).Suspended);
        // A manager holds one on its store.
        Assert.DoesNotContain(await ValuesAsync(Cluster.Operations.GetLocksAsync(new LockQuery(), default)), held => held.Name != "manager");
        var missing = Assert.Single(await ListAsync(Cluster.Operations.GetAsync(new OperationQuery { Ids = ["zzz"] }, default)));
        Assert.Equal("OperationNotFound", missing.Failure!.ErrorId);
    }

    [Fact]
    public async Task Past_events_come_in_order_with_all_they_have()
    {
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 1, ContainersPerNode = 1 });
        var began = DateTimeOffset.UtcNow.AddMinutes(-10);
        nodes.Nodes[0].Events = () => [new("start", nodes.Nodes[0].FirstContainerId, "app00", began), new("die", nodes.Nodes[0].FirstContainerId, "app00", began.AddSeconds(1.5))];
        await AddAsync(nodes);
        var events = await ValuesAsync(Cluster.Events.GetAsync(new EventQuery { Since = began.AddMinutes(-1), Type = ["cont*"] }, default));
        Assert.Equal(["start", "die"], events.Select(item => item.Action));
        Assert.Equal(began.AddSeconds(1.5), events[1].Timestamp);
        Assert.Equal("lyttle/busybox:test", events[1].Attributes["image"]);
        Assert.Equal("die", Assert.Single(await ValuesAsync(Cluster.Events.GetAsync(new EventQuery { Newest = 1 }, default))).Action);
    }

    [Fact]
    public async Task Events_are_watched_as_they_happen()
    {
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 1, ContainersPerNode = 1 });
        var happened = new TaskCompletionSource();
        nodes.Nodes[0].Events = () => HappenAfter(happened.Task, nodes.Nodes[0].FirstContainerId);
        await AddAsync(nodes);
        await using var watching = Cluster.Events.WatchAsync(new EventWatch { Nodes = ["sim*", "nobody"] }, default).GetAsyncEnumerator();
        Assert.True(await watching.MoveNextAsync().AsTask().WaitAsync(Limit));
        Assert.Equal("NodeNotFound", watching.Current.Failure!.ErrorId);
        var next = watching.MoveNextAsync().AsTask();
        happened.SetResult();
        Assert.True(await next.WaitAsync(Limit));
        Assert.Equal(("sim000", "oom"), (watching.Current.Value!.Node, watching.Current.Value.Action));
    }

    [Fact]
    public async Task Waiting_ends_with_what_was_waited_for()
    {
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 1, ContainersPerNode = 1 });
        await AddAsync(nodes);
        var node = Assert.Single(await ListAsync(Cluster.Nodes.WaitAsync(new NodeWait { Nodes = ["sim000"], Wait = TimeSpan.FromSeconds(30) }, default)));
        Assert.Equal(NodeStatus.Ready, node.Value!.Status);
        var late = Assert.Single(await ListAsync(Cluster.Nodes.WaitAsync(new NodeWait { Nodes = ["sim000"], Status = [NodeStatus.Suspended], Wait = TimeSpan.FromMilliseconds(50) }, default)));
        Assert.Equal("NodeWaitTimedOut", late.Failure!.ErrorId);
    }

    protected static TimeSpan Limit => TimeSpan.FromSeconds(20);

    private protected static async Task<List<Answer<T>>> ListAsync<T>(IAsyncEnumerable<Answer<T>> answers) => await answers.ToListAsync();

    private protected static async Task<List<T>> ValuesAsync<T>(IAsyncEnumerable<Answer<T>> answers) =>
        [.. (await answers.ToListAsync()).Where(answer => answer.Warning is null).Select(answer => answer.Failure is null ? answer.Value! : throw answer.Failure)];

    private protected async Task<List<Answer<T>>> ChangeAsync<T>(ChangeRequest<T> request)
    {
        var plan = await Cluster.Operations.PlanAsync(request, default);
        return await Cluster.Operations.ApplyAsync(plan, default).ToListAsync();
    }

    private protected async Task AddAsync(SimulatedNodes nodes)
    {
        foreach (var node in nodes.Nodes) await ChangeAsync(new AddNode { Name = node.Name, Settings = new NodeSettings { Docker = node.Uri } });
    }

    /// <summary>An engine that is well, but for the log of its one container, which never answers.</summary>
    private static FaultServer Engine() => FaultServer.StartTcp()
        .On("/info", Faults.Answer(200, """{"ID":"E1","Containers":1,"ContainersRunning":1,"NCPU":1,"MemTotal":1000000,"ServerVersion":"20.10.24","OperatingSystem":"Any","KernelVersion":"6.1.0","SystemTime":"2026-11-21T06:23:09Z"}"""))
        .On("/events", Faults.StreamThenHang(default))
        .On("/containers/json", Faults.Answer(200, $$$"""[{"Id":"{{{Id}}}","Names":["/blog"],"Image":"any","Created":1795000000,"Ports":[],"Labels":{},"State":"running","Status":"Up"}]"""))
        .On($"/containers/{Id}/json", Faults.Answer(200, $$$"""{"Id":"{{{Id}}}","Name":"/blog","State":{"Status":"running","Running":true},"Config":{"Tty":false,"Image":"any","Labels":{}},"HostConfig":{}}"""))
        .On(LogPath, Faults.HangBeforeHeaders);

    /// <summary>All that an error says.</summary>
    private static string Describe(ClusterException failure) =>
        $"{failure.ErrorId} {failure.Category} {failure.Node} {failure.TargetName} {failure.Connection} {failure.Message} {failure.Remedy}";

    private static List<string> Texts(IEnumerable<ClusterContainer> containers) =>
        [.. containers.Select(container => JsonSerializer.Serialize(container with { ObservedAt = default }, (JsonTypeInfo<ClusterContainer>)ApiJson.Default.Options.GetTypeInfo(typeof(ClusterContainer)))).Order(StringComparer.Ordinal)];

    private static IEnumerable<SimulatedEvent> HappenAfter(Task happened, string id)
    {
        happened.Wait();
        yield return new SimulatedEvent("oom", id, "app00", DateTimeOffset.UtcNow);
    }
}
