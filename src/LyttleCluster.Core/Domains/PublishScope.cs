using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Domains;

/// <summary>Which domains and nodes a publish is about.</summary>
internal sealed class PublishScope
{
    private readonly IReadOnlyList<DomainPattern> _names;
    private readonly Dictionary<string, List<StoredDomain>> _byNode;
    private readonly WantedEntries _entries = new();

    private PublishScope(
        IReadOnlyList<DomainPattern> names, IReadOnlyList<StoredDomain> documents, IReadOnlyList<StoredNode> nodes, IReadOnlyList<StoredNode> allNodes,
        Dictionary<string, List<StoredDomain>> byNode, IReadOnlyList<ClusterException> failures) =>
        (_names, Documents, Nodes, AllNodes, _byNode, Failures) = (names, documents, nodes, allNodes, byNode, failures);

    /// <summary>All stored domains, also those that are not meant.</summary>
    public IReadOnlyList<StoredDomain> Documents { get; }

    /// <summary>The nodes to look at: those where a meant domain is wanted, or was published.</summary>
    public IReadOnlyList<StoredNode> Nodes { get; }

    /// <summary>All nodes of the cluster: one of them may share a database with one that is looked at.</summary>
    public IReadOnlyList<StoredNode> AllNodes { get; }

    /// <summary>Names that mean nothing.</summary>
    public IReadOnlyList<ClusterException> Failures { get; }

    public static async Task<PublishScope> FindAsync(
        PublishDomain request, DomainRegistry domains, NodeRegistry nodes, PublishedEntries published, LeftPublishes left, CancellationToken cancellationToken)
    {
        var names = request.Names.Select(DomainPattern.Of).ToList();
        var documents = await domains.ListAsync(cancellationToken);
        var selection = await nodes.SelectWithNginxApiAsync(request.Nodes, cancellationToken);
        var all = await nodes.ListAsync(cancellationToken);
        var meant = documents.Where(domain => IsMeant(names, domain.Name, domain.Document.Shown)).ToList();
        // Of all nodes, not of the named ones alone: one of the others may be on a database with one of these.
        var byNode = ByNode(meant, all);
        var known = new List<(string Domain, string Shown)>();
        var looked = new List<StoredNode>();
        foreach (var node in selection.Nodes)
        {
            var recorded = (await published.OfAsync(node.Name, cancellationToken)).Values.Select(entry => (entry.Domain, entry.Shown));
            var was = recorded.Concat(left.MeantOn(node)).Where(entry => IsMeant(names, entry.Domain, entry.Shown)).ToList();
            known.AddRange(was);
            if (was.Count > 0 || byNode.ContainsKey(node.Name)) looked.Add(node);
        }

        var missing = names.Where(name => !name.IsWildcard && !meant.Any(name.Matches) && !known.Any(entry => name.Matches(entry.Domain, entry.Shown)));
        return new PublishScope(names, documents, looked, all, byNode, [.. selection.Failures, .. missing.Select(name => DomainErrors.NotFound(name.Text))]);
    }

    /// <summary>The meant domains that are wanted on one of these nodes, each once.</summary>
    public IReadOnlyList<StoredDomain> WantedOn(IEnumerable<StoredNode> nodes) =>
        [.. nodes.SelectMany(node => _byNode.GetValueOrDefault(node.Name) ?? []).DistinctBy(domain => domain.Name)];

    /// <summary>What a plan for one place is made from.</summary>
    public async Task<PlaceWishes> WishesAsync(Place place, IReadOnlyList<Place> seen, LeftPublishes left, PublishedEntries published, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, PublishedEntry>(StringComparer.Ordinal);
        foreach (var node in place.Nodes)
        {
            foreach (var (domain, entry) in await published.OfAsync(node.Name, cancellationToken))
            {
                if (IsMeant(_names, domain, entry.Shown) && (entry.EntryId is not null || !known.ContainsKey(domain))) known[domain] = entry;
            }
        }

        var claims = left.ClaimsOn(place);
        foreach (var claim in claims.Where(claim => IsMeant(_names, claim.Domain, claim.Shown) && known.GetValueOrDefault(claim.Domain)?.EntryId is null))
        {
            if (claim.FindIn(place) is { } entry) known[claim.Domain] = claim.ToPublished(place.Nodes[0].Name, entry);
        }

        var wanted = WantedOn(place.Nodes);
        // What a place cannot say is not taken away there either: it may be as a person made it.
        var shown = wanted.Where(domain => PlaceRule.WhyNot(domain.Document, place) is not null).Select(domain => domain.Name).ToHashSet(StringComparer.Ordinal);
        var elsewhere = SharedPlace.MaybeWanted(place, seen, Documents, AllNodes);
        return new PlaceWishes
        {
            Wanted = [.. wanted.Select(domain => _entries.At(domain, place)).OfType<WantedEntry>()],
            Entries = place.Entries,
            Published = known,
            Claims = claims,
            MayDelete = domain => !shown.Contains(domain) && !elsewhere.Contains(domain),
        };
    }

    private static Dictionary<string, List<StoredDomain>> ByNode(IReadOnlyList<StoredDomain> domains, IReadOnlyList<StoredNode> nodes)
    {
        var byNode = new Dictionary<string, List<StoredDomain>>(StringComparer.OrdinalIgnoreCase);
        foreach (var domain in domains)
        {
            foreach (var node in NodeChoice.Of(domain.Document, nodes))
            {
                if (!byNode.TryGetValue(node.Name, out var wanted)) byNode[node.Name] = wanted = [];
                wanted.Add(domain);
            }
        }

        return byNode;
    }

    private static bool IsMeant(IReadOnlyList<DomainPattern> names, string domain, string shown) => names.Count == 0 || names.Any(name => name.Matches(domain, shown));
}
