using System.Net.Http.Json;
using System.Text.Json;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Bench.Servers;

/// <summary>The built manager as a process of its own, with a state file of its own.</summary>
internal sealed class BenchManager : IAsyncDisposable
{
    private readonly string _folder;
    private readonly ServiceProcess _process;

    private BenchManager(string folder, ServiceProcess process, Uri address)
    {
        (_folder, _process) = (folder, process);
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
    }

    public HttpClient Http { get; }

    public static async Task<BenchManager> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("lyttle-bench-manager-").FullName;
        var process = ServiceProcess.Start(BenchAgent.Program, ["manager", "--listen", "http://127.0.0.1:0", "--state", Path.Combine(folder, "state.db"), "--log-format", "json"]);
        using var line = JsonDocument.Parse(await process.LineAsync(said => said.Contains("The manager listens.", StringComparison.Ordinal)));
        return new BenchManager(folder, process, new Uri(line.RootElement.GetProperty("address").GetString()!));
    }

    /// <summary>Adds simulated nodes, and looks at each of them once.</summary>
    public async Task AddAsync(IEnumerable<BenchNode> nodes)
    {
        foreach (var node in nodes)
        {
            using var added = await Http.PostAsJsonAsync("/api/v1/nodes", new { name = node.Name, settings = new { docker = $"unix://{node.Socket}" }, skipProbe = true });
            added.EnsureSuccessStatusCode();
        }

        using var seen = await Http.GetAsync("/api/v1/containers?cached=false&timeout=60");
        seen.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
