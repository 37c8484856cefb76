using LyttleCluster.Core;
using LyttleCluster.Core.Security;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.State;

namespace LyttleCluster.Tests.Local;

public class NginxNodeTests
{
    private static readonly Secret Key = new(ScriptedAgent.Key);

    [Fact]
    public async Task A_node_without_docker_shows_what_its_agent_tells()
    {
        await using var agent = ScriptedAgent.Start();
        await using var temporary = await TemporaryCluster.OpenAsync();
        var added = await temporary.AddAsync("web1", new NodeSettings { NginxApi = agent.Uri, NginxApiKey = Key });
        Assert.Equal(NodeStatus.Ready, added.Status);

        await temporary.ReopenAsync();
        var node = await temporary.NodeAsync("web1");
        Assert.Equal((NodeStatus.Ready, null, null), (node.Status, node.Reason, node.Docker));
        Assert.Equal((EndpointConnection.Connected, EndpointHealth.Healthy, "0.1.0"), (node.NginxApi!.Connection, node.NginxApi.Health, node.NginxApi.Version));
        Assert.Equal(("Debian GNU/Linux 12", "6.1.0", 4, 8_000_000_000), (node.OperatingSystem, node.Kernel, node.Cpus, node.MemoryBytes));
        Assert.Equal((12.5, 2_000_000_000, TimeSpan.FromHours(1)), (node.CpuPercent, node.MemoryUsedBytes, node.Uptime));
        Assert.Equal([0.5, 0.25, 0.125], node.Load);
        Assert.Equal("/ 40 %", Assert.Single(node.Disks).ToString());
        Assert.Equal(["10.0.0.5"], node.Address);

        var cached = await temporary.NodeAsync("web1", cached: true);
        Assert.Equal((node.CpuPercent, node.Uptime, node.ObservedAt, node.NginxApi), (cached.CpuPercent, cached.Uptime, cached.ObservedAt, cached.NginxApi));
    }

    [Fact]
    public async Task A_node_is_ready_only_when_all_of_its_endpoints_are_well()
    {
        var agent = ScriptedAgent.Start();
        await using var engine = SimulatedEngine();
        await using var temporary = await TemporaryCluster.OpenAsync();
        var node = await temporary.AddAsync("web1", new NodeSettings { Docker = engine.Uri, NginxApi = agent.Uri, NginxApiKey = Key });
        Assert.Equal((NodeStatus.Ready, "Simulated Linux", 12.5), (node.Status, node.OperatingSystem, node.CpuPercent));

        agent.FailingCheck = "nginx_master";
        node = await temporary.NodeAsync("web1");
        Assert.Equal((NodeStatus.Degraded, EndpointHealth.Unhealthy), (node.Status, node.NginxApi!.Health));
        Assert.Contains("nginx_master", node.Reason, StringComparison.Ordinal);

        agent.FailingCheck = null;
        engine.On("/info", Faults.Status(500, "boom"));
        node = await temporary.NodeAsync("web1");
        Assert.Equal((NodeStatus.Degraded, EndpointHealth.Healthy), (node.Status, node.NginxApi!.Health));
        Assert.Contains("boom", node.Reason, StringComparison.Ordinal);

        await agent.DisposeAsync();
        node = await temporary.NodeAsync("web1");
        Assert.Equal(EndpointConnection.Refused, node.NginxApi!.Connection);
        Assert.Contains("boom", node.Reason, StringComparison.Ordinal);
        Assert.Contains("nobody listens", node.Reason, StringComparison.Ordinal);
        Assert.Equal(12.5, node.CpuPercent);
    }

    [Fact]
    public async Task What_an_endpoint_told_that_is_gone_now_is_kept_with_its_age()
    {
        await using var agent = ScriptedAgent.Start();
        var engine = SimulatedEngine();
        await using var temporary = await TemporaryCluster.OpenAsync();
        var before = await temporary.AddAsync("web1", new NodeSettings { Docker = engine.Uri, NginxApi = agent.Uri, NginxApiKey = Key });

        await engine.DisposeAsync();
        var node = await temporary.NodeAsync("web1");
        Assert.Equal((NodeStatus.Degraded, EndpointConnection.Refused, before.Containers), (node.Status, node.Docker!.Connection, node.Containers));
        Assert.Equal(before.Docker!.ObservedAt, node.Docker.ObservedAt);
        Assert.True(node.NginxApi!.ObservedAt > before.NginxApi!.ObservedAt);
    }

