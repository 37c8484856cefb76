using LyttleCluster.Core;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Agent.Executable;
using LyttleCluster.Tests.Agent.Http;
using LyttleCluster.Tests.Peers;
using LyttleCluster.Tests.State;

namespace LyttleCluster.Tests.Local;

/// <summary>A node whose nginx_api is the built agent beside a real nginx.</summary>
public sealed class RealAgentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NginxFact]
    public async Task A_node_follows_its_agent_and_its_nginx_through_the_day()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var temporary = await TemporaryCluster.OpenAsync();
        await using (var agent = await AgentProcess.StartAsync(nginx, _folder))
        {
            var node = await temporary.AddAsync("web1", new NodeSettings { NginxApi = agent.Address, NginxApiKey = new Secret(RunningAgent.Admin) });
            Assert.Equal((NodeStatus.Ready, "0.1.0"), (node.Status, node.NginxApi!.Version));
            Assert.Equal((Environment.ProcessorCount, 3), (node.Cpus, node.Load.Length));
            Assert.InRange(node.Uptime!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650));
            Assert.InRange(node.MemoryUsedBytes!.Value, 1, node.MemoryBytes!.Value);
            Assert.Contains(node.Disks, disk => disk.Path == "/" && disk.UsedBytes > 0 && disk.UsedBytes <= disk.TotalBytes);

            var checks = (await temporary.Cluster.Nodes.TestAsync(new NodeTest(), CancellationToken.None).ToListAsync()).Select(answer => answer.Value!).ToList();
            Assert.Equal(["Tcp", "NginxApiKey", "NginxApiReach", "NginxApiHealth", "NginxApiLogin", "NginxApiRights", "AgentPrivileges", "ClockSkew"], checks.Select(check => check.Check));
            Assert.All(checks, check => Assert.True(check.Passed, check.Detail));

            var plan = await temporary.Cluster.Operations.PlanAsync(new RestartNode { Nodes = ["web1"] }, CancellationToken.None);
            Assert.Equal("NginxApiRebootNotAllowed", Assert.Single(plan.Failures).ErrorId);

            var found = Assert.Single(await temporary.Cluster.Nodes.FindAsync(
                new NodeDiscovery { NginxApi = agent.Address, NginxApiKey = new Secret(RunningAgent.Admin) }, CancellationToken.None).ToListAsync()).Value!;
            Assert.Equal((agent.Address, true), (found.NginxApi, found.AlreadyAdded));

            await nginx.KillAsync();
            node = await temporary.NodeAsync("web1");
            Assert.Equal((NodeStatus.Degraded, EndpointHealth.Unhealthy), (node.Status, node.NginxApi!.Health));
            Assert.Contains("nginx", node.Reason, StringComparison.Ordinal);
        }

        var gone = await temporary.NodeAsync("web1");
        Assert.Equal((NodeStatus.Unreachable, EndpointConnection.Refused), (gone.Status, gone.NginxApi!.Connection));
        Assert.NotNull(gone.Uptime);
    }
}
