using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.NginxApi;

/// <summary>The agent's executable beside a real nginx, as an operator runs it; it can be killed and started again at the same address.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    private const string Admin = "admin-key-0123456789";
    private readonly string _folder = Directory.CreateTempSubdirectory("lyttle-agent-").FullName;
    private readonly NginxServer _nginx;
    private Process? _process;
    private Task<string> _log = Task.FromResult("");

    private AgentProcess(NginxServer nginx)
    {
        _nginx = nginx;
        Uri = new Uri($"http://127.0.0.1:{FreePort()}");
        File.WriteAllText(KeyFile, $"{Viewer} viewer\n{Admin}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public static string Viewer => "viewer-key-0123456789";

    public Uri Uri { get; }

    private string KeyFile => Path.Combine(_folder, "keys");

    public static async Task<AgentProcess> StartAsync(NginxServer nginx)
    {
        var agent = new AgentProcess(nginx);
        await agent.StartAsync();
        return agent;
    }

    public NginxApiClient Client(string key = Admin) => new(new NginxApiEndpoint { Node = "n1", Uri = Uri, ApiKey = key }, TimeProvider.System);

    /// <summary>Starts it (again) and waits until it says that it listens.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "lyttle-cluster")) { RedirectStandardError = true };
        foreach (var word in new[] { "agent", "--listen", Uri.GetLeftPart(UriPartial.Authority), "--nginx", NginxServer.Executable, "--nginx-config", _nginx.ConfigurationFile, "--api-key-file", KeyFile, "--data", Path.Combine(_folder, "data") }) start.ArgumentList.Add(word);
        _process = Process.Start(start)!;
        var said = "";
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            said += line + "\n";
            if (!line.Contains("listens", StringComparison.Ordinal)) continue;
            _log = _process.StandardError.ReadToEndAsync();
            return;
        }

        throw new InvalidOperationException("The agent did not start: " + said);
    }

    /// <summary>Ends it as by a power cut.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        await _log;
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }
}
