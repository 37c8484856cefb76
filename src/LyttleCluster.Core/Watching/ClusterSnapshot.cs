using System.Collections.Immutable;

namespace LyttleCluster.Core.Watching;

/// <summary>The cluster at one revision. It never changes: who holds it may read it as long as they like.</summary>
/// <param name="Revision">A number that grows with every change of what is known, within one process.</param>
/// <param name="Nodes">By name, without case.</param>
internal sealed record ClusterSnapshot(long Revision, ImmutableSortedDictionary<string, WatchedNode> Nodes)
{
    /// <summary>Nothing known yet.</summary>
    public static ClusterSnapshot Empty { get; } = new(0, ImmutableSortedDictionary.Create<string, WatchedNode>(StringComparer.OrdinalIgnoreCase));
}
