using LyttleCluster.Core;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Local;

namespace LyttleCluster.ManagerTests.Joining;

/// <summary>Find-ClusterNode -NginxApi on what LyttleNGINX of each generation says of its cluster.</summary>
public sealed class NginxClusterTests
{
    [Theory]
    [InlineData(ApiGeneration.V2)]
    [InlineData(ApiGeneration.Keys2025)]
    public async Task A_LyttleNGINX_is_asked_with_its_key(ApiGeneration generation)
    {
        await using var server = NginxApiServer.Start(generation);
        await using var cluster = await TemporaryCluster.OpenAsync();
        var found = await FindAsync(cluster, new NodeDiscovery { NginxApi = server.Uri, NginxApiKey = new Secret(server.ApiKey) });
        // The one that answered is reached where we reached it; the older ones did not say which of them that is.
        var own = Assert.Single(found);
        Assert.Equal(("NginxApi", generation == ApiGeneration.V2 ? server.Uri : null), (own.Source, own.NginxApi));
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => FindAsync(cluster, new NodeDiscovery { NginxApi = server.Uri }));
        Assert.Equal(("NginxClusterNotAsked", ClusterErrorCategory.AuthenticationError), (refusal.ErrorId, refusal.Category));
    }

    [Fact]
    public async Task A_server_of_2025_11_takes_user_and_password()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Login2025);
        await using var cluster = await TemporaryCluster.OpenAsync();
        Assert.NotEmpty(await FindAsync(cluster, new NodeDiscovery { NginxApi = server.Uri, NginxApiKey = new Secret(server.LoginKey) }));
    }

    [Fact]
    public async Task Addresses_of_IPv6_ghosts_and_nodes_that_advertise_nothing_of_use()
    {
        await using var agent = ScriptedAgent.Start();
        agent.Peers =
        [
            Peer("six", "a", "http://[fd00::6]:3003", "2026-11-21T04:43:06.333Z"),
            // The same process before its restart: for 50 s both are listed, with one address.
            Peer("six-before", "b", "http://[FD00:0::6]:3003/", "2026-11-21T04:42:06.333Z"),
            Peer("odd", "c", "ftp://10.0.0.9/", "2026-11-21T04:43:06.333Z"),
            Peer("-._", "d", null, "2026-11-21T04:43:06.333Z"),
            Peer("TLS.internal", "e", "https://tls.internal:3003", "2026-11-21T04:43:06.333Z"),
        ];
        await using var cluster = await TemporaryCluster.OpenAsync();
        await cluster.AddAsync("known", new NodeSettings { NginxApi = new Uri("http://[fd00:0:0::6]:3003") }, skipProbe: true);
        var discovery = new NodeDiscovery { NginxApi = agent.Uri, NginxApiKey = new Secret(ScriptedAgent.Key) };
        var found = (await FindAsync(cluster, discovery)).ToDictionary(candidate => candidate.Name);
        Assert.Equal(["TLS.internal", "node", "odd", "six"], found.Keys.Order(StringComparer.Ordinal));
        Assert.True(found["six"].AlreadyAdded);
        Assert.Null(found["odd"].NginxApi);
        Assert.Null(found["node"].NginxApi);
        Assert.Equal(new Uri("https://tls.internal:3003"), found["TLS.internal"].NginxApi);
    }

    private static object Peer(string host, string instance, string? url, string heartbeat) => new
    {
        id = instance, hostname = host, instanceId = instance, controlPlane = url is null ? null : new { baseUrl = url }, isLeader = false, status = "active", lastHeartbeat = heartbeat, version = "unknown", isLocal = false,
    };

    private static async Task<List<ClusterNodeCandidate>> FindAsync(TemporaryCluster cluster, NodeDiscovery discovery) =>
        [.. (await cluster.Cluster.Nodes.FindAsync(discovery, CancellationToken.None).ToListAsync()).Select(answer => answer.Value!)];
}
