using System.Diagnostics;
using System.Globalization;
using System.Text;
using LyttleCluster.Core;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Watching;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.State;

namespace LyttleCluster.ManagerTests.Watching;

/// <summary>What goes wrong on a node, on the manager's disk or with a clock: what is known stays true, and the other nodes do not notice.</summary>
public class BadDayTests
{
    [Fact]
    public async Task A_node_that_hangs_is_unreachable_after_the_silence_and_keeps_its_last_values()
    {
        await using var watched = await WatchedCluster.StartAsync(nodes: 3);
        var before = (await watched.UntilReadyAsync()).Nodes["sim001"];
        await using var followed = watched.Follow(watched.Now.Revision);
        var node = watched.Simulated.Nodes[1];
        node.Hang = true;
        var away = (await watched.UntilAsync(now => now.Nodes["sim001"].AwaySince is not null)).Nodes["sim001"];
        Assert.Equal((NodeStatus.Unreachable, EndpointConnection.Unreachable), (away.Node.Status, away.Node.Docker!.Connection));
        Assert.Contains("silent for 1 s", away.Node.Reason, StringComparison.Ordinal);
        Assert.Equal(10, away.Containers.Count);
        // Between the last answer and now it was asked in vain, so the age is honest.
        Assert.InRange(away.Node.ObservedAt!.Value, before.Node.ObservedAt!.Value, away.AwaySince!.Value - TimeSpan.FromMilliseconds(900));
        Assert.Equal("unreachable", (await followed.UntilAsync<EventSeen>(seen => seen.Event.Node == "sim001")).Event.Action);

        // A live look ends when its caller has waited long enough, and says why.
        var live = await watched.Cluster.Nodes.GetAsync(new NodeQuery { Nodes = ["sim001"], Timeout = TimeSpan.FromMilliseconds(300) }, default).SingleAsync();
        Assert.Equal(NodeStatus.Unreachable, live.Value!.Status);
        var list = await watched.Cluster.Containers.GetAsync(new ContainerQuery { Nodes = ["sim001"], Timeout = TimeSpan.FromMilliseconds(300) }, default).SingleAsync();
        Assert.Equal("DockerTimedOut", list.Failure!.ErrorId);

        // The others were asked on and on.
        var others = watched.Now.Nodes["sim000"].Node.ObservedAt;
        await watched.UntilAsync(now => now.Nodes["sim000"].Node.ObservedAt > others);
        node.Hang = false;
        await watched.UntilAsync(now => now.Nodes["sim001"] is { AwaySince: null, Node.Status: NodeStatus.Ready });
        Assert.StartsWith("Node 'sim001' answers again, after", (await followed.UntilAsync<EventSeen>(seen => seen.Event.Action == "reachable")).Event.Message, StringComparison.Ordinal);
        Assert.Equal(["unreachable", "reachable"], (await watched.HistoryAsync()).Where(item => item is { Type: "node", Node: "sim001", Action: "unreachable" or "reachable" }).Select(item => item.Action).TakeLast(2));
    }

    [Fact]
    public async Task A_node_that_is_away_is_tried_again_and_its_events_go_on_with_a_gap()
    {
        await using var watched = await WatchedCluster.StartAsync();
        await watched.UntilReadyAsync();
        var node = watched.Simulated.Nodes[0];
        await watched.UntilAsync(_ => node.Followers == 1);
        await using var followed = watched.Follow(watched.Now.Revision);
        node.Stop();
        Assert.Equal(EndpointConnection.Refused, (await watched.UntilAsync(now => now.Nodes["sim000"].AwaySince is not null)).Nodes["sim000"].Node.Docker!.Connection);
        var missed = node.Die(0);
        node.StartAgain();
        await watched.UntilAsync(now => now.Nodes["sim000"] is { AwaySince: null } back && back.Containers.Single(container => container.Id == missed).State == ContainerState.Exited);
        Assert.Contains("may be missing", (await followed.UntilAsync<EventSeen>(seen => seen.Event.Action == "gap")).Event.Message, StringComparison.Ordinal);
        await watched.UntilAsync(_ => node.Followers == 1);
        var seen = node.Die(1);
        Assert.Equal(seen, (await followed.UntilAsync<EventSeen>(item => item.Event.Action == "die")).Event.Id);
    }

