namespace LyttleCluster;

/// <summary>The whole cluster at a glance.</summary>
public sealed record ClusterSummary
{
    /// <summary>Nodes, all of them.</summary>
    public int Nodes { get; init; }

    /// <summary>Nodes by status; statuses that no node has are left out.</summary>
    public IReadOnlyDictionary<NodeStatus, int> NodesByStatus { get; init; } = new Dictionary<NodeStatus, int>();

    /// <summary>The containers of all nodes, each engine counted once.</summary>
    public ClusterContainerCounts Containers { get; init; } = new();

    /// <summary>The last operations, newest first.</summary>
    public IReadOnlyList<ClusterOperation> LastChanges { get; init; } = [];

    /// <summary>What an operator should look at.</summary>
    public IReadOnlyList<ClusterWarning> Warnings { get; init; } = [];

    /// <summary>When this was seen, in UTC.</summary>
    public DateTimeOffset ObservedAt { get; init; }
}
