namespace LyttleCluster;

/// <summary>The whole cluster at a glance.</summary>
public sealed record ClusterSummary
{
    /// <summary>Nodes, all of them.</summary>
    public int Nodes { get; init; }

    /// <summary>Nodes by the name of their status; statuses that no node has are left out.</summary>
    public ReadOnlyMap<int> NodesByStatus { get; init; } = ReadOnlyMap<int>.Empty;

    /// <summary>The containers of all nodes, each engine counted once.</summary>
    public ClusterContainerCounts Containers { get; init; } = new();

    /// <summary>The last operations, newest first.</summary>
    public ClusterOperation[] LastChanges { get; init; } = [];

    /// <summary>What an operator should look at.</summary>
    public ClusterWarning[] Warnings { get; init; } = [];

    /// <summary>When this was seen, in UTC.</summary>
    public DateTimeOffset ObservedAt { get; init; }
}
