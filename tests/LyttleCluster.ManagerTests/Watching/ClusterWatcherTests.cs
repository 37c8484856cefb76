using LyttleCluster.Core;
using LyttleCluster.Core.Watching;
using LyttleCluster.TestPeers;

namespace LyttleCluster.ManagerTests.Watching;

public class ClusterWatcherTests
{
    [Fact]
    public async Task What_is_known_comes_from_every_node_and_is_asked_for_again()
    {
        await using var watched = await WatchedCluster.StartAsync();
        var now = await watched.UntilReadyAsync();
        Assert.Equal(["sim000", "sim001"], now.Nodes.Keys);
        var node = now.Nodes["sim000"];
        Assert.Equal((10, 8, 2), (node.Node.Containers!.Total, node.Node.Containers.Running, node.Node.Containers.Stopped));
        Assert.Equal(10, node.Containers.Count);
        Assert.All(node.Containers, container => Assert.Equal("sim000", container.Node));
        Assert.InRange(node.ClockSkew!.Value, TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(1));
        Assert.NotNull(node.ProbeDuration);
        Assert.Null(node.AwaySince);

        // Nothing happens, so nothing is told; that it is still so is known all the same.
        var later = await watched.UntilAsync(later => later.Nodes["sim000"].Containers[0].ObservedAt > node.Containers[0].ObservedAt && later.Nodes["sim000"].Node.ObservedAt > node.Node.ObservedAt);
        Assert.Equal(now.Revision, later.Revision);
        Assert.Equal(later.Nodes["sim000"].Containers[0], node.Containers[0] with { ObservedAt = later.Nodes["sim000"].Containers[0].ObservedAt });
    }

    [Fact]
    public async Task A_container_that_dies_is_known_and_told()
    {
        await using var watched = await WatchedCluster.StartAsync(pace: WatchPace.Default);
        await watched.UntilReadyAsync();
        await watched.UntilAsync(_ => watched.Simulated.Nodes.All(node => node.Followers == 1));
        await using var followed = watched.Follow(watched.Now.Revision);
        for (var number = 0; number < 4; number++)
        {
            var id = watched.Simulated.Nodes[1].Die(number, exitCode: 3);
            var told = await followed.UntilAsync<ContainersChanged>(change => change.Changed.Any(container => container.Id == id && container.State == ContainerState.Exited));
            Assert.Equal(("sim001", 3), (told.Node, told.Changed.Single(container => container.Id == id).ExitCode));
            Assert.Equal(ContainerState.Exited, watched.Now.Nodes["sim001"].Containers.Single(container => container.Id == id).State);
            Assert.Equal("die", (await followed.UntilAsync<EventSeen>(seen => seen.Event.Id == id)).Event.Action);
        }

        // The node's own counts go with them.
        await followed.UntilAsync<NodeChanged>(change => change.Node.Containers!.Stopped == 6);
        Assert.Equal(4, (await watched.HistoryAsync()).Count(item => item is { Node: "sim001", Type: "container", Action: "die" }));
    }

    /// <summary>As Docker 20.10 does it: the event comes out before the list that is made from a copy.</summary>
    [Fact]
    public async Task An_engine_that_tells_of_an_end_before_its_list_does_is_asked_once_more()
    {
        await using var watched = await WatchedCluster.StartAsync(pace: WatchPace.Default with { List = TimeSpan.FromHours(1) });
        await watched.UntilReadyAsync();
        var node = watched.Simulated.Nodes[0];
        await watched.UntilAsync(_ => node.Followers == 1);
        await using var followed = watched.Follow(watched.Now.Revision);
        var lists = node.RequestsFor("/containers/json");
        node.Emit(new SimulatedEvent("die", node.FirstContainerId, "app00-n000", DateTimeOffset.UtcNow));
        await watched.UntilAsync(_ => node.RequestsFor("/containers/json") > lists);
        Assert.Equal(node.FirstContainerId, node.EndSilently(0));
        await followed.UntilAsync<ContainersChanged>(change => change.Changed.Any(container => container.Id == node.FirstContainerId && container.State == ContainerState.Exited));
    }

