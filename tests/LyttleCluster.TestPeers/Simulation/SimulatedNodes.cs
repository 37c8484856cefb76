using System.Security.Cryptography;

namespace LyttleCluster.TestPeers;

/// <summary>Some hundred <see cref="SimulatedNode"/>s, for measuring what no test machine could run for real.</summary>
public sealed class SimulatedNodes : IDisposable
{
    private readonly string? _folder;

    private SimulatedNodes(SimulatedNodesOptions options)
    {
        if (!options.Tcp)
            _folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "lyts" + RandomNumberGenerator.GetHexString(8, lowercase: true))).FullName;
        Nodes = [.. Enumerable.Range(0, options.Nodes).Select(number => new SimulatedNode(number, SocketFile(number), options))];
    }

    public IReadOnlyList<SimulatedNode> Nodes { get; }

    public static SimulatedNodes Start(SimulatedNodesOptions? options = null) => new(options ?? new SimulatedNodesOptions());

    public void Dispose()
    {
        foreach (var node in Nodes)
            node.Dispose();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    private string? SocketFile(int number) => _folder is null ? null : Path.Combine(_folder, $"{number}.sock");
}
