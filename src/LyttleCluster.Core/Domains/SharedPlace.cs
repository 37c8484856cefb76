using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Domains;

/// <summary>What a database holds for nodes that were not seen with it. Pure.</summary>
internal static class SharedPlace
{
    /// <summary>
    /// Domains that are wanted on nodes of which it is not known that they are not on this database too: they were not asked, or did not answer. What is
    /// there of these domains is not taken away.
    /// </summary>
    /// <param name="place">The place.</param>
    /// <param name="seen">All places that were looked at.</param>
    /// <param name="domains">The stored domains.</param>
    /// <param name="nodes">All nodes.</param>
    public static IReadOnlySet<string> MaybeWanted(Place place, IReadOnlyList<Place> seen, IEnumerable<StoredDomain> domains, IReadOnlyList<StoredNode> nodes)
    {
        if (place.Kind != PlaceKind.Rows) return new HashSet<string>();
        var known = seen.SelectMany(one => one.Nodes).Select(node => node.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var unseen = nodes.Where(node => !known.Contains(node.Name)).ToList();
        return domains.Where(domain => NodeChoice.Of(domain.Document, unseen).Any()).Select(domain => domain.Name).ToHashSet(StringComparer.Ordinal);
    }
}
