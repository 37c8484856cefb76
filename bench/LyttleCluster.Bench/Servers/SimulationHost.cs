using System.Globalization;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Bench.Servers;

/// <summary>The other side of <see cref="Simulation"/>: a process that holds simulated nodes until its input ends.</summary>
internal static class SimulationHost
{
    public const string Word = "serve";

    public static async Task<int> RunAsync(string[] arguments)
    {
        var numbers = arguments.Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        using var simulated = SimulatedNodes.Start(new SimulatedNodesOptions
        {
            Nodes = numbers[0],
            ContainersPerNode = numbers[1],
            Latency = TimeSpan.FromMilliseconds(numbers[2]),
            LogLines = numbers[3],
        });
        foreach (var node in simulated.Nodes) Console.WriteLine($"{node.Name}\t{node.SocketPath}\t{node.FirstContainerId}");
        Console.WriteLine();
        while (await Console.In.ReadLineAsync() is { } order)
        {
            var words = order.Split(' ');
            var node = simulated.Nodes[int.Parse(words[0], CultureInfo.InvariantCulture)];
            if (words.Length > 1) Console.WriteLine(node.Die(int.Parse(words[1], CultureInfo.InvariantCulture)));
            else
            {
                node.Hang = true;
                Console.WriteLine();
            }
        }

        return 0;
    }
}
