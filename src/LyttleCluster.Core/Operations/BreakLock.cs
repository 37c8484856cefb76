namespace LyttleCluster.Core;

/// <summary>Breaks locks that a dead process left behind.</summary>
public sealed record BreakLock : ChangeRequest<ClusterLock>
{
    /// <summary>Names of locks, wildcards allowed; empty means those whose lease is over.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Break locks whose lease is not over too.</summary>
    public bool Force { get; init; }
}
