namespace LyttleCluster;

/// <summary>The whole cluster at a glance.</summary>
public sealed record ClusterSummary
{
    /// <summary>Nodes, all of them.</summary>
    public int Nodes { get; init; }

    /// <summary>Nodes by the name of their status; statuses that no node has are left out.</summary>
    public ReadOnlyMap<int> NodesByStatus { get; init; } = ReadOnlyMap<int>.Empty;

    /// <summary>The containers of the nodes that answer, each engine counted once.</summary>
    public ClusterContainerCounts Containers { get; init; } = new();

    /// <summary>The containers of the nodes that do not answer, as they were last seen; what became of them is not known.</summary>
    public ClusterContainerCounts ContainersLastSeen { get; init; } = new();

    /// <summary>The last operations, newest first.</summary>
    public ClusterOperation[] LastChanges { get; init; } = [];

    /// <summary>What an operator should look at.</summary>
    public ClusterWarning[] Warnings { get; init; } = [];

    /// <summary>When this was seen, in UTC.</summary>
    public DateTimeOffset ObservedAt { get; init; }
}
