using LyttleCluster.Core;
using LyttleCluster.Core.Security;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Agent.Executable;
using LyttleCluster.Tests.Local;

namespace LyttleCluster.Tests.Nginx;

/// <summary>A cluster of real nginx, each with a real agent process beside it, named n0, n1, ….</summary>
internal sealed class AgentCluster : IAsyncDisposable
{
    private readonly TemporaryCluster _cluster;

    private AgentCluster(TemporaryCluster cluster, IReadOnlyList<NginxAgent> agents) => (_cluster, Agents) = (cluster, agents);

    public TemporaryCluster Files => _cluster;

    public ICluster Cluster => _cluster.Cluster;

    public IReadOnlyList<NginxAgent> Agents { get; }

    public NginxServer Nginx(int number = 0) => Agents[number].Nginx;

    /// <param name="nodes">How many.</param>
    /// <param name="options">How each nginx is set up.</param>
    /// <param name="agent">How the agent beside it is started; null: with domains on nginx's own port.</param>
    public static async Task<AgentCluster> OpenAsync(int nodes = 1, NginxServerOptions? options = null, Func<NginxServer, NginxAgentOptions>? agent = null)
    {
        var agents = await Task.WhenAll(Enumerable.Range(0, nodes).Select(async _ =>
        {
            var nginx = await NginxServer.StartAsync(options);
            return await NginxAgent.StartAsync(CommandLineTests.Program, nginx, agent?.Invoke(nginx) ?? NginxAgentOptions.ForDomains(nginx));
        }));
        var cluster = new AgentCluster(await TemporaryCluster.OpenAsync(), agents);
        await cluster.JoinAsync(cluster.Files);
        return cluster;
    }

    /// <summary>Adds all nodes to a cluster: this one, or that of another operator.</summary>
    public async Task JoinAsync(TemporaryCluster cluster)
    {
        foreach (var (index, agent) in Agents.Index())
            await cluster.AddAsync($"n{index}", new NodeSettings { NginxApi = agent.Uri, NginxApiKey = new Secret(agent.Key), ProxyAddress = agent.Nginx.Uri });
    }

    public Task<List<Answer<NginxReloadResult>>> AnswersAsync(ReloadNginx? request = null) => _cluster.ChangeAsync(request ?? new ReloadNginx());

    /// <summary>Reloads, and tells of each node: name, outcome, ErrorId.</summary>
    public async Task<List<string>> ReloadAsync(ReloadNginx? request = null) => [.. (await AnswersAsync(request)).Select(NginxCluster.Describe)];

    public async Task<NginxStatus> StatusAsync() =>
        Assert.Single(await Cluster.Nginx.GetStatusAsync(new NginxStatusQuery(), CancellationToken.None).ToListAsync()).Value!;

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        foreach (var agent in Agents)
        {
            await agent.DisposeAsync();
            await agent.Nginx.DisposeAsync();
        }
    }
}
