using System.Security.Cryptography;

namespace LyttleCluster.TestPeers;

/// <summary>Some hundred <see cref="SimulatedNode"/>s, for measuring what no test machine could run for real.</summary>
public sealed class SimulatedNodes : IDisposable
{
    private readonly string? _folder;

    private SimulatedNodes(SimulatedNodesOptions options)
    {
        if (!options.Tcp)
            _folder = NewFolder();
        Nodes = [.. Enumerable.Range(0, options.Nodes).Select(number => new SimulatedNode(number, SocketFile(number), options))];
    }

    public IReadOnlyList<SimulatedNode> Nodes { get; }

    public static SimulatedNodes Start(SimulatedNodesOptions? options = null) => new(options ?? new SimulatedNodesOptions());

    public void Dispose()
    {
        foreach (var node in Nodes)
            node.Dispose();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Named and owned as a <see cref="PeerFolder"/>, so that it goes the same way when we are killed.</summary>
    private static string NewFolder()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "lyts" + RandomNumberGenerator.GetHexString(7, lowercase: true))).FullName;
        if (OperatingSystem.IsLinux())
            PeerFolder.WriteOwner(folder);
        return folder;
    }

    private string? SocketFile(int number) => _folder is null ? null : Path.Combine(_folder, $"{number}.sock");
}
