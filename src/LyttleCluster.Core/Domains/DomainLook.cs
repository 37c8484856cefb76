using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Domains;

/// <summary>Domains beside what the places have of them, as one look found both.</summary>
/// <param name="Domains">The domains that are meant.</param>
/// <param name="Nodes">For each domain (by name) the nodes it is wanted on that are meant.</param>
/// <param name="Places">The places of these nodes, each with what a publish would do there and what was published.</param>
/// <param name="Unreached">Why some nodes could not be looked at.</param>
/// <param name="Failures">Names that mean nothing.</param>
internal sealed record DomainLook(
    IReadOnlyList<StoredDomain> Domains,
    IReadOnlyDictionary<string, IReadOnlyList<StoredNode>> Nodes,
    IReadOnlyList<SeenPlace> Places,
    IReadOnlyDictionary<string, ClusterException> Unreached,
    IReadOnlyList<ClusterException> Failures)
{
    public SeenPlace? PlaceOf(string node) => Places.FirstOrDefault(seen => seen.Place.Nodes.Any(one => one.Name == node));
}

/// <summary>A place with what a publish of the meant domains would do there.</summary>
internal sealed record SeenPlace(Place Place, PlacePlan Plan, IReadOnlyDictionary<string, PublishedEntry> Published)
{
    /// <summary>What would be made, changed or taken away, by domain.</summary>
    public IReadOnlyDictionary<string, EntryChange> Changes { get; } = Plan.Changes.ToDictionary(change => change.Domain, StringComparer.Ordinal);

    /// <summary>The entries that are as they are wanted, by domain.</summary>
    public IReadOnlyDictionary<string, PlaceEntry> Untouched { get; } = Plan.Untouched.ToDictionary(one => one.Wanted.Domain, one => one.Entry, StringComparer.Ordinal);

    /// <summary>The entries of others that have a name of a domain, by that domain.</summary>
    public IReadOnlyDictionary<string, PlaceEntry> Foreign { get; } = Plan.Conflicts.ToDictionary(one => one.Wanted.Domain, one => one.Foreign, StringComparer.Ordinal);
}

/// <summary>Looks at domains and the places they are wanted on.</summary>
internal sealed class DomainLooker(DomainRegistry domains, NodeRegistry nodes, PlaceFinder places, PublishedEntries published, Leftovers leftovers)
{
    /// <param name="call">Which domains, on which nodes.</param>
    /// <param name="allNodes">Look at all nodes with an nginx_api among those that are meant, also where no domain is wanted.</param>
    /// <param name="live">Ask the nodes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<DomainLook> LookAsync(DomainCall call, bool allNodes, bool live, CancellationToken cancellationToken)
    {
        var meant = await domains.SelectAsync(call.Names, cancellationToken);
        var selection = await nodes.SelectWithNginxApiAsync(call.Nodes, cancellationToken);
        var chosen = meant.Domains.ToDictionary(domain => domain.Name, domain => (IReadOnlyList<StoredNode>)[.. NodeChoice.Of(domain.Document, selection.Nodes)], StringComparer.Ordinal);
        IReadOnlyList<StoredNode> asked = !live ? [] : allNodes ? selection.Nodes : [.. chosen.Values.SelectMany(one => one).DistinctBy(node => node.Name)];
        var look = await places.LookAsync(asked, [], call, cancellationToken);
        var left = await leftovers.FindAsync(cancellationToken);
        var seen = new List<SeenPlace>();
        var entries = new WantedEntries();
        foreach (var place in look.Places) seen.Add(await SeeAsync(place, meant.Domains, chosen, entries, left, cancellationToken));
        return new DomainLook(meant.Domains, chosen, seen, look.Failures, [.. meant.Failures, .. selection.Failures]);
    }

    private async Task<SeenPlace> SeeAsync(
        Place place, IReadOnlyList<StoredDomain> meant, Dictionary<string, IReadOnlyList<StoredNode>> chosen, WantedEntries entries, LeftPublishes left, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, PublishedEntry>(StringComparer.Ordinal);
        foreach (var node in place.Nodes)
        {
            foreach (var (domain, entry) in await published.OfAsync(node.Name, cancellationToken)) known[domain] = entry;
        }

        var wanted = meant.Where(domain => chosen[domain.Name].Any(node => place.Nodes.Any(one => one.Name == node.Name)));
        var plan = DomainPlanner.Plan(new PlaceWishes
        {
            Wanted = [.. wanted.Select(domain => entries.At(domain, place)).OfType<WantedEntry>()],
            Entries = place.Entries,
            Published = known,
            Claims = left.ClaimsOn(place),
        });
        return new SeenPlace(place, plan, known);
    }
}
