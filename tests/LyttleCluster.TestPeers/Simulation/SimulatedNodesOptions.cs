namespace LyttleCluster.TestPeers;

/// <summary>How many, and how they answer.</summary>
public sealed record SimulatedNodesOptions
{
    public int Nodes { get; init; } = 200;

    public int ContainersPerNode { get; init; } = 50;

    /// <summary>What every answer waits before its first byte: the way there and back.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Lines that `/containers/{id}/logs` gives when the request names no `tail`.</summary>
    public int LogLines { get; init; } = 100;

    /// <summary>Ports of 127.0.0.1 instead of unix sockets.</summary>
    public bool Tcp { get; init; }
}
