using LyttleCluster.TestPeers;

namespace LyttleCluster.Bench.Servers;

/// <summary>Three real Docker engines with a few containers each; one has written a long log.</summary>
internal sealed class RealEngines : IAsyncDisposable
{
    private const int Engines = 3;
    private const int ContainersEach = 10;
    private readonly IReadOnlyList<DockerEngine> _engines;

    private RealEngines(IReadOnlyList<DockerEngine> engines, IReadOnlyList<BenchNode> nodes) => (_engines, Nodes) = (engines, nodes);

    public IReadOnlyList<BenchNode> Nodes { get; }

    public static async Task<RealEngines> StartAsync()
    {
        var engines = await DockerEngine.StartManyAsync(Engines);
        var nodes = new List<BenchNode>();
        foreach (var engine in engines)
        {
            var id = "";
            for (var i = 0; i < ContainersEach; i++)
            {
                // Created only: the length of the list is what counts here, not what runs.
                id = await engine.RunAsync(new ContainerRun($"app{i}", "true") { CreateOnly = true, Labels = new Dictionary<string, string> { ["stage"] = "bench" } });
            }

            nodes.Add(new BenchNode("real" + nodes.Count, engine.SocketPath, id));
        }

        return new RealEngines(engines, nodes);
    }

    /// <summary>Runs a container that writes so many lines, on the first engine, to its end; gives its id.</summary>
    public async Task<string> WriteLogAsync(int lines)
    {
        var id = await _engines[0].RunAsync(new ContainerRun("writer", "sh", "-c", $"seq 1 {lines} | sed 's|.*|line & GET /cart/items/4711 200 12ms user=anna|'"));
        await _engines[0].DockerAsync("wait", id);
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines) await engine.DisposeAsync();
    }
}
