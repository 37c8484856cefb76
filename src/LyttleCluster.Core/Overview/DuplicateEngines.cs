namespace LyttleCluster.Core.Overview;

/// <summary>
/// Finds nodes that lead to one engine. Engine ids may be equal on cloned machines, so what counts is that two nodes list the
/// same container ids. Pure.
/// </summary>
internal static class DuplicateEngines
{
    /// <summary>Groups of nodes that share containers, each group and its names ordered; nodes alone are left out.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Find(IEnumerable<ClusterContainer> containers) =>
    [
        .. containers
            .GroupBy(container => container.Id, container => container.Node)
            .Select(id => id.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).ToList())
            .Where(nodes => nodes.Count > 1)
            .DistinctBy(nodes => string.Join('\n', nodes))
            .OrderBy(nodes => nodes[0], StringComparer.OrdinalIgnoreCase),
    ];
}
