using System.Net.Http.Json;
using System.Text.Json;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Agent.Http;
using LyttleCluster.Tests.State;

namespace LyttleCluster.Tests.Agent.Executable;

/// <summary>The built agent as a process of its own, beside a real nginx.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    private readonly HttpClient _http;

    private AgentProcess(ServiceProcess process, Uri address)
    {
        Process = process;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        _http.DefaultRequestHeaders.Add("X-API-Key", RunningAgent.Admin);
    }

    public ServiceProcess Process { get; }

    public Uri Address => _http.BaseAddress!;

    /// <summary>Starts one whose keys and data are in the folder, so that a second one goes on where it ended.</summary>
    public static async Task<AgentProcess> StartAsync(NginxServer nginx, TemporaryFolder folder, params string[] more)
    {
        RunningAgent.WriteKeys(folder["keys"], RunningAgent.Admin + "\n");
        var process = ServiceProcess.Start(
            CommandLineTests.Program,
            ["agent", "--listen", "http://127.0.0.1:0", "--nginx", NginxServer.Executable, "--nginx-config", nginx.ConfigurationFile, "--data", folder["data"], .. more],
            new Dictionary<string, string> { ["LYTTLECLUSTER_AGENT_API_KEY_FILE"] = folder["keys"], ["LYTTLECLUSTER_AGENT_LOG_FORMAT"] = "json" });
        try
        {
            using var line = JsonDocument.Parse(await process.LineAsync(said => said.Contains("The agent listens.", StringComparison.Ordinal)));
            return new AgentProcess(process, new Uri(line.RootElement.GetProperty("address").GetString()!));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public async Task<JsonElement> GetAsync(string path) => await _http.GetFromJsonAsync<JsonElement>(path);

    public async Task<(int Status, JsonElement Body)> PostAsync(string path)
    {
        using var answer = await _http.PostAsync(path, null);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    public async Task<(int Status, JsonElement Body)> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(path, content);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Process.DisposeAsync();
    }
}
