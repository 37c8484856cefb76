using LyttleCluster.Core;
using LyttleCluster.Core.Watching;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Local;

namespace LyttleCluster.ManagerTests.Watching;

/// <summary>Nodes that have an nginx_api: what it says is kept, and it is asked as seldom as it wants.</summary>
public class NginxWatchTests
{
    [Fact]
    public async Task An_agent_tells_its_host_and_its_nginx_and_gives_signs_of_life_between()
    {
        await using var agent = ScriptedAgent.Start();
        await using var watched = await WatchedCluster.StartAsync(nodes: 0, pace: WatchedCluster.Quick with { Facts = TimeSpan.FromSeconds(3), List = TimeSpan.FromMilliseconds(100) });
        await watched.ChangeAsync(new AddNode { Name = "web1", Settings = SettingsOf(agent.Uri, ScriptedAgent.Key), SkipProbe = true });
        var node = (await watched.UntilAsync(now => now.Nodes["web1"].Node.Status == NodeStatus.Ready)).Nodes["web1"];
        Assert.Equal(("r1", "1.22.1", 12.5, 4), (node.Nginx!.Release, node.Nginx.NginxVersion, node.Node.CpuPercent, node.Node.Cpus));
        Assert.NotNull(node.ClockSkew);

        // Signs of life cost one call each; the rest is asked for when it is due.
        var (lives, facts) = (Count("/health"), Count("/node"));
        await watched.UntilAsync(now => now.Nodes["web1"].Node.NginxApi!.ObservedAt > node.Node.NginxApi!.ObservedAt && Count("/health") >= lives + 5);
        Assert.InRange(Count("/node") - facts, 0, 1 + (Count("/health") - lives) / 5);

        agent.ClockOffset = TimeSpan.FromMinutes(-10);
        agent.FailingCheck = "workers";
        var degraded = await watched.UntilAsync(now => now.Nodes["web1"].Node.NginxApi!.Health == EndpointHealth.Warning && now.Nodes["web1"].ClockSkew < TimeSpan.FromMinutes(-9));
        Assert.Contains("workers", degraded.Nodes["web1"].Nginx!.Reason, StringComparison.Ordinal);

        // A live look asks for everything at once.
        agent.FailingCheck = null;
        var live = await watched.Cluster.Nodes.GetAsync(new NodeQuery { Nodes = ["web1"] }, default).SingleAsync();
        Assert.Equal(EndpointHealth.Healthy, live.Value!.NginxApi!.Health);

        int Count(string path) => agent.Server.Requests.Count(request => request.Path == path);
    }

    [Fact]
    public async Task Where_calls_are_counted_nothing_is_asked_between()
    {
        await using var api = NginxApiServer.Start();
        await using var watched = await WatchedCluster.StartAsync(nodes: 0, pace: WatchedCluster.Quick with { Facts = TimeSpan.FromSeconds(2), Certificates = TimeSpan.FromHours(1) });
        await watched.ChangeAsync(new AddNode { Name = "web1", Settings = SettingsOf(api.Uri, api.ApiKey), SkipProbe = true });
        var first = (await watched.UntilAsync(now => now.Nodes["web1"].Nginx is not null)).Nodes["web1"];
        var calls = api.Requests.Count;
        await watched.UntilAsync(now => now.Nodes["web1"].Nginx!.ObservedAt > first.Nginx!.ObservedAt);
        // Its health and its readiness, once: 30 of its 100 calls in 15 minutes at the pace of a manager.
        Assert.InRange(api.Requests.Count - calls, 1, 2);
        Assert.Equal(1, api.Count("/certificates"));
        Assert.Equal(0, api.LimitedCalls);
    }

    [Fact]
    public async Task A_key_that_is_not_let_in_is_not_tried_again_and_again()
    {
        await using var api = NginxApiServer.Start();
        await using var watched = await WatchedCluster.StartAsync(nodes: 1, pace: WatchedCluster.Quick with { Facts = TimeSpan.FromMinutes(1) });
        await watched.ChangeAsync(new AddNode { Name = "web1", Settings = SettingsOf(api.Uri, "no-key-of-theirs"), SkipProbe = true });
        await watched.UntilAsync(now => now.Nodes["web1"].Node.NginxApi!.Connection == EndpointConnection.AccessDenied);
        var calls = api.Requests.Count;
        // Some cycles of an engine beside it.
        var lists = watched.Simulated.Nodes[0].RequestsFor("/containers/json");
        await watched.UntilAsync(_ => watched.Simulated.Nodes[0].RequestsFor("/containers/json") > lists + 3);
        Assert.Equal(calls, api.Requests.Count);

        // Another key is another watch, at once.
        await watched.ChangeAsync(new SetNode { Nodes = ["web1"], Settings = new NodeSettings { NginxApiKey = new Secret(api.ApiKey) } });
        await watched.UntilAsync(now => now.Nodes["web1"].Node.Status == NodeStatus.Ready);
    }

    [Fact]
    public async Task One_endpoint_that_hangs_does_not_make_the_other_look_old()
    {
        await using var agent = ScriptedAgent.Start();
        await using var watched = await WatchedCluster.StartAsync(nodes: 1, pace: WatchedCluster.Quick with { List = TimeSpan.FromMilliseconds(100) });
        var node = watched.Simulated.Nodes[0];
        await watched.ChangeAsync(new SetNode { Nodes = [node.Name], Settings = SettingsOf(agent.Uri, ScriptedAgent.Key) });
        await watched.UntilAsync(now => now.Nodes["sim000"] is { Node.Status: NodeStatus.Ready, Nginx: not null });
        await using var followed = watched.Follow(watched.Now.Revision);
        node.Hang = true;
        var half = (await watched.UntilAsync(now => now.Nodes["sim000"].Node.Docker!.Connection == EndpointConnection.Unreachable)).Nodes["sim000"];
        Assert.Equal((NodeStatus.Degraded, EndpointConnection.Connected, null), (half.Node.Status, half.Node.NginxApi!.Connection, half.AwaySince));
        await watched.UntilAsync(now => now.Nodes["sim000"].Node.NginxApi!.ObservedAt > half.Node.NginxApi!.ObservedAt);
        Assert.Equal("degraded", (await followed.UntilAsync<EventSeen>(seen => seen.Event.Type == "node")).Event.Action);
        var live = (await watched.Cluster.Nodes.GetAsync(new NodeQuery { Timeout = TimeSpan.FromMilliseconds(300) }, default).SingleAsync()).Value!;
        Assert.Equal((EndpointConnection.Unreachable, EndpointConnection.Connected), (live.Docker!.Connection, live.NginxApi!.Connection));
        node.Hang = false;
        await followed.UntilAsync<EventSeen>(seen => seen.Event.Action == "well");
    }

    private static NodeSettings SettingsOf(Uri api, string key) => new() { NginxApi = api, NginxApiKey = new Secret(key) };
}