    [Fact]
    public async Task A_wrong_key_is_said_and_its_node_not_added()
    {
        await using var agent = ScriptedAgent.Start();
        await using var temporary = await TemporaryCluster.OpenAsync();
        var settings = new NodeSettings { NginxApi = agent.Uri, NginxApiKey = new Secret("another") };
        Assert.Equal("NodeProbeFailed", (await Assert.ThrowsAsync<ClusterException>(() => temporary.AddAsync("web1", settings))).ErrorId);

        await temporary.AddAsync("web1", settings, skipProbe: true);
        var node = await temporary.NodeAsync("web1");
        Assert.Equal((NodeStatus.Unreachable, EndpointConnection.AccessDenied), (node.Status, node.NginxApi!.Connection));
        Assert.Contains("-NginxApiKeyFile", node.NginxApi.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("another", node.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_key_file_is_said_of_each_node_and_nothing_is_asked()
    {
        await using var agent = ScriptedAgent.Start();
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", new NodeSettings { NginxApi = agent.Uri, NginxApiKey = Key });
        File.Delete(KeyFile.Beside(temporary.File.Path).Path);
        await temporary.ReopenAsync();

        var asked = agent.Server.Requests.Count;
        var node = await temporary.NodeAsync("web1");
        Assert.Equal((NodeStatus.Unknown, EndpointConnection.NotProbed), (node.Status, node.NginxApi!.Connection));
        Assert.Contains("NginxApiKey of node/web1", node.Reason, StringComparison.Ordinal);
        Assert.Contains("Set-ClusterNode -Node web1 -NginxApiKeyFile", node.NginxApi.Remedy, StringComparison.Ordinal);
        Assert.Equal(asked, agent.Server.Requests.Count);

        var repaired = await temporary.ChangeAsync(new SetNode { Nodes = ["web1"], Settings = new NodeSettings { NginxApiKey = Key } });
        Assert.Equal(NodeStatus.Ready, Assert.Single(repaired).Value!.Status);
    }

    [Fact]
    public async Task Both_endpoints_are_looked_at_side_by_side()
    {
        await using var agent = ScriptedAgent.Start();
        await using var engine = SimulatedEngine().On("/_ping", Faults.HangBeforeHeaders);
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", new NodeSettings { Docker = engine.Uri, NginxApi = agent.Uri, NginxApiKey = Key }, skipProbe: true);
        using var stop = new CancellationTokenSource();
        var asking = temporary.Cluster.Nodes.GetAsync(new NodeQuery { Timeout = TimeSpan.FromHours(1) }, stop.Token).ToListAsync(stop.Token).AsTask();
        await engine.WaitForRequestAsync("/_ping");
        await agent.Server.WaitForRequestAsync("/node");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task A_node_without_docker_is_in_nobodys_way_unless_it_is_named()
    {
        await using var agent = ScriptedAgent.Start();
        await using var engine = SimulatedEngine();
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("proxy1", new NodeSettings { NginxApi = agent.Uri, NginxApiKey = Key });
        await temporary.AddAsync("web1", engine.Uri);

        var cluster = temporary.Cluster;
        var query = new ContainerQuery();
        Assert.Empty(await cluster.Containers.GetAsync(query, CancellationToken.None).ToListAsync());
        Assert.Empty(await cluster.Containers.GetAsync(query with { Cached = true, Nodes = ["*"] }, CancellationToken.None).ToListAsync());
        Assert.Empty(await cluster.Events.GetAsync(new EventQuery { Nodes = ["proxy*"] }, CancellationToken.None).ToListAsync());
        Assert.Equal("NodeWithoutDocker", Assert.Single(await cluster.Containers.GetAsync(query with { Nodes = ["PROXY1"] }, CancellationToken.None).ToListAsync()).Failure!.ErrorId);
        Assert.Equal("NodeWithoutDocker", Assert.Single(await cluster.Containers.GetAsync(query with { Nodes = ["proxy1"], Cached = true }, CancellationToken.None).ToListAsync()).Failure!.ErrorId);
        Assert.Equal("NodeWithoutDocker", Assert.Single(await cluster.Events.WatchAsync(new EventWatch { Nodes = ["proxy1"] }, CancellationToken.None).ToListAsync()).Failure!.ErrorId);

        var summary = Assert.Single(await cluster.Overview.GetAsync(new SummaryQuery(), CancellationToken.None).ToListAsync()).Value!;
        Assert.Equal(2, summary.NodesByStatus["Ready"]);
        Assert.Empty(summary.Warnings);
    }

    [Fact]
    public async Task An_address_that_was_given_counts_before_the_agents()
    {
        await using var agent = ScriptedAgent.Start();
        agent.Addresses = ["10.0.0.5", "192.168.7.7"];
        await using var temporary = await TemporaryCluster.OpenAsync();
        var node = await temporary.AddAsync("web1", new NodeSettings { NginxApi = agent.Uri, NginxApiKey = Key, Address = ["given"] });
        Assert.Equal(["given"], node.Address);
        Assert.Equal(["10.0.0.5"], Assert.Single(await temporary.ChangeAsync(new SetNode { Nodes = ["web1"], Settings = new NodeSettings(), Clear = ["Address"] })).Value!.Address);
    }

    [Fact]
    public async Task Test_checks_every_layer_of_an_agent()
    {
        await using var agent = ScriptedAgent.Start();
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", new NodeSettings { NginxApi = agent.Uri, NginxApiKey = Key });
        var checks = await TestAsync(temporary);
        Assert.Equal(["Tcp", "NginxApiKey", "NginxApiReach", "NginxApiHealth", "NginxApiLogin", "NginxApiRights", "AgentPrivileges", "ClockSkew"], checks.Keys);
        Assert.All(checks.Values, check => Assert.True(check.Passed, check.Detail));
        Assert.Contains("0.1.0", checks["NginxApiReach"].Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(checks.Values, check => check.Detail.Contains(ScriptedAgent.Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Test_says_what_is_wrong_beside_what_is_well()
    {
        await using var agent = ScriptedAgent.Start();
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", new NodeSettings { NginxApi = agent.Uri, NginxApiKey = Key });
        (agent.Role, agent.FailingCheck, agent.ClockOffset) = ("viewer", "config_apply", TimeSpan.FromMinutes(-5));
        var checks = await TestAsync(temporary);
        Assert.Equal(["NginxApiHealth", "NginxApiRights", "ClockSkew"], checks.Values.Where(check => !check.Passed).Select(check => check.Check));
        Assert.Contains("about config_apply", checks["NginxApiHealth"].Detail, StringComparison.Ordinal);
        Assert.Matches("^-(29|30)[0-9]", checks["ClockSkew"].Detail);
        Assert.DoesNotContain("AgentPrivileges", checks.Keys);

        agent.Role = "operator";
        agent.Server.On("/configuration/test", Faults.Answer(500, """{"statusCode":500,"message":"sudo: a password is required","code":"InternalError","path":"/","method":"POST","timestamp":"2026-11-21T04:40:18.045Z"}"""));
        checks = await TestAsync(temporary);
        Assert.Contains("sudo", checks["AgentPrivileges"].Detail, StringComparison.Ordinal);
        Assert.Contains("--check-privileges", checks["AgentPrivileges"].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_of_one_endpoint_does_not_end_with_the_others_failure()
    {
        await using var agent = ScriptedAgent.Start();
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", new NodeSettings { Docker = new Uri("unix:///no/such.sock"), NginxApi = agent.Uri, NginxApiKey = new Secret("another") }, skipProbe: true);
        var checks = await TestAsync(temporary);
        Assert.Equal(["Socket", "Tcp", "NginxApiKey", "NginxApiReach", "NginxApiHealth", "NginxApiLogin"], checks.Keys);
        Assert.Equal(["Socket", "NginxApiLogin"], checks.Values.Where(check => !check.Passed).Select(check => check.Check));
    }

    [Fact]
    public async Task Over_tls_test_tells_how_long_the_certificate_lasts_and_what_is_wrong_with_it()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority("ours");
        var files = authority.WriteFiles(folder.Path, ["127.0.0.1"]);
        using var ending = authority.IssueServer(["127.0.0.1"], DateTimeOffset.UtcNow.AddDays(10));
        await using var agent = NginxApiServer.Start(ApiGeneration.Agent, new NginxApiServerOptions { Certificate = ending, ClientsOf = authority.Certificate });
        await using var temporary = await TemporaryCluster.OpenAsync();
        var settings = new NodeSettings
        {
            NginxApi = agent.Uri,
            NginxApiKey = new Secret(agent.ApiKey),
            NginxApiCACertificatePath = files.CertificateAuthority,
            NginxApiCertificatePath = files.ClientCertificate,
            NginxApiKeyPath = files.ClientKey,
        };
        Assert.Equal(NodeStatus.Ready, (await temporary.AddAsync("web1", settings)).Status);
        var checks = await TestAsync(temporary);
        Assert.Equal(["Tls"], checks.Values.Where(check => !check.Passed).Select(check => check.Check));
        Assert.Contains("9 days left", checks["Tls"].Detail, StringComparison.Ordinal);
        Assert.Contains("ClockSkew", checks.Keys);

        await temporary.ChangeAsync(new SetNode { Nodes = ["web1"], Settings = new NodeSettings(), Clear = [nameof(NodeSettings.NginxApiCACertificatePath)] });
        checks = await TestAsync(temporary);
        Assert.Equal(["Tcp", "Tls"], checks.Keys);
        Assert.Contains("-NginxApiCACertificatePath", checks["Tls"].Remedy, StringComparison.Ordinal);
        var node = await temporary.NodeAsync("web1");
        Assert.Equal((NodeStatus.Unreachable, EndpointConnection.AccessDenied), (node.Status, node.NginxApi!.Connection));
    }

    [Fact]
    public async Task Find_gives_the_cluster_of_an_nginx_api_and_marks_what_is_added()
    {
        await using var agent = ScriptedAgent.Start();
        agent.Peers =
        [
            Peer("web1.internal", "http://10.0.0.5:3003", isLocal: true),
            Peer("web2.internal", "http://10.0.0.6:3003", isLocal: false),
            Peer("web 3", null, isLocal: false),
        ];
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("known", new NodeSettings { NginxApi = new Uri("HTTP://10.0.0.6:3003/") }, skipProbe: true);
        var found = (await temporary.Cluster.Nodes.FindAsync(new NodeDiscovery { NginxApi = agent.Uri, NginxApiKey = Key }, CancellationToken.None).ToListAsync())
            .Select(answer => answer.Value!).OrderBy(candidate => candidate.Name, StringComparer.Ordinal).ToList();
        Assert.Equal(["web-3", "web1.internal", "web2.internal"], found.Select(candidate => candidate.Name));
        Assert.Equal([null, agent.Uri, new Uri("http://10.0.0.6:3003")], found.Select(candidate => candidate.NginxApi));
        Assert.Equal([false, false, true], found.Select(candidate => candidate.AlreadyAdded));
        Assert.Contains("advertises no address", found[0].Description, StringComparison.Ordinal);

        var wrong = new NodeDiscovery { NginxApi = agent.Uri, NginxApiKey = new Secret("another") };
        var failure = await Assert.ThrowsAsync<ClusterException>(async () => await temporary.Cluster.Nodes.FindAsync(wrong, CancellationToken.None).ToListAsync());
        Assert.Equal(("NginxClusterNotAsked", ClusterErrorCategory.AuthenticationError), (failure.ErrorId, failure.Category));
        Assert.Contains("Find-ClusterNode -NginxApiKeyFile", failure.Remedy, StringComparison.Ordinal);

        static object Peer(string host, string? url, bool isLocal) => new
        {
            id = host,
            hostname = host,
            instanceId = host + "-1",
            controlPlane = url is null ? null : new { baseUrl = url },
            isLeader = isLocal,
            status = "active",
            isLocal,
        };
    }

    private static async Task<Dictionary<string, ClusterCheck>> TestAsync(TemporaryCluster temporary) =>
        (await temporary.Cluster.Nodes.TestAsync(new NodeTest(), CancellationToken.None).ToListAsync()).ToDictionary(answer => answer.Value!.Check, answer => answer.Value!);

    private static FaultServer SimulatedEngine() => FaultServer.StartTcp()
        .On("/info", Faults.Answer(200, """{"OperatingSystem":"Simulated Linux","KernelVersion":"6","NCPU":2,"MemTotal":1000,"ServerVersion":"20.10"}"""))
        .On("/containers/json", Faults.Answer(200, "[]"))
        .On("/events", Faults.Answer(200, ""));
}
