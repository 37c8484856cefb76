using System.Diagnostics;
using System.Text.Json;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Bench.Servers;

/// <summary>The built manager as a process of its own, on loopback without TLS.</summary>
internal sealed class BenchManager : IAsyncDisposable
{
    private readonly ServiceProcess _process;

    private BenchManager(ServiceProcess process, Uri address)
    {
        _process = process;
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = int.MaxValue }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
    }

    public HttpClient Http { get; }

    public TimeSpan ProcessorTime => _process.ProcessorTime;

    public double ResidentMegabytes => _process.ResidentMegabytes;

    /// <summary>Starts one; it listens when this returns.</summary>
    public static async Task<BenchManager> StartAsync(string state)
    {
        var process = ServiceProcess.Start(BenchAgent.Program, ["manager", "--listen", "http://127.0.0.1:0", "--state", state, "--log-format", "json"]);
        using var line = JsonDocument.Parse(await process.LineAsync(said => said.Contains("The manager listens.", StringComparison.Ordinal)));
        return new BenchManager(process, new Uri(line.RootElement.GetProperty("address").GetString()!));
    }

    /// <summary>Ends it as a crash does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.ExitAsync();
    }

    /// <summary>How much of one processor it needs, in percent, over this time.</summary>
    public async Task<double> ProcessorPercentAsync(TimeSpan over)
    {
        var (worked, started) = (ProcessorTime, Stopwatch.GetTimestamp());
        await Task.Delay(over);
        return (ProcessorTime - worked) / Stopwatch.GetElapsedTime(started) * 100;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }
}