    [Fact]
    public async Task Nodes_that_are_added_suspended_changed_and_removed_are_seen_at_once()
    {
        await using var watched = await WatchedCluster.StartAsync(nodes: 3);
        await watched.UntilReadyAsync();
        await using var followed = watched.Follow(watched.Now.Revision);

        await watched.ChangeAsync(new SuspendNode { Nodes = ["sim000"] });
        Assert.Equal(NodeStatus.Suspended, (await followed.UntilAsync<NodeChanged>(change => change.Node is { Name: "sim000", Suspended: true })).Node.Status);
        await watched.ChangeAsync(new SetNode { Nodes = ["sim001"], Settings = new NodeSettings { Location = "eu/rack1" } });
        await followed.UntilAsync<NodeChanged>(change => change.Node is { Name: "sim001", Location: "eu/rack1", Status: NodeStatus.Ready });

        // It has other containers there, and the ones of before are gone.
        var before = watched.Now.Nodes["sim001"].Containers[0].Id;
        var other = watched.Simulated.Nodes[2];
        await watched.ChangeAsync(new RemoveNode { Nodes = ["sim002"] });
        await followed.UntilAsync<NodeGone>(gone => gone.Name == "sim002");
        Assert.DoesNotContain("sim002", watched.Now.Nodes.Keys);
        await watched.ChangeAsync(new SetNode { Nodes = ["sim001"], Settings = new NodeSettings { Docker = other.Uri } });
        await followed.UntilAsync<ContainersChanged>(change => change.Node == "sim001" && change.Gone.Contains(before));
        await watched.UntilAsync(now => now.Nodes["sim001"].Containers.Any(container => container.Id == other.FirstContainerId));

        await watched.ChangeAsync(new RemoveNode { Nodes = ["sim001"] });
        await watched.AddAsync(other);
        await watched.UntilAsync(now => now.Nodes.TryGetValue("sim002", out var node) && node.Node.Status == NodeStatus.Ready);
        Assert.Equal(0, watched.Simulated.Nodes[1].Followers);
    }

    [Fact]
    public async Task Live_looks_join_the_watch_so_that_no_node_is_asked_twice_at_once()
    {
        var options = new SimulatedNodesOptions { Nodes = 2, ContainersPerNode = 10, Latency = TimeSpan.FromMilliseconds(20) };
        await using var watched = await WatchedCluster.StartAsync(options, WatchedCluster.Quick, null, null);
        await watched.UntilReadyAsync();
        var node = watched.Simulated.Nodes[0];
        var (before, id) = (node.RequestsFor("/containers/json"), node.Die(0));
        var nodes = Enumerable.Range(0, 40).Select(async _ => await watched.Cluster.Nodes.GetAsync(new NodeQuery { Nodes = ["sim000"] }, default).SingleAsync());
        var lists = Enumerable.Range(0, 40).Select(async _ => await watched.Cluster.Containers.GetAsync(new ContainerQuery { Nodes = ["sim000"] }, default).ToListAsync());
        Assert.All(await Task.WhenAll(lists), list => Assert.Equal(ContainerState.Exited, list.Single(answer => answer.Value!.Id == id).Value!.State));
        Assert.All(await Task.WhenAll(nodes), one => Assert.Equal(3, one.Value!.Containers!.Stopped));
        Assert.Equal((1, 1, 1), (node.MostAtOnce("/containers/json"), node.MostAtOnce("/info"), node.MostAtOnce("/_ping")));
        Assert.InRange(node.RequestsFor("/containers/json") - before, 1, 20);
    }

    [Fact]
    public async Task A_change_of_nodes_is_known_to_whoever_reads_after_it()
    {
        await using var watched = await WatchedCluster.StartAsync();
        for (var number = 0; number < 10; number++)
        {
            await watched.ChangeAsync(new AddNode { Name = "new", Settings = new NodeSettings { Docker = new Uri("unix:///nowhere.sock") }, SkipProbe = true });
            Assert.Contains("new", watched.Now.Nodes.Keys);
            await watched.ChangeAsync(new SuspendNode { Nodes = ["new"] });
            Assert.True(watched.Now.Nodes["new"].Node.Suspended);
            await watched.ChangeAsync(new RemoveNode { Nodes = ["new"] });
            Assert.DoesNotContain("new", watched.Now.Nodes.Keys);
        }
    }

    [Fact]
    public async Task A_live_look_that_the_node_s_removal_overtakes_says_so()
    {
        await using var watched = await WatchedCluster.StartAsync();
        await watched.UntilReadyAsync();
        watched.Simulated.Nodes[0].Hang = true;
        var live = watched.Cluster.Containers.GetAsync(new ContainerQuery { Nodes = ["sim000"], Timeout = WatchedCluster.Limit }, default).SingleAsync().AsTask();
        await watched.UntilAsync(_ => !live.IsCompleted && watched.Simulated.Nodes[0].Requests > 0);
        await watched.ChangeAsync(new RemoveNode { Nodes = ["sim000"] });
        var failure = (await live.WaitAsync(WatchedCluster.Limit)).Failure;
        Assert.Contains(failure!.ErrorId, new[] { "NodeMoved", "DockerTimedOut" });
    }

