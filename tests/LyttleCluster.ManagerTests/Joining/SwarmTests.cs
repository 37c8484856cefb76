using LyttleCluster.Core;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Local;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.ManagerTests.Joining;

/// <summary>The nodes of a Docker Swarm as candidates: a real swarm of one engine, and what others would say.</summary>
public sealed class SwarmTests
{
    private const string Manager = """{"NodeID":"m1id","NodeAddr":"10.0.0.1","LocalNodeState":"active","ControlAvailable":true,"Error":"","RemoteManagers":[{"NodeID":"m1id","Addr":"10.0.0.1:2377"}]}""";

    [EngineFact]
    public async Task A_real_swarm_gives_its_nodes_and_an_engine_without_one_says_so()
    {
        await using var engine = await DockerEngine.StartAsync(new DockerEngineOptions { ImportImage = false });
        await using var cluster = await TemporaryCluster.OpenAsync();
        await cluster.AddAsync("m1", engine.UnixUri);
        Assert.Equal("SwarmNotActive", (await RefusedAsync(cluster)).ErrorId);

        await engine.DockerAsync("swarm", "init", "--advertise-addr", engine.Address.ToString());
        var found = Assert.Single(await FindAsync(cluster));
        Assert.Equal(("m1", "Swarm", engine.UnixUri, true), (found.Name, found.Source, found.Docker, found.AlreadyAdded));
        Assert.Equal(engine.Address.ToString(), Assert.Single(found.Address!));
        Assert.Matches("^manager \\(leader\\), active, ready, engine [0-9.+a-z]+, swarm CA [0-9a-f]{12}$", found.Description);

        var id = (await engine.DockerAsync("node", "ls", "-q")).Trim();
        await engine.DockerAsync("node", "update", "--availability", "drain", id);
        Assert.Contains("drain", Assert.Single(await FindAsync(cluster)).Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_that_are_not_known_have_no_way_to_their_engine_and_known_ones_have_theirs()
    {
        await using var engine = Scripted(Manager, """
            [{"ID":"m1id","Spec":{"Role":"manager","Availability":"active"},"Description":{"Hostname":"host1"},"Status":{"State":"ready","Addr":"0.0.0.0"},"ManagerStatus":{"Leader":true,"Reachability":"reachable","Addr":"10.0.0.1:2377"}},
             {"ID":"w1id","Spec":{"Role":"worker","Availability":"pause"},"Description":{"Hostname":"host 2!"},"Status":{"State":"down","Addr":"10.0.0.2"}},
             {"ID":"w2id","Spec":{"Role":"worker","Availability":"active"},"Description":{"Hostname":"host3","TLSInfo":{"TrustRoot":"rubbish"}},"Status":{"State":"ready","Addr":"10.0.0.3"}},
             {"ID":"m2id","Spec":{"Role":"manager","Availability":"active"},"Description":{"Hostname":"host4"},"Status":{"State":"unknown","Addr":"fd00::4"},"ManagerStatus":{"Reachability":"unreachable","Addr":"[fd00::4]:2377"}},
             {"ID":"x"}]
            """);
        await using var cluster = await TemporaryCluster.OpenAsync();
        await cluster.AddAsync("m1", engine.Uri, skipProbe: true);
        await cluster.AddAsync("known", new NodeSettings { Docker = new Uri("ssh://ops@10.0.0.3") }, skipProbe: true);
        var found = (await FindAsync(cluster)).ToDictionary(candidate => candidate.Name);
        Assert.Equal(["host-2-", "host4", "known", "m1", "x"], found.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((engine.Uri, true, "10.0.0.1"), (found["m1"].Docker, found["m1"].AlreadyAdded, found["m1"].Address!.Single()));
        Assert.Equal((null, false, "10.0.0.2"), (found["host-2-"].Docker, found["host-2-"].AlreadyAdded, found["host-2-"].Address!.Single()));
        Assert.Equal("worker, pause, down", found["host-2-"].Description);
        Assert.Equal(("ssh://ops@10.0.0.3", true), (found["known"].Docker!.OriginalString, found["known"].AlreadyAdded));
        Assert.Contains("swarm CA unreadable", found["known"].Description, StringComparison.Ordinal);
        Assert.Equal(("fd00::4", "manager, active, unknown, unreachable"), (found["host4"].Address!.Single(), found["host4"].Description));
        Assert.Null(found["x"].Address);
    }

    [Theory]
    [InlineData("SwarmNotActive", """{"LocalNodeState":"inactive"}""")]
    [InlineData("SwarmNotActive", "null")]
    [InlineData("SwarmNotReady", """{"LocalNodeState":"locked"}""")]
    [InlineData("SwarmNotReady", """{"LocalNodeState":"error","Error":"certificate expired"}""")]
    [InlineData("SwarmNotManager", """{"LocalNodeState":"active","ControlAvailable":false,"RemoteManagers":[{"NodeID":"a","Addr":"10.0.0.1:2377"}]}""")]
    public async Task An_engine_that_cannot_tell_says_why(string errorId, string swarm)
    {
        await using var engine = Scripted(swarm, "[]");
        await using var cluster = await TemporaryCluster.OpenAsync();
        await cluster.AddAsync("m1", engine.Uri, skipProbe: true);
        var refusal = await RefusedAsync(cluster);
        Assert.Equal((errorId, "m1"), (refusal.ErrorId, refusal.Node));
        if (errorId == "SwarmNotManager") Assert.Contains("10.0.0.1:2377", refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_one_node_with_an_engine_is_asked()
    {
        await using var cluster = await TemporaryCluster.OpenAsync();
        await cluster.AddAsync("a1", new Uri("tcp://127.0.0.1:1"), skipProbe: true);
        await cluster.AddAsync("a2", new Uri("tcp://127.0.0.1:2"), skipProbe: true);
        await cluster.AddAsync("web", new NodeSettings { NginxApi = new Uri("http://127.0.0.1:3") }, skipProbe: true);
        Assert.Equal("SwarmNodeAmbiguous", (await RefusedAsync(cluster, "a*")).ErrorId);
        Assert.Equal("NodeNotFound", (await RefusedAsync(cluster, "none")).ErrorId);
        Assert.Equal("NodeWithoutDocker", (await RefusedAsync(cluster, "web")).ErrorId);
        Assert.Equal("DockerRefused", (await RefusedAsync(cluster, "a1")).ErrorId);
    }

    private static FaultServer Scripted(string swarm, string nodes) => FaultServer.StartTcp()
        .On("/_ping", Faults.Answer(200, "OK"))
        .On("/info", Faults.Answer(200, $$"""{"ID":"e","NCPU":2,"MemTotal":1,"Swarm":{{swarm}}}"""))
        .On("/nodes", Faults.Answer(200, nodes));

    private static async Task<List<ClusterNodeCandidate>> FindAsync(TemporaryCluster cluster, string node = "m1") =>
        [.. (await cluster.Cluster.Nodes.FindAsync(new NodeDiscovery { Swarm = node }, CancellationToken.None).ToListAsync()).Select(answer => answer.Value!)];

    private static async Task<ClusterException> RefusedAsync(TemporaryCluster cluster, string node = "m1") => await Assert.ThrowsAsync<ClusterException>(() => FindAsync(cluster, node));
}
