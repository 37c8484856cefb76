namespace LyttleCluster.Core.Overview;

/// <summary>Whether two summaries tell an operator the same.</summary>
internal static class SummaryComparison
{
    public static bool AreSame(ClusterSummary one, ClusterSummary other) =>
        one.Nodes == other.Nodes
        && one.Containers == other.Containers
        && one.ContainersLastSeen == other.ContainersLastSeen
        && one.NodesByStatus.Count == other.NodesByStatus.Count
        && one.NodesByStatus.All(status => other.NodesByStatus.GetValueOrDefault(status.Key) == status.Value)
        && one.Warnings.Select(warning => (warning.Id, warning.Node)).SequenceEqual(other.Warnings.Select(warning => (warning.Id, warning.Node)))
        && one.LastChanges.Select(change => (change.Id, change.Outcome)).SequenceEqual(other.LastChanges.Select(change => (change.Id, change.Outcome)));
}
