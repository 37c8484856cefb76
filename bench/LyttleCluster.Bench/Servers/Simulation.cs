using System.Diagnostics;
using System.Globalization;

namespace LyttleCluster.Bench.Servers;

/// <summary>
/// Simulated nodes in a process of their own, so that their memory and their compiling are not counted to the client's.
/// The machine's processors they share, with the yardstick just as with us.
/// </summary>
internal sealed class Simulation : IAsyncDisposable
{
    private readonly Process _process;

    private Simulation(Process process, IReadOnlyList<BenchNode> nodes) => (_process, Nodes) = (process, nodes);

    public IReadOnlyList<BenchNode> Nodes { get; }

    public static async Task<Simulation> StartAsync(int nodes, int containers, int latencyMilliseconds = 0, int logLines = 100)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(SimulationHost.Word);
        foreach (var number in new[] { nodes, containers, latencyMilliseconds, logLines }) start.ArgumentList.Add(number.ToString(CultureInfo.InvariantCulture));
        var process = Process.Start(start)!;
        var found = new List<BenchNode>();
        while (await process.StandardOutput.ReadLineAsync() is { Length: > 0 } line)
        {
            if (line.Split('\t') is [var name, var socket, var container]) found.Add(new BenchNode(name, socket, container));
        }

        return found.Count == nodes ? new Simulation(process, found) : throw new InvalidOperationException("The simulated nodes did not start.");
    }

    /// <summary>From now on this node takes requests and never answers.</summary>
    public async Task HangAsync(int node)
    {
        await _process.StandardInput.WriteLineAsync(node.ToString(CultureInfo.InvariantCulture));
        await _process.StandardInput.FlushAsync();
        await _process.StandardOutput.ReadLineAsync();
    }

    /// <summary>Ends a container of a node; gives its id.</summary>
    public async Task<string> DieAsync(int node, int container)
    {
        await _process.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{node} {container}"));
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The simulated nodes are gone.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

/// <summary>An engine to measure with, real or not.</summary>
/// <param name="Name">Its node's name.</param>
/// <param name="Socket">Its unix socket.</param>
/// <param name="Container">The id of one of its containers.</param>
internal sealed record BenchNode(string Name, string Socket, string Container);
