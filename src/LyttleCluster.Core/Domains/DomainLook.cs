using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Domains;

/// <summary>Which domains and nodes a call means; known before any node is asked.</summary>
/// <param name="Call">The call.</param>
/// <param name="Domains">The domains that are meant.</param>
/// <param name="Nodes">The nodes that are meant, those without an nginx_api left out.</param>
/// <param name="Failures">Names that mean nothing.</param>
internal sealed record DomainChoice(DomainCall Call, IReadOnlyList<StoredDomain> Domains, IReadOnlyList<StoredNode> Nodes, IReadOnlyList<ClusterException> Failures);

/// <summary>Domains beside what the places have of them, as one look found both.</summary>
/// <param name="Domains">The domains that are meant.</param>
/// <param name="Nodes">For each domain (by name) the nodes it is wanted on that are meant.</param>
/// <param name="Places">The places of these nodes, each with what a publish would do there and what was published.</param>
/// <param name="Unreached">Why some nodes could not be looked at.</param>
internal sealed record DomainLook(
    IReadOnlyList<StoredDomain> Domains,
    IReadOnlyDictionary<string, IReadOnlyList<StoredNode>> Nodes,
    IReadOnlyList<SeenPlace> Places,
    IReadOnlyDictionary<string, ClusterException> Unreached)
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
    /// <summary>Says which domains and nodes are meant. Nodes are not asked yet: a name that means nothing need not wait for one that hangs.</summary>
    public async Task<DomainChoice> ChooseAsync(DomainCall call, CancellationToken cancellationToken)
    {
        var meant = await domains.SelectAsync(call.Names, cancellationToken);
        var selection = await nodes.SelectWithNginxApiAsync(call.Nodes, cancellationToken);
        return new DomainChoice(call, meant.Domains, selection.Nodes, [.. meant.Failures, .. selection.Failures]);
    }

    /// <param name="choice">Which domains, on which nodes.</param>
    /// <param name="allNodes">Look at all nodes with an nginx_api among those that are meant, also where no domain is wanted.</param>
    /// <param name="live">Ask the nodes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<DomainLook> LookAsync(DomainChoice choice, bool allNodes, bool live, CancellationToken cancellationToken)
    {
        var chosen = choice.Domains.ToDictionary(domain => domain.Name, domain => (IReadOnlyList<StoredNode>)[.. NodeChoice.Of(domain.Document, choice.Nodes)], StringComparer.Ordinal);
        IReadOnlyList<StoredNode> asked = !live ? [] : allNodes ? choice.Nodes : [.. chosen.Values.SelectMany(one => one).DistinctBy(node => node.Name)];
        var all = await nodes.ListAsync(cancellationToken);
        var look = await places.LookAsync(asked, all, choice.Call, cancellationToken);
        var left = await leftovers.FindAsync(cancellationToken);
        var seen = new List<SeenPlace>();
        var entries = new WantedEntries();
        foreach (var place in look.Places) seen.Add(await SeeAsync(place, look.Places, choice.Domains, all, entries, left, cancellationToken));
        return new DomainLook(choice.Domains, chosen, seen, look.Failures);
    }

    private async Task<SeenPlace> SeeAsync(
        Place place, IReadOnlyList<Place> seen, IReadOnlyList<StoredDomain> meant, IReadOnlyList<StoredNode> all, WantedEntries entries, LeftPublishes left, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, PublishedEntry>(StringComparer.Ordinal);
        foreach (var node in place.Nodes)
        {
            foreach (var (domain, entry) in await published.OfAsync(node.Name, cancellationToken)) known[domain] = entry;
        }

        // As a publish would plan it, for all nodes of the place, whichever were named.
        var wanted = meant.Where(domain => NodeChoice.Of(domain.Document, place.Nodes).Any()).ToList();
        var kept = wanted.Where(domain => PlaceRule.WhyNot(domain.Document, place) is not null).Select(domain => domain.Name)
            .Concat(SharedPlace.MaybeWanted(place, seen, meant, all)).ToHashSet(StringComparer.Ordinal);
        var plan = DomainPlanner.Plan(new PlaceWishes
        {
            Wanted = [.. wanted.Select(domain => entries.At(domain, place)).OfType<WantedEntry>()],
            Entries = place.Entries,
            Published = known,
            Claims = left.ClaimsOn(place),
            MayDelete = domain => !kept.Contains(domain),
        });
        return new SeenPlace(place, plan, known);
    }
}
