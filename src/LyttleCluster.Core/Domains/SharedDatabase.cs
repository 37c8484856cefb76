using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Core.Domains;

/// <summary>
/// Which nodes share one database: there an entry that is written is live on all of them within minutes, so they can only be published to together. Pure.
/// </summary>
internal static class SharedDatabase
{
    /// <summary>
    /// The nodes in groups, in their order. Nodes belong together when the registrations that they show meet: every process of one database is in the
    /// same table, under an id that no other process has. One that shows none stands alone, as does an agent, which shows only itself.
    /// </summary>
    /// <param name="peers">Each node with what <see cref="NginxApiClient.ListPeersAsync"/> gave of it.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Group(IReadOnlyDictionary<string, IReadOnlyList<NginxApiPeer>> peers)
    {
        var groups = new List<(List<string> Nodes, HashSet<string> Instances)>();
        foreach (var (node, seen) in peers.OrderBy(one => one.Key, StringComparer.OrdinalIgnoreCase))
        {
            var joined = (Nodes: new List<string> { node }, Instances: seen.Select(peer => peer.InstanceId).OfType<string>().Where(id => id.Length > 0).ToHashSet(StringComparer.Ordinal));
            foreach (var met in groups.Where(group => group.Instances.Overlaps(joined.Instances)).ToList())
            {
                joined.Nodes.AddRange(met.Nodes);
                joined.Instances.UnionWith(met.Instances);
                groups.Remove(met);
            }

            groups.Add(joined);
        }

        return [.. groups.Select(group => (IReadOnlyList<string>)[.. group.Nodes.Order(StringComparer.OrdinalIgnoreCase)])
            .OrderBy(group => group[0], StringComparer.OrdinalIgnoreCase)];
    }
}
