using LyttleCluster.Core;
using LyttleCluster.Core.Docker;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.State;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.Local;

[Collection(EnginesCollection.Name)]
public class NodeTests(EnginesFixture engines)
{
    [EngineFact]
    public async Task A_node_shows_its_engine_and_host()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        var engine = await engines.EngineAsync();
        var added = await temporary.AddAsync("web1", new NodeSettings { Docker = engine.UnixUri, Location = "eu/rack1", Labels = new Dictionary<string, string> { ["tier"] = "front" } });

        var node = await temporary.NodeAsync("WEB1");
        Assert.Equal(NodeStatus.Ready, node.Status);
        Assert.Equal(EndpointConnection.Connected, node.Docker!.Connection);
        Assert.StartsWith("20.", node.Docker.Version, StringComparison.Ordinal);
        Assert.Equal("1.41", node.Docker.ApiVersion);
        Assert.True(node.Docker.Latency > TimeSpan.Zero);
        Assert.Equal(Environment.ProcessorCount, node.Cpus);
        Assert.True(node.MemoryBytes > 1_000_000);
        Assert.Equal(added.Kernel, node.Kernel);
        Assert.NotNull(node.ObservedAt);
    }

    [EngineFact]
    public async Task Mutual_tls_works_and_a_node_without_certificate_is_denied()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        var engine = await engines.EngineAsync();
        var files = engine.TlsFiles!;
        var withTls = new NodeSettings { Docker = engine.TcpUri, DockerCACertificatePath = files.CertificateAuthority, DockerCertificatePath = files.ClientCertificate, DockerKeyPath = files.ClientKey };
        var node = await temporary.AddAsync("tls", withTls);
        Assert.Equal(NodeStatus.Ready, node.Status);
        Assert.Equal([engine.Address.ToString()], node.Address);

        await temporary.ChangeAsync(new SetNode { Nodes = ["tls"], Settings = new NodeSettings(), Clear = ["DockerCertificatePath", "DockerKeyPath"] });
        node = await temporary.NodeAsync("tls");
        Assert.Equal(EndpointConnection.AccessDenied, node.Docker!.Connection);
        Assert.Equal(NodeStatus.Unreachable, node.Status);
        Assert.NotNull(node.Docker.Remedy);
    }

    [EngineFact]
    public async Task An_engine_that_dies_leaves_the_last_known_values_with_their_age()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await using var engine = await DockerEngine.StartAsync();
        await engine.RunAsync("kept");
        var before = await temporary.AddAsync("web1", engine.UnixUri);
        Assert.Equal(1, before.Containers!.Running);

        await engine.KillAsync();
        var away = await temporary.NodeAsync("web1");
        Assert.Equal(NodeStatus.Unreachable, away.Status);
        Assert.Equal(EndpointConnection.Refused, away.Docker!.Connection);
        Assert.StartsWith("nobody listens at ", away.Reason, StringComparison.Ordinal);
        Assert.Equal(before.Containers, away.Containers);
        Assert.Equal(before.ObservedAt, away.ObservedAt);

        await temporary.ReopenAsync();
        var cached = await temporary.NodeAsync("web1", cached: true);
        Assert.Equal(before.ObservedAt, cached.ObservedAt);
        Assert.Equal("kept", Assert.Single(await temporary.ContainersAsync(new ContainerQuery { Cached = true })).Name);

        await engine.RestartAsync();
        Assert.Equal(NodeStatus.Ready, (await temporary.NodeAsync("web1")).Status);
    }

    [EngineFact]
    public async Task Suspended_nodes_say_so_and_resume()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", (await engines.EngineAsync()).UnixUri);
        Assert.Equal(NodeStatus.Suspended, Assert.Single(await temporary.ChangeAsync(new SuspendNode { Nodes = ["web1"] })).Value!.Status);
        Assert.Equal(NodeStatus.Suspended, (await temporary.NodeAsync("web1")).Status);

        var again = await temporary.Cluster.Operations.PlanAsync(new SuspendNode { Nodes = ["web1"] }, CancellationToken.None);
        Assert.Empty(again.Changes);

        await temporary.ChangeAsync(new ResumeNode { Nodes = ["web1"] });
        Assert.Equal(NodeStatus.Ready, (await temporary.NodeAsync("web1")).Status);
    }

    [EngineFact]
    public async Task Test_checks_every_layer_of_a_tls_node()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        var engine = await engines.EngineAsync();
        var files = engine.TlsFiles!;
        await temporary.AddAsync("tls", new NodeSettings { Docker = engine.TcpUri, DockerCACertificatePath = files.CertificateAuthority, DockerCertificatePath = files.ClientCertificate, DockerKeyPath = files.ClientKey });

        var checks = (await temporary.Cluster.Nodes.TestAsync(new NodeTest(), CancellationToken.None).ToListAsync()).Select(c => c.Value!).ToList();
        Assert.Equal(["Tcp", "Tls", "DockerPing", "DockerApiVersion", "DockerWarnings", "ClockSkew"], checks.Select(c => c.Check));
        Assert.All(checks.Where(c => c.Check != "DockerWarnings" && c.Check != "Tls"), check => Assert.True(check.Passed, check.Detail));
    }

    [SshFact]
    public async Task Test_checks_every_layer_of_a_node_behind_ssh()
    {
        await using var server = await SshServer.StartAsync();
        var engine = await engines.EngineAsync();
        // This way, as ssh takes its configuration from the environment: no test may change that for the others.
        var endpoint = new DockerEndpoint { Node = "web1", Uri = server.UriOf(engine.SocketPath), SshConfigurationPath = server.ConfigurationPath };
        var checks = await CheckSshAsync(endpoint);
        Assert.Contains("OpenSSH", checks[0].Detail, StringComparison.Ordinal);
        Assert.Contains("SHA256:", checks[1].Detail, StringComparison.Ordinal);
        Assert.Equal("logged in by publickey", checks[2].Detail);

        Assert.Equal([null, "SshHostKeyUnknown", "SshHostKeyUnknown"], (await CheckSshAsync(endpoint with { SshConfigurationPath = server.StrangerConfigurationPath })).Select(check => check.ErrorId));
        Assert.Equal([null, null, "SshLoginRefused"], (await CheckSshAsync(endpoint with { SshConfigurationPath = server.UninvitedConfigurationPath })).Select(check => check.ErrorId));
        server.Kill();
        Assert.All(await CheckSshAsync(endpoint), check => Assert.Equal("SshRefused", check.ErrorId));
    }

    private static async Task<IReadOnlyList<(string Detail, string? ErrorId)>> CheckSshAsync(DockerEndpoint endpoint)
    {
        var check = new SshCheck(endpoint, TimeSpan.FromSeconds(60));
        var found = new List<(string, string?)>();
        foreach (var layer in new[] { check.ReachAsync, check.HostKeyAsync, check.LoginAsync })
        {
            try
            {
                found.Add((await layer(CancellationToken.None), null));
            }
            catch (ClusterException failure)
            {
                found.Add((failure.Message, failure.ErrorId));
            }
        }

        return found;
    }

    [Fact]
    public async Task Test_ends_at_the_first_layer_that_fails_and_says_what_to_do()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("gone", new Uri("tcp://no-such-host.invalid:2375"), skipProbe: true);
        var check = Assert.Single(await temporary.Cluster.Nodes.TestAsync(new NodeTest(), CancellationToken.None).ToListAsync()).Value!;
        Assert.Equal(("NameResolution", false), (check.Check, check.Passed));
        Assert.NotNull(check.Remedy);
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_not_added_unless_asked_for()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        var nobody = new Uri("unix:///nobody/listens/here.sock");
        var failure = await Assert.ThrowsAsync<ClusterException>(() => temporary.AddAsync("web1", nobody));
        Assert.Equal(("NodeProbeFailed", "web1"), (failure.ErrorId, failure.Node));
        Assert.Contains("-SkipProbe", failure.Remedy, StringComparison.Ordinal);

        var node = await temporary.AddAsync("web1", nobody, skipProbe: true);
        Assert.Equal((NodeStatus.Unknown, EndpointConnection.NotProbed), (node.Status, node.Docker!.Connection));
    }

    [Fact]
    public async Task Names_and_endpoints_are_unique_without_case()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", new Uri("unix:///a.sock"), skipProbe: true);
        Assert.Equal("NodeExists", (await Assert.ThrowsAsync<ClusterException>(() => temporary.AddAsync("WEB1", new Uri("unix:///b.sock"), skipProbe: true))).ErrorId);
        Assert.Equal("NodeEndpointInUse", (await Assert.ThrowsAsync<ClusterException>(() => temporary.AddAsync("web2", new Uri("unix:///a.sock"), skipProbe: true))).ErrorId);
    }

    [Fact]
    public async Task One_endpoint_is_not_given_to_two_nodes_at_once()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", new Uri("unix:///a.sock"), skipProbe: true);
        await temporary.AddAsync("web2", new Uri("unix:///b.sock"), skipProbe: true);
        var request = new SetNode { Nodes = ["web*"], Settings = new NodeSettings { Docker = new Uri("unix:///c.sock") } };
        Assert.Equal("NodeEndpointInUse", (await Assert.ThrowsAsync<ClusterException>(() => temporary.ChangeAsync(request))).ErrorId);
    }

    [Fact]
    public async Task An_engine_that_answers_with_a_fault_is_not_ready()
    {
        await using var server = FaultServer.StartTcp().On("/info", Faults.Status(500, "boom")).On("/containers/json", Faults.Answer(200, "[]"));
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", server.Uri, skipProbe: true);
        var node = await temporary.NodeAsync("web1");
        Assert.Equal((NodeStatus.Degraded, EndpointConnection.Connected, EndpointHealth.Unhealthy), (node.Status, node.Docker!.Connection, node.Docker.Health));
        Assert.Contains("boom", node.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_is_not_outlasted_by_a_node_that_hangs()
    {
        await using var server = FaultServer.StartTcp().On("/_ping", Faults.HangBeforeHeaders).On("/containers/json", Faults.HangBeforeHeaders);
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", server.Uri, skipProbe: true);
        var hour = TimeSpan.FromHours(1);

        var node = await temporary.Cluster.Nodes.WaitAsync(new NodeWait { Wait = TimeSpan.Zero, Timeout = hour }, CancellationToken.None).ToListAsync();
        Assert.Equal("NodeWaitTimedOut", Assert.Single(node).Failure!.ErrorId);
        var container = await temporary.Cluster.Containers.WaitAsync(new ContainerWait { Healthy = true, Wait = TimeSpan.Zero, Timeout = hour }, CancellationToken.None).ToListAsync();
        Assert.Equal("DockerTimedOut", Assert.Single(container).Failure!.ErrorId);
    }

    [Fact]
    public async Task What_another_version_observed_is_as_if_it_was_never_seen()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", new Uri("unix:///a.sock"), skipProbe: true);
        await using (var history = new SqliteHistory(temporary.File, TimeProvider.System))
        {
            foreach (var kind in (string[])["node", "containers"])
                await history.SetObservationAsync("web1", kind, DateTimeOffset.UnixEpoch, """{"status":"Ascended"}"""u8.ToArray(), memory: null, CancellationToken.None);
        }

        Assert.Equal(NodeStatus.Unknown, (await temporary.NodeAsync("web1", cached: true)).Status);
        Assert.Empty(await temporary.ContainersAsync(new ContainerQuery { Cached = true }));
    }

    [Fact]
    public async Task A_plan_that_was_overtaken_changes_nothing()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", new Uri("unix:///a.sock"), skipProbe: true);
        var operations = temporary.Cluster.Operations;
        var plan = await operations.PlanAsync(new SuspendNode { Nodes = ["web1"] }, CancellationToken.None);
        await temporary.ChangeAsync(new SetNode { Nodes = ["web1"], Settings = new NodeSettings { Location = "eu" } });

        var answer = Assert.Single(await operations.ApplyAsync(plan, CancellationToken.None).ToListAsync());
        Assert.Equal("PlanOutdated", answer.Failure!.ErrorId);
        var node = await temporary.NodeAsync("web1", cached: true);
        Assert.Equal((false, "eu"), (node.Suspended, node.Location));
    }

    [Fact]
    public async Task Every_change_is_in_the_journal_newest_first()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", new Uri("unix:///a.sock"), skipProbe: true);
        await temporary.ChangeAsync(new SetNode { Nodes = ["web1"], Settings = new NodeSettings { Location = "eu" } });
        await temporary.ChangeAsync(new RemoveNode { Nodes = ["web1"] });

        var journal = (await temporary.Cluster.Operations.GetAsync(new OperationQuery(), CancellationToken.None).ToListAsync()).Select(o => o.Value!).ToList();
        Assert.Equal(["Nodes.Remove", "Nodes.Set", "Nodes.Add"], journal.Select(o => o.Kind));
        Assert.All(journal, operation => Assert.Equal((OperationOutcome.Succeeded, true), (operation.Outcome, operation.Reversible)));
        var step = Assert.Single(journal[1].Steps);
        Assert.Equal(("node/web1", "Docker=unix:///a.sock", "Docker=unix:///a.sock Location=eu"), (step.Target, step.Before, step.After));
        Assert.Contains('@', journal[0].Author);
    }

    [Fact]
    public async Task Unknown_names_fail_alone_and_wildcards_never()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", new Uri("unix:///a.sock"), skipProbe: true);
        var answers = await temporary.Cluster.Nodes.GetAsync(new NodeQuery { Nodes = ["nope", "w*", "x*"], Cached = true }, CancellationToken.None).ToListAsync();
        Assert.Equal("NodeNotFound", Assert.Single(answers, a => a.Failure is not null).Failure!.ErrorId);
        Assert.Equal("web1", Assert.Single(answers, a => a.IsValue).Value!.Name);
    }

    [Fact]
    public async Task Waiting_for_a_node_that_stays_away_ends_with_its_reason()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", new Uri("unix:///nobody/listens/here.sock"), skipProbe: true);
        var request = new NodeWait { Nodes = ["web1"], Wait = TimeSpan.Zero };
        var answer = Assert.Single(await temporary.Cluster.Nodes.WaitAsync(request, CancellationToken.None).ToListAsync());
        Assert.Equal("NodeWaitTimedOut", answer.Failure!.ErrorId);
        Assert.Contains("Unreachable", answer.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_that_cannot_be_kept_is_warned_of_once_and_hides_nothing()
    {
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 1 });
        await using var temporary = await TemporaryCluster.OpenAsync();
        Directory.CreateDirectory(temporary.File.HistoryPath);
        await temporary.AddAsync("n0", nodes.Nodes[0].Uri);

        var summary = Assert.Single(await temporary.Cluster.Overview.GetAsync(new SummaryQuery(), CancellationToken.None).ToListAsync()).Value!;
        Assert.Equal(50, summary.Containers.Total);

        // The history is written behind the scenes; a cached read waits for it, so that its failure is known by then.
        var cached = await temporary.Cluster.Nodes.GetAsync(new NodeQuery { Cached = true }, CancellationToken.None).ToListAsync();
        var warnings = summary.Warnings.Select(w => w.Id).Concat(cached.Where(a => a.Warning is not null).Select(a => a.Warning!.Id));
        Assert.Equal(["HistoryIncomplete"], warnings);
        Assert.Equal(NodeStatus.Ready, (await temporary.NodeAsync("n0")).Status);
    }
}
