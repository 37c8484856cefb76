using System.Net.Http.Json;
using System.Text.Json;
using LyttleCluster.Core;
using LyttleCluster.Service.Agent.Joining;

namespace LyttleCluster.ManagerTests.Joining;

/// <summary>The way of an agent from its first start to a node, and on.</summary>
public sealed class JoiningTests
{
    [Fact]
    public async Task An_agent_announces_itself_waits_and_is_a_node_once_it_is_approved()
    {
        await using var scene = await JoinScene.StartAsync();
        await scene.StartAgentAsync();
        Assert.Equal("http", scene.Agent.Address.Scheme);
        Assert.True(scene.Agent.Address.IsLoopback);

        var candidate = await scene.CandidateAsync();
        await scene.AgentLog.SaidAsync("The agent waits.");
        Assert.Equal(("web1", "Join", scene.AgentUri), (candidate.Name, candidate.Source, candidate.NginxApi));
        Assert.Equal(scene.Agent.Joining!.Fingerprint, candidate.Fingerprint);
        Assert.Contains(candidate.Fingerprint!, await scene.AgentLog.SaidAsync("The agent made its key."), StringComparison.Ordinal);
        Assert.Equal(JoinPhase.Waiting, scene.Agent.Joining.State);
        var health = await HealthAsync(scene);
        Assert.Equal("Waiting", health.GetProperty("state").GetString());
        Assert.Contains("Find-ClusterNode -Pending", health.GetProperty("detail").GetString(), StringComparison.Ordinal);

        await scene.ApproveAsync("web1");
        await scene.AgentLog.SaidAsync("The agent is a node of the manager.");
        Assert.Equal(scene.AgentUri, scene.Agent.Address);
        Assert.Empty(await scene.PendingAsync());

        var node = await scene.NodeAsync("web1");
        Assert.Equal((NodeStatus.Ready, null), (node.Status, node.Reason));
        Assert.Equal(EndpointConnection.Connected, node.NginxApi!.Connection);
        var reload = Assert.Single(await scene.ChangeAsync(new ReloadNginx { Nodes = ["web1"] }));
        Assert.Null(reload.Failure);
        Assert.Equal(NginxReloadOutcome.Reloaded, reload.Value!.Outcome);
    }

    [Fact]
    public async Task The_approval_is_one_operation_and_removing_the_node_is_told_to_the_agent()
    {
        await using var scene = await JoinScene.StartJoinedAsync();
        var operations = (await scene.Cluster.Operations.GetAsync(new OperationQuery(), CancellationToken.None).ToListAsync()).Select(answer => answer.Value!).ToList();
        var added = Assert.Single(operations, operation => operation.Kind == "Nodes.Add");
        Assert.Contains(scene.Agent.Joining!.Fingerprint!, Assert.Single(added.Steps).After, StringComparison.Ordinal);
        Assert.True(added.Reversible);

        await scene.ChangeAsync(new RemoveNode { Nodes = ["web1"] });
        await scene.AgentLog.SaidAsync("its node was removed");
        // It asks again by itself, and nobody trusts it for having been there.
        var candidate = await scene.CandidateAsync(number: 2);
        Assert.Equal(scene.Agent.Joining.Fingerprint, candidate.Fingerprint);
        Assert.Equal(scene.AgentUri, scene.Agent.Address);
    }

    [Fact]
    public async Task Heartbeats_tell_the_facts_of_the_host()
    {
        await using var scene = await JoinScene.StartJoinedAsync();
        var facts = await scene.Facts.NextAsync();
        Assert.Equal(Environment.MachineName, facts.HostName);
        Assert.True(facts.Cpus > 0);
        Assert.True(facts.MemoryBytes > 0);
        Assert.Equal("web1", scene.Facts.All.Last().Node);
        Assert.Equal(scene.Agent.Joining!.CertificateUntil!.Value, TimeProvider.System.GetUtcNow().AddDays(90), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task At_two_thirds_of_its_life_the_certificate_is_renewed_and_one_that_lapsed_is_approved_again()
    {
        await using var scene = await JoinScene.StartJoinedAsync();
        var first = scene.Agent.Joining!.CertificateUntil;
        scene.ManagerTime.Shift = scene.AgentTime.Shift = TimeSpan.FromDays(59);
        await scene.Facts.NextAsync();
        await scene.Facts.NextAsync();
        Assert.Equal(first, scene.Agent.Joining.CertificateUntil);

        scene.ManagerTime.Shift = scene.AgentTime.Shift = TimeSpan.FromDays(61);
        await scene.AgentLog.SaidAsync("The agent has a certificate.", 2);
        await scene.Facts.NextAsync();
        await scene.Facts.NextAsync();
        Assert.True(scene.Agent.Joining.CertificateUntil > first);
        Assert.Equal(JoinPhase.Joined, scene.Agent.Joining.State);

        scene.ManagerTime.Shift = scene.AgentTime.Shift = TimeSpan.FromDays(61 + 91);
        await scene.AgentLog.SaidAsync("lapsed");
        var candidate = await scene.CandidateAsync(number: 2);
        Assert.Contains("was node web1", candidate.Description, StringComparison.Ordinal);
        Assert.True(candidate.AlreadyAdded);
        await scene.ApproveAsync("web1", number: 2);
        await scene.AgentLog.SaidAsync("The agent is a node of the manager.", 2);
        Assert.Single(await scene.Cluster.Nodes.GetAsync(new NodeQuery { Cached = true }, CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task The_managers_own_certificate_is_renewed_too_and_agents_go_on_with_it()
    {
        await using var scene = await JoinScene.StartJoinedAsync();
        var file = Path.Combine(scene.StateFolder, "state.agent-client.pem");
        var before = await File.ReadAllTextAsync(file);
        Assert.Equal(EndpointConnection.Connected, (await scene.NodeAsync("web1")).NginxApi!.Connection);
        scene.ManagerTime.Shift = scene.AgentTime.Shift = TimeSpan.FromDays(61);
        await scene.StopManagerAsync();
        await scene.StartManagerAsync();
        await scene.ManagerLog.SaidAsync("The manager has a certificate for its agents.", 2);
        Assert.NotEqual(before, await File.ReadAllTextAsync(file));
        await scene.AgentLog.SaidAsync("The agent has a certificate.", 2);
        var node = await scene.NodeAsync("web1");
        Assert.Null(node.Reason);
    }

    private static async Task<JsonElement> HealthAsync(JoinScene scene)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = scene.Agent.Address };
        return (await client.GetFromJsonAsync<JsonElement>("/health")).GetProperty("joining");
    }
}
