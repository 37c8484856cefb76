using LyttleCluster.Core;
using LyttleCluster.Service.Agent.Joining;
using LyttleCluster.TestPeers;

namespace LyttleCluster.ManagerTests.Joining;

/// <summary>What an approval changes, and what can be taken back.</summary>
public sealed class ApprovalTests
{
    [Fact]
    public async Task Another_key_takes_a_joined_nodes_place_only_by_approval_and_keeps_its_settings()
    {
        await using var scene = await JoinScene.StartJoinedAsync();
        await scene.ChangeAsync(new SetNode { Nodes = ["web1"], Settings = new NodeSettings { Location = "eu/rack1" } });
        var before = scene.Agent.Joining!.Fingerprint;
        await scene.StopAgentAsync();
        Directory.Delete(scene.DataFolder, recursive: true);
        await scene.StartAgentAsync();
        var candidate = await scene.CandidateAsync(number: 2);
        Assert.NotEqual(before, candidate.Fingerprint);
        Assert.True(candidate.AlreadyAdded);

        await scene.ApproveAsync("web1", number: 2);
        await scene.AgentLog.SaidAsync("The agent is a node of the manager.", 2);
        var node = await scene.NodeAsync("web1");
        Assert.Equal(("eu/rack1", null), (node.Location, node.Reason));
    }

    [Fact]
    public async Task A_node_that_was_added_by_hand_is_not_handed_to_whoever_calls_itself_so()
    {
        await using var scene = await JoinScene.StartAsync();
        await scene.ChangeAsync(new AddNode { Name = "web1", Settings = new NodeSettings { Docker = new Uri("tcp://127.0.0.1:1") }, SkipProbe = true });
        await scene.StartAgentAsync();
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => scene.ApproveAsync("web1"));
        Assert.Equal("NodeExists", refusal.ErrorId);
        await scene.ApproveAsync("web2");
        await scene.AgentLog.SaidAsync("The agent is a node of the manager.");
    }

    [Fact]
    public async Task An_approval_that_is_undone_and_a_removal_that_is_undone()
    {
        await using var scene = await JoinScene.StartJoinedAsync();
        await scene.ChangeAsync(new RemoveNode { Nodes = ["web1"] });
        await scene.AgentLog.SaidAsync("its node was removed");
        await scene.CandidateAsync(number: 2);
        // It has announced itself meanwhile; an undo does not go over that.
        var moved = await Assert.ThrowsAsync<ClusterException>(() => UndoAsync(scene, "Nodes.Remove"));
        Assert.Equal("OperationMovedOn", moved.ErrorId);

        await scene.ApproveAsync("web1", number: 2);
        await scene.AgentLog.SaidAsync("The agent is a node of the manager.", 2);
        await scene.StopAgentAsync();
        await scene.ChangeAsync(new RemoveNode { Nodes = ["web1"] });
        Assert.Null((await UndoAsync(scene, "Nodes.Remove")).Failure);
        await scene.StartAgentAsync();
        await scene.AgentLog.SaidAsync("The agent is a node of the manager.", 3);
    }

    [Fact]
    public async Task Two_who_approve_at_once_approve_once()
    {
        await using var scene = await JoinScene.StartAsync();
        await scene.StartAgentAsync();
        var candidate = await scene.CandidateAsync();
        var first = await scene.Cluster.Operations.PlanAsync(new AddNode { Name = "a", Settings = new NodeSettings(), JoinId = candidate.JoinId }, CancellationToken.None);
        var second = await scene.Cluster.Operations.PlanAsync(new AddNode { Name = "b", Settings = new NodeSettings(), JoinId = candidate.JoinId }, CancellationToken.None);
        Assert.Null(Assert.Single(await scene.Cluster.Operations.ApplyAsync(first, CancellationToken.None).ToListAsync()).Failure);
        var refused = Assert.Single(await scene.Cluster.Operations.ApplyAsync(second, CancellationToken.None).ToListAsync()).Failure!;
        Assert.Contains(refused.ErrorId, new[] { "JoinRequestMoved", "NodeEndpointInUse" });
        Assert.Single(await scene.Cluster.Nodes.GetAsync(new NodeQuery { Cached = true }, CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task An_agent_whose_address_is_set_anew_gets_a_certificate_for_it()
    {
        await using var scene = await JoinScene.StartJoinedAsync();
        // Another loopback address of the same host, where it does not listen: the name in the certificate is what matters here.
        await scene.ChangeAsync(new SetNode { Nodes = ["web1"], Settings = new NodeSettings { NginxApi = new Uri($"https://127.0.0.9:{scene.AgentUri.Port}") } });
        await scene.AgentLog.SaidAsync("The agent has a certificate.", 2);
        using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(Path.Combine(scene.DataFolder, "join", "certificate.pem"));
        Assert.Contains("127.0.0.9", certificate.Extensions.OfType<System.Security.Cryptography.X509Certificates.X509SubjectAlternativeNameExtension>().Single().EnumerateIPAddresses().Select(one => one.ToString()));
    }

    [Fact]
    public async Task A_CA_is_replaced_while_agents_go_on()
    {
        await using var scene = await JoinScene.StartJoinedAsync();
        Assert.Null((await scene.NodeAsync("web1")).Reason);
        using var next = new TestAuthority("the next CA");
        var (file, key) = (Path.Combine(scene.StateFolder, "state.agent-ca.pem"), Path.Combine(scene.StateFolder, "state.agent-ca.key"));
        var old = await File.ReadAllTextAsync(file);
        await scene.StopManagerAsync();
        TestAuthority.WriteKey(scene.StateFolder, "state.agent-ca.key", next.Certificate);
        await File.WriteAllTextAsync(file, next.Certificate.ExportCertificatePem() + "\n" + old);
        await scene.StartManagerAsync();
        await scene.AgentLog.SaidAsync("The agent has a certificate.", 2);
        Assert.Null((await scene.NodeAsync("web1")).Reason);

        // Once every agent has heard, the old one can go.
        await File.WriteAllTextAsync(file, next.Certificate.ExportCertificatePem() + "\n");
        await scene.AgentLog.SaidAsync("The agent has a certificate.", 3);
        Assert.Null((await scene.NodeAsync("web1")).Reason);
        Assert.True(File.Exists(key));
    }

    private static async Task<Answer<ClusterOperation>> UndoAsync(JoinScene scene, string kind)
    {
        var operations = await scene.Cluster.Operations.GetAsync(new OperationQuery(), CancellationToken.None).ToListAsync();
        return Assert.Single(await scene.ChangeAsync(new UndoOperation { Id = operations.First(answer => answer.Value!.Kind == kind).Value!.Id }));
    }
}
