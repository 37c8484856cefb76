using System.Net;
using System.Text.Json;
using LyttleCluster.Service.Agent;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Publishing;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Tests.Agent.Http;

/// <summary>A real agent on a free port of loopback, with an nginx and a reboot that are not.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    public const string Viewer = "viewer-key-0123456789";
    public const string Operator = "operator-key-0123456789";
    public const string Admin = "admin-key-0123456789";

    private static readonly string KeyText = $"# keys\n{Viewer} viewer\n{Operator} operator\n\n{Admin}\n";

    private readonly string _folder;
    private readonly bool _ownsFolder;
    private readonly AgentData _data;
    private readonly AgentServer _server;
    private bool _stopped;

    private RunningAgent(string folder, bool ownsFolder, AgentData data, AgentServer server, Setup setup, StringWriter log)
    {
        (_folder, _ownsFolder, _data, _server) = (folder, ownsFolder, data, server);
        (Nginx, Reboot, Time, Log) = (setup.Nginx, setup.Reboot, setup.Time, log);
        Client = new HttpClient(setup.Handler ?? new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address };
    }

    public FakeNginx Nginx { get; }

    public FakeReboot Reboot { get; }

    public ManualTimeProvider Time { get; }

    public StringWriter Log { get; }

    public HttpClient Client { get; }

    public AgentServer Server => _server;

    public string KeyFile => Path.Combine(_folder, "keys");

    public static Task<RunningAgent> StartAsync() => StartAsync(new Setup());

    public static async Task<RunningAgent> StartAsync(Setup setup)
    {
        var folder = setup.Folder ?? Directory.CreateTempSubdirectory("lyttle-agent-").FullName;
        var keys = Path.Combine(folder, "keys");
        WriteKeys(keys, setup.Keys ?? KeyText);
        var log = new StringWriter();
        var options = setup.Change(new AgentOptions
        {
            Listen = new ListenAddress(false, IPAddress.Loopback, 0),
            Nginx = new NginxSettings { DataFolder = folder },
            DataFolder = Path.Combine(folder, "data"),
            ApiKeyFile = keys,
            Limits = new AgentLimits { CallsPerSecond = 10_000, CallsPerMinute = 10_000 },
        });
        var data = AgentData.Open(options.DataFolder);
        try
        {
            var parts = new AgentParts
            {
                Nginx = setup.Nginx,
                Data = data,
                Log = new ServiceLog(log, options.LogFormat, setup.Time),
                Reboot = options.AllowReboot ? setup.Reboot : null,
                Resolver = setup.LookUp is { } lookUp ? new NameResolver(lookUp, setup.Time) : null,
                Time = setup.Time,
            };
            var server = await AgentServer.StartAsync(options, parts, CancellationToken.None);
            return new RunningAgent(folder, setup.Folder is null, data, server, setup, log);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>Writes a key file that only its owner can read.</summary>
    public static void WriteKeys(string path, string text)
    {
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? key = Admin) => SendAsync(HttpMethod.Get, path, key);

    public Task<HttpResponseMessage> PostAsync(string path, string? key = Admin) => SendAsync(HttpMethod.Post, path, key);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? key, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (key is not null) request.Headers.Add("X-API-Key", key);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return Client.SendAsync(request);
    }

    public async Task<JsonElement> GetJsonAsync(string path, string? key = Admin) => await JsonAsync(await GetAsync(path, key));

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    /// <summary>The operation once it is settled.</summary>
    public async Task<JsonElement> SettledAsync(string operationId)
    {
        while (true)
        {
            var operation = await GetJsonAsync($"/cluster/operations/{operationId}");
            if (operation.GetProperty("statusSummary").GetProperty("isTerminal").GetBoolean()) return operation;
        }
    }

    public Task<bool> StopAsync(CancellationToken cancellationToken = default)
    {
        _stopped = true;
        return _server.StopAsync("SIGTERM", cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_stopped) await StopAsync();
        await _server.DisposeAsync();
        _data.Dispose();
        await Nginx.DisposeAsync();
        await Log.DisposeAsync();
        if (_ownsFolder) Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What differs from the usual agent of a test.</summary>
    internal sealed record Setup
    {
        public FakeNginx Nginx { get; init; } = new();

        public FakeReboot Reboot { get; init; } = new();

        public ManualTimeProvider Time { get; init; } = new();

        public string? Keys { get; init; }

        /// <summary>A folder that outlives the agent, for a second one.</summary>
        public string? Folder { get; init; }

        /// <summary>What name servers answer; null: those of this machine.</summary>
        public Func<string, CancellationToken, Task<IPAddress[]>>? LookUp { get; init; }

        public HttpMessageHandler? Handler { get; init; }

        public Func<AgentOptions, AgentOptions> Change { get; init; } = options => options;
    }
}
