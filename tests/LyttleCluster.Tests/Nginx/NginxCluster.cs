using LyttleCluster.Core;
using LyttleCluster.Core.Security;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Local;

namespace LyttleCluster.Tests.Nginx;

/// <summary>A cluster of nodes that have an nginx_api and nothing else, named n0, n1, ….</summary>
internal sealed class NginxCluster : IAsyncDisposable
{
    private readonly TemporaryCluster _cluster;

    private NginxCluster(TemporaryCluster cluster, IReadOnlyList<NginxApiServer> nodes) => (_cluster, Nodes) = (cluster, nodes);

    public ICluster Cluster => _cluster.Cluster;

    public TemporaryCluster Files => _cluster;

    public IReadOnlyList<NginxApiServer> Nodes { get; }

    public static Task<NginxCluster> OpenAsync(int nodes, ApiGeneration generation = ApiGeneration.Agent) =>
        OpenAsync([.. Enumerable.Range(0, nodes).Select(_ => NginxApiServer.Start(generation))]);

    public static async Task<NginxCluster> OpenAsync(params NginxApiServer[] nodes)
    {
        var cluster = await TemporaryCluster.OpenAsync();
        foreach (var (index, node) in nodes.Index())
        {
            await cluster.AddAsync($"n{index}", new NodeSettings { NginxApi = node.Uri, NginxApiKey = new Secret(node.ApiKey) }, skipProbe: true);
        }

        return new NginxCluster(cluster, nodes);
    }

    /// <summary>Reloads, and tells of each node: name, outcome, ErrorId.</summary>
    public async Task<List<string>> ReloadAsync(ReloadNginx request) => [.. (await AnswersAsync(request)).Select(Describe)];

    public Task<List<Answer<NginxReloadResult>>> AnswersAsync(ReloadNginx request) => _cluster.ChangeAsync(request);

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        foreach (var node in Nodes) await node.DisposeAsync();
    }

    public static string Describe(Answer<NginxReloadResult> answer) =>
        $"{answer.Value?.Node} {answer.Value?.Outcome} {answer.Failure?.ErrorId}".Trim();
}
