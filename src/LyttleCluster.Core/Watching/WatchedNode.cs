namespace LyttleCluster.Core.Watching;

/// <summary>A node as it is watched.</summary>
internal sealed record WatchedNode
{
    /// <summary>The node; <see cref="ClusterNode.ObservedAt"/> says how old its values are.</summary>
    public required ClusterNode Node { get; init; }

    /// <summary>Its containers by name, as last listed; empty where it has no engine.</summary>
    public IReadOnlyList<ClusterContainer> Containers { get; init; } = [];

    /// <summary>What nginx_api last said of its nginx; null where the node has none, or it never answered.</summary>
    public NginxStatus? Nginx { get; init; }

    /// <summary>How far its clock is ahead of ours; null: not known.</summary>
    public TimeSpan? ClockSkew { get; init; }

    /// <summary>Since when it has not answered, in UTC; null while it answers.</summary>
    public DateTimeOffset? AwaySince { get; init; }

    /// <summary>How long its last probe took; null: none has ended.</summary>
    public TimeSpan? ProbeDuration { get; init; }
}