    [Fact]
    public async Task Cached_reads_come_from_memory()
    {
        await using var watched = await WatchedCluster.StartAsync(nodes: 3);
        await watched.UntilReadyAsync();
        foreach (var node in watched.Simulated.Nodes) node.Hang = true;
        var (reads, registry) = (new NodeQuery { Nodes = ["sim000", "sim00[12]", "nobody"], Cached = true }, watched.File.Path);
        await watched.HistoryAsync();
        File.Move(registry, registry + ".away");
        File.Move(registry[..^3] + ".history.db", registry + ".history.away");

        var nodes = await watched.Cluster.Nodes.GetAsync(reads, default).ToListAsync();
        Assert.Equal("NodeNotFound", nodes[0].Failure!.ErrorId);
        Assert.Equal(["sim000", "sim001", "sim002"], nodes.Skip(1).Select(answer => answer.Value!.Name));
        var containers = await watched.Cluster.Containers.GetAsync(new ContainerQuery { Nodes = ["sim001"], State = [ContainerState.Exited], Cached = true }, default).ToListAsync();
        Assert.Equal(2, containers.Count(answer => answer.Value!.Node == "sim001"));
        var named = await watched.Cluster.Containers.GetAsync(new ContainerQuery { Names = ["app00-n002", "nothing"], Cached = true }, default).ToListAsync();
        Assert.Equal(("app00-n002", "ContainerNotFound"), (named[0].Value!.Name, named[1].Failure!.ErrorId));

        File.Move(registry + ".away", registry);
        File.Move(registry + ".history.away", registry[..^3] + ".history.db");
    }

    [Fact]
    public async Task Events_and_the_summary_of_a_manager_cost_the_nodes_nothing_more()
    {
        await using var watched = await WatchedCluster.StartAsync();
        await watched.UntilReadyAsync();
        await watched.UntilAsync(_ => watched.Simulated.Nodes.All(node => node.Followers == 1));
        using var stop = new CancellationTokenSource(WatchedCluster.Limit);
        var readers = Enumerable.Range(0, 20).Select(async _ =>
            (await watched.Cluster.Events.WatchAsync(new EventWatch { Nodes = ["sim001"] }, stop.Token).FirstAsync(answer => answer.Value?.Action == "die", stop.Token)).Value!).ToList();
        await watched.UntilAsync(_ => readers.TrueForAll(reader => reader.Status == TaskStatus.WaitingForActivation));
        var id = watched.Simulated.Nodes[1].Die(0);
        Assert.All(await Task.WhenAll(readers), seen => Assert.Equal((id, "sim001"), (seen.Id, seen.Node)));
        Assert.All(watched.Simulated.Nodes, node => Assert.Equal(1, node.MostAtOnce("/events")));

        foreach (var node in watched.Simulated.Nodes) node.Hang = true;
        var summary = Assert.Single(await watched.Cluster.Overview.GetAsync(new SummaryQuery(), stop.Token).ToListAsync(stop.Token)).Value!;
        Assert.Equal((2, 20), (summary.Nodes, summary.Containers.Total));
    }

    [Fact]
    public async Task Two_nodes_that_are_one_engine_are_told_once()
    {
        await using var watched = await WatchedCluster.StartAsync(nodes: 1, pace: WatchedCluster.Quick);
        await using var followed = watched.Follow();
        var link = watched.Simulated.Nodes[0].SocketPath + ".link";
        File.CreateSymbolicLink(link, watched.Simulated.Nodes[0].SocketPath!);
        await watched.ChangeAsync(new AddNode { Name = "again", Settings = new NodeSettings { Docker = new Uri("unix://" + link) }, SkipProbe = true });
        var told = await followed.UntilAsync<EventSeen>(seen => seen.Event.Action == "duplicate-engine");
        Assert.Contains("again, sim000", told.Event.Message, StringComparison.Ordinal);
        Assert.Single(followed.Items.OfType<EventSeen>(), seen => seen.Event.Action == "duplicate-engine");
    }

    [Fact]
    public async Task What_happened_while_nobody_watched_is_fetched_from_the_engine()
    {
        await using var watched = await WatchedCluster.StartAsync();
        await watched.UntilReadyAsync();
        await watched.UntilAsync(_ => watched.Simulated.Nodes.All(node => node.Followers == 1));
        await watched.EndAsync();
        var id = watched.Simulated.Nodes[0].Die(2, 137);
        await watched.OpenAsync();
        await watched.BeginAsync();
        await using var followed = watched.Follow();
        var seen = await followed.UntilAsync<EventSeen>(seen => seen.Event.Id == id);
        Assert.True(seen.Event is { Action: "die", Late: true });
        await watched.UntilAsync(now => now.Nodes["sim000"].Containers.Single(container => container.Id == id).State == ContainerState.Exited);
        Assert.Single(await watched.HistoryAsync(), item => item.Id == id);
    }
}
