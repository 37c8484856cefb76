using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.Text;

namespace LyttleCluster.Core.Domains;

/// <summary>Which nodes a domain is wanted on. Pure.</summary>
internal static class NodeChoice
{
    /// <summary>Those of <paramref name="nodes"/> that have an nginx_api and fit names, labels and location, as far as the domain gives these.</summary>
    public static IEnumerable<StoredNode> Of(DomainDocument domain, IReadOnlyList<StoredNode> nodes) => nodes.Where(node => Fits(domain, node));

    private static bool Fits(DomainDocument domain, StoredNode node)
    {
        var settings = node.Document.Settings;
        return settings.NginxApi is not null
            && Wildcard.MatchesAny(domain.Nodes, node.Name)
            && Wildcard.MatchesAll(domain.NodeLabels, settings.Labels ?? new Dictionary<string, string>())
            && (domain.Locations.Count == 0 || domain.Locations.Any(location => LocationPath.IsAtOrBelow(location, settings.Location)));
    }
}