    [Fact]
    public async Task After_a_broken_connection_nothing_is_missing_and_nothing_comes_twice()
    {
        await using var watched = await WatchedCluster.StartAsync();
        await watched.UntilReadyAsync();
        var node = watched.Simulated.Nodes[0];
        await watched.UntilAsync(_ => node.Followers == 1);
        await using var followed = watched.Follow(watched.Now.Revision);
        var ids = new List<string> { node.Die(0) };
        await followed.UntilAsync<EventSeen>(seen => seen.Event.Id == ids[0]);
        node.BreakConnections();
        for (var number = 1; number < 4; number++) ids.Add(node.Die(number));
        foreach (var id in ids) await followed.UntilAsync<EventSeen>(seen => seen.Event.Id == id);
        await watched.UntilAsync(_ => node.Followers == 1);
        ids.Add(node.Die(5));
        await followed.UntilAsync<EventSeen>(seen => seen.Event.Id == ids[^1]);
        Assert.Equal(ids, followed.Items.OfType<EventSeen>().Where(seen => seen.Event.Action == "die").Select(seen => seen.Event.Id));
        Assert.DoesNotContain(followed.Items.OfType<EventSeen>(), seen => seen.Event.Action == "gap");
    }

    [Theory]
    [InlineData("no json at all", "DockerAnswerMalformed")]
    [InlineData("{\"Id\":\"not a list\"}", "DockerAnswerMalformed")]
    [InlineData("[{\"Id\":7,\"State\":[1,2]}]", "DockerAnswerMalformed")]
    [InlineData("[{\"Ports\":[{\"PrivatePort\":99999999999999}]}]", "DockerAnswerMalformed")]
    [InlineData("huge", "NodeAnswerTooLarge")]
    public async Task A_node_that_lies_is_named_and_what_it_said_before_stays(string answer, string errorId)
    {
        await using var watched = await WatchedCluster.StartAsync();
        await watched.UntilReadyAsync();
        var lie = SimulatedNode.Answer(answer == "huge" ? "[" + new string(' ', 17 * 1024 * 1024) + "]" : answer);
        watched.Simulated.Nodes[0].Lie = path => path == "/containers/json" ? lie : null;
        var now = await watched.UntilAsync(now => now.Nodes["sim000"].Node.Docker!.Connection == EndpointConnection.NoApi);
        Assert.Equal((10, NodeStatus.Unreachable), (now.Nodes["sim000"].Containers.Count, now.Nodes["sim000"].Node.Status));
        Assert.Contains(errorId == "NodeAnswerTooLarge" ? "larger than 16 MB" : "cannot be understood", now.Nodes["sim000"].Node.Reason, StringComparison.Ordinal);
        var list = await watched.Cluster.Containers.GetAsync(new ContainerQuery { Nodes = ["sim000"] }, default).SingleAsync();
        Assert.Equal(errorId, list.Failure!.ErrorId);
        Assert.Equal(NodeStatus.Ready, now.Nodes["sim001"].Node.Status);

        // What it tells of itself may be a lie, too.
        watched.Simulated.Nodes[0].Lie = path => path == "/info" ? SimulatedNode.Answer("{\"NCPU\":\"many\",\"SystemTime\":12}") : null;
        await watched.UntilAsync(now => now.Nodes["sim000"].Node.Reason?.Contains("cannot be understood", StringComparison.Ordinal) == true);
        watched.Simulated.Nodes[0].Lie = null;
        await watched.UntilAsync(now => now.Nodes["sim000"].Node.Status == NodeStatus.Ready);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("{\"Type\":7}")]
    [InlineData("{\"Type\":\"container\",\"Action\":\"start\",\"time\":9000000000000000000}")]
    public async Task An_engine_whose_events_are_lies_is_followed_on(string lie)
    {
        await using var watched = await WatchedCluster.StartAsync();
        await watched.UntilReadyAsync();
        var node = watched.Simulated.Nodes[0];
        await watched.UntilAsync(_ => node.Followers == 1);
        await using var followed = watched.Follow(watched.Now.Revision);
        var first = node.Die(0);
        await followed.UntilAsync<EventSeen>(seen => seen.Event.Id == first);
        var streams = node.RequestsFor("/events");
        node.Say(lie);
        await watched.UntilAsync(_ => node.RequestsFor("/events") > streams && node.Followers == 1);
        var second = node.Die(1);
        await followed.UntilAsync<EventSeen>(seen => seen.Event.Id == second);
        Assert.Equal(NodeStatus.Ready, watched.Now.Nodes["sim000"].Node.Status);
    }

    [Fact]
    public async Task A_node_with_very_many_containers_is_one_like_others()
    {
        await using var watched = await WatchedCluster.StartAsync();
        await watched.UntilReadyAsync();
        var many = new StringBuilder("[");
        for (var number = 0; number < 20_000; number++) many.Append(CultureInfo.InvariantCulture, $"{(number > 0 ? "," : "")}{{\"Id\":\"{number:x64}\",\"Names\":[\"/c{number}\"],\"State\":\"running\"}}");
        var answer = SimulatedNode.Answer(many.Append(']').ToString());
        watched.Simulated.Nodes[0].Lie = path => path == "/containers/json" ? answer : null;
        await watched.UntilAsync(now => now.Nodes["sim000"].Containers.Count == 20_000);
        Assert.All(watched.Now.Nodes.Values, node => Assert.Equal(NodeStatus.Ready, node.Node.Status));
    }

