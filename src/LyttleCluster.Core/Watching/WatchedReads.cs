using LyttleCluster.Core.Containers;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.Text;

namespace LyttleCluster.Core.Watching;

/// <summary>The reads that are answered from what is watched: without network, and without disk. Pure.</summary>
internal static class WatchedReads
{
    /// <summary>The nodes that a query means, by name; its status is not looked at here.</summary>
    public static IEnumerable<Answer<ClusterNode>> Nodes(ClusterSnapshot now, NodeQuery request)
    {
        foreach (var failure in Missing(now, request.Nodes)) yield return failure;
        foreach (var (name, watched) in now.Nodes)
        {
            if (Wildcard.MatchesAny(request.Nodes, name) && IsConfiguredAs(watched.Node, request)) yield return watched.Node;
        }
    }

    /// <summary>The containers that a query names, node by node; what else it asks of them is not looked at here.</summary>
    public static IEnumerable<Answer<ClusterContainer>> Containers(ClusterSnapshot now, WantedContainers wanted)
    {
        foreach (var failure in Missing(now, wanted.Nodes))
        {
            wanted.Failed(failure.Node);
            yield return failure;
        }

        foreach (var (name, watched) in now.Nodes)
        {
            if (!Wildcard.MatchesAny(wanted.Nodes, name)) continue;
            if (watched.Node.Docker is null)
            {
                // Left out where a wildcard or nothing was given, and a failure where it was named.
                if (!wanted.Nodes.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
                wanted.Failed(name);
                yield return NodeErrors.NoDocker(name);
                continue;
            }

            foreach (var container in watched.Containers)
            {
                if (wanted.Take(container)) yield return container;
            }
        }

        foreach (var failure in wanted.Missing()) yield return failure;
    }

    private static IEnumerable<ClusterException> Missing(ClusterSnapshot now, IReadOnlyList<string> names) =>
        names.Where(name => !Wildcard.IsPattern(name) && !now.Nodes.ContainsKey(name)).Select(NodeErrors.NotFound);

    private static bool IsConfiguredAs(ClusterNode node, NodeQuery request) =>
        (request.Location.Count == 0 || request.Location.Any(wanted => LocationPath.IsAtOrBelow(wanted, node.Location)))
        && Wildcard.MatchesAll(request.Labels, node.Labels);
}
