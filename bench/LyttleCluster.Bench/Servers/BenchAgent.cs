using System.Text.Json;
using LyttleCluster.Bench.Shell;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Bench.Servers;

/// <summary>The built agent as a process of its own beside a real nginx, with as many keys as calls without a wait need.</summary>
internal sealed class BenchAgent : IAsyncDisposable
{
    private readonly string _folder;
    private readonly ServiceProcess _process;
    private readonly HttpClient _http;
    private readonly string[] _keys;

    private BenchAgent(string folder, ServiceProcess process, Uri address, string[] keys)
    {
        (_folder, _process, _keys) = (folder, process, keys);
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
    }

    public static string Program { get; } = Path.Combine(Path.GetDirectoryName(Subject.Module)!, "bin", "service", "lyttle-cluster");

    public double AnonymousMegabytes => _process.AnonymousMegabytes;

    public static async Task<BenchAgent> StartAsync(NginxServer nginx, int keys)
    {
        var folder = Directory.CreateTempSubdirectory("lyttle-bench-agent-").FullName;
        var texts = Enumerable.Range(0, keys).Select(_ => Guid.NewGuid().ToString("N")).ToArray();
        var file = Path.Combine(folder, "keys");
        await File.WriteAllLinesAsync(file, texts);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var process = ServiceProcess.Start(Program,
        [
            "agent", "--listen", "http://127.0.0.1:0", "--nginx", NginxServer.Executable, "--nginx-config", nginx.ConfigurationFile,
            "--api-key-file", file, "--data", Path.Combine(folder, "data"), "--log-format", "json",
        ]);
        using var line = JsonDocument.Parse(await process.LineAsync(said => said.Contains("The agent listens.", StringComparison.Ordinal)));
        return new BenchAgent(folder, process, new Uri(line.RootElement.GetProperty("address").GetString()!), texts);
    }

    /// <summary>A call that must go well, with one of the keys.</summary>
    public async Task<string> CallAsync(HttpMethod method, string path, int number)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-API-Key", _keys[number % _keys.Length]);
        using var answer = await _http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? body : throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {body}");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