    [Fact]
    public async Task A_node_that_floods_loses_its_own_events_says_so_and_costs_the_others_nothing()
    {
        await using var watched = await WatchedCluster.StartAsync(nodes: 3, pace: WatchPace.Default);
        await watched.UntilReadyAsync();
        await watched.UntilAsync(_ => watched.Simulated.Nodes.All(node => node.Followers == 1));
        await using var followed = watched.Follow(watched.Now.Revision);
        var (mad, sane) = (watched.Simulated.Nodes[0], watched.Simulated.Nodes[1]);
        using var stop = new CancellationTokenSource();
        var lists = mad.RequestsFor("/containers/json");
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        var started = Stopwatch.GetTimestamp();
        var flood = Task.Run(() =>
        {
            for (var number = 0; number < 10; number++) mad.Flood(1_000);
        });
        for (var number = 0; number < 5; number++)
        {
            var id = sane.Die(number);
            await followed.UntilAsync<ContainersChanged>(change => change.Changed.Any(container => container.Id == id && container.State == ContainerState.Exited));
            await followed.UntilAsync<EventSeen>(seen => seen.Event.Id == id);
        }

        await flood;
        var last = mad.Die(7);
        await watched.UntilAsync(now => now.Nodes["sim000"].Containers.Single(container => container.Id == last).State == ContainerState.Exited);
        var gap = await followed.UntilAsync<EventSeen>(seen => seen.Event is { Node: "sim000", Action: "gap" });
        Assert.Contains("came faster than they can be kept", gap.Event.Message, StringComparison.Ordinal);

        var kept = followed.Items.OfType<EventSeen>().Count(seen => seen.Event.Name == "flood");
        Assert.InRange(kept, EventBudget.Most, EventBudget.Most + (EventBudget.PerSecond * (int)Math.Ceiling(Stopwatch.GetElapsedTime(started).TotalSeconds)));
        Assert.InRange(mad.RequestsFor("/containers/json") - lists, 1, 3 + (5 * (int)Math.Ceiling(Stopwatch.GetElapsedTime(started).TotalSeconds)));
        var history = await watched.HistoryAsync();
        Assert.Equal(5, history.Count(item => item is { Node: "sim001", Action: "die" }));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memory, long.MinValue, 32 * 1024 * 1024);
    }

    [RootFact]
    public async Task On_a_full_disk_the_watch_goes_on_from_memory_and_writes_again_when_there_is_room()
    {
        var folder = Directory.CreateTempSubdirectory("lyttle-full-");
        using var disk = Mount.Disk(folder.FullName, "6m");
        await using (var watched = await WatchedCluster.StartAsync(folder: folder.FullName))
        {
            await watched.UntilReadyAsync();
            await watched.UntilAsync(_ => watched.Simulated.Nodes.All(node => node.Followers == 1));
            await watched.HistoryAsync();
            var filling = Path.Combine(folder.FullName, "filling");
            Fill(filling);
            await using var followed = watched.Follow(watched.Now.Revision);
            var id = watched.Simulated.Nodes[0].Die(0);
            await followed.UntilAsync<ContainersChanged>(change => change.Changed.Any(container => container.Id == id));
            for (var number = 1; watched.Cluster.Parts.History.LastFailure is null; number = (number % 9) + 1)
            {
                watched.Simulated.Nodes[0].Die(number, exitCode: number);
                await watched.HistoryAsync();
            }

            Assert.Equal("StateDiskFull", watched.Cluster.Parts.History.LastFailure!.ErrorId);
            // A change is refused, and nothing of it is left; the watch and its lock live.
            var refused = await Assert.ThrowsAsync<ClusterException>(async () =>
            {
                while (true) await watched.ChangeAsync(new SuspendNode { Nodes = ["sim001"] });
            });
            Assert.Equal("StateDiskFull", refused.ErrorId);
            var at = watched.Now.Nodes["sim000"].Node.ObservedAt;
            await watched.UntilAsync(now => now.Nodes["sim000"].Node.ObservedAt > at);

            disk.Grow("32m");
            File.Delete(filling);
            var later = watched.Simulated.Nodes[1].Die(3);
            await followed.UntilAsync<EventSeen>(seen => seen.Event.Id == later);
            Assert.Contains(await watched.HistoryAsync(), item => item.Id == later);
        }

        static void Fill(string path)
        {
            using var file = File.Create(path);
            var block = new byte[4096];
            try
            {
                while (true) file.Write(block);
            }
            catch (IOException)
            {
                // Full.
            }
        }
    }

    [Fact]
    public async Task A_manager_that_was_killed_knows_how_things_stood_before_the_first_look()
    {
        await using var watched = await WatchedCluster.StartAsync();
        var before = await watched.UntilReadyAsync();
        await watched.HistoryAsync();
        await watched.EndAsync();
        foreach (var node in watched.Simulated.Nodes) node.Hang = true;

        await watched.OpenAsync();
        await watched.BeginAsync();
        var now = watched.Now;
        Assert.Equal(before.Nodes.Keys, now.Nodes.Keys);
        Assert.All(now.Nodes.Values, node =>
        {
            Assert.Equal((NodeStatus.Ready, 10, 10), (node.Node.Status, node.Containers.Count, node.Node.Containers!.Total));
            // Its age is that of the last look, not of this start.
            Assert.InRange(node.Node.ObservedAt!.Value, before.Nodes[node.Node.Name].Node.ObservedAt!.Value, DateTimeOffset.UtcNow);
            Assert.Equal(node.Node.Docker!.ObservedAt, node.Containers[0].ObservedAt);
        });
        await watched.UntilAsync(now => now.Nodes.Values.All(node => node is { AwaySince: not null, Node.Status: NodeStatus.Unreachable, Containers.Count: 10 }));
    }

    [Fact]
    public async Task An_engine_whose_clock_is_set_back_is_told_and_loses_no_event()
    {
        await using var watched = await WatchedCluster.StartAsync();
        await watched.UntilReadyAsync();
        var node = watched.Simulated.Nodes[0];
        await watched.UntilAsync(_ => node.Followers == 1);
        await using var followed = watched.Follow(watched.Now.Revision);
        var first = node.Die(0);
        await followed.UntilAsync<EventSeen>(seen => seen.Event.Id == first);
        node.ClockAhead = TimeSpan.FromHours(-1);
        var second = node.Die(1);
        await followed.UntilAsync<EventSeen>(seen => seen.Event.Id == second);
        // The start of the stream lies in the future of that clock now.
        node.BreakConnections();
        var third = node.Die(2);
        await followed.UntilAsync<EventSeen>(seen => seen.Event.Id == third);
        var told = await followed.UntilAsync<EventSeen>(seen => seen.Event.Action == "clock-skew");
        Assert.Contains("off by -360", told.Event.Message, StringComparison.Ordinal);
        Assert.InRange(watched.Now.Nodes["sim000"].ClockSkew!.Value, TimeSpan.FromSeconds(-3605), TimeSpan.FromSeconds(-3595));
        Assert.Equal(NodeStatus.Ready, watched.Now.Nodes["sim000"].Node.Status);

        node.ClockAhead = TimeSpan.Zero;
        await followed.UntilAsync<EventSeen>(seen => seen.Event.Action == "clock-right");
        Assert.Equal([first, second, third], followed.Items.OfType<EventSeen>().Where(seen => seen.Event.Action == "die").Select(seen => seen.Event.Id));
    }

    [Fact]
    public async Task When_our_own_clock_is_set_back_looks_go_on_and_say_the_new_time()
    {
        var time = new SetBackTime();
        await using var watched = await WatchedCluster.StartAsync(time: time);
        await watched.UntilReadyAsync();
        await watched.UntilAsync(_ => watched.Simulated.Nodes.All(node => node.Followers == 1));
        await watched.HistoryAsync();
        time.Back = TimeSpan.FromHours(2);
        await watched.UntilAsync(now => now.Nodes.Values.All(node => node.Node.ObservedAt < DateTimeOffset.UtcNow.AddHours(-1)));
        await using var followed = watched.Follow(watched.Now.Revision);
        var id = watched.Simulated.Nodes[0].Die(0);
        await followed.UntilAsync<ContainersChanged>(change => change.Changed.Any(container => container.Id == id));
        // It is the nodes that seem to be ahead.
        Assert.Contains("off by 7", (await followed.UntilAsync<EventSeen>(seen => seen.Event is { Node: "sim001", Action: "clock-skew" })).Event.Message, StringComparison.Ordinal);

        // The history believes the new time, too.
        await watched.HistoryAsync();
        await watched.EndAsync();
        foreach (var node in watched.Simulated.Nodes) node.Hang = true;
        await watched.OpenAsync();
        await watched.BeginAsync();
        Assert.All(watched.Now.Nodes.Values, node => Assert.True(node.Node.ObservedAt < DateTimeOffset.UtcNow.AddHours(-1)));
        Assert.Equal(ContainerState.Exited, watched.Now.Nodes["sim000"].Containers.Single(container => container.Id == id).State);
    }

    private sealed class SetBackTime : TimeProvider
    {
        public TimeSpan Back { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - Back;
    }
}
