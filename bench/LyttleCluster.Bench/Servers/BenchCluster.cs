using LyttleCluster.Core;
using LyttleCluster.Core.Security;

namespace LyttleCluster.Bench.Servers;

/// <summary>A state file with nodes in it, and the list of their sockets for the yardstick; gone when it is disposed.</summary>
internal sealed class BenchCluster : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lyttle-bench-");

    private BenchCluster()
    {
    }

    /// <summary>The state file.</summary>
    public string State => Path.Combine(_folder.FullName, "state.db");

    /// <summary>A file with one socket a line.</summary>
    public string Sockets => Path.Combine(_folder.FullName, "sockets");

    public static async Task<BenchCluster> OfAsync(IReadOnlyList<BenchNode> nodes)
    {
        var made = await OfAsync(nodes.Select(node => (node.Name, new NodeSettings { Docker = new Uri("unix://" + node.Socket) })));
        await File.WriteAllLinesAsync(made.Sockets, nodes.Select(node => node.Socket));
        return made;
    }

    /// <summary>One of nodes that have an nginx_api.</summary>
    public static Task<BenchCluster> OfAsync(IEnumerable<(string Name, Uri NginxApi, string Key)> nodes) =>
        OfAsync(nodes.Select(node => (node.Name, new NodeSettings { NginxApi = node.NginxApi, NginxApiKey = new Secret(node.Key) })));

    public static async Task<BenchCluster> OfAsync(IEnumerable<(string Name, NodeSettings Settings)> nodes)
    {
        var made = new BenchCluster();
        await using var cluster = await ClusterFactory.OpenFileAsync(made.State, CancellationToken.None);
        foreach (var (name, settings) in nodes)
        {
            var plan = await cluster.Operations.PlanAsync(new AddNode { Name = name, Settings = settings, SkipProbe = true }, CancellationToken.None);
            await foreach (var answer in cluster.Operations.ApplyAsync(plan, CancellationToken.None))
            {
                if (answer.Failure is { } failure) throw failure;
            }
        }

        return made;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
