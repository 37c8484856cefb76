using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Domains;

/// <summary>A publish while it is planned: what would be done at each place, and what is told of all else.</summary>
internal sealed class PublishDraft(PublishScope scope, PlaceLook look)
{
    private readonly List<ClusterDomainResult> _told = [.. Unreached(scope, look)];
    private readonly List<ClusterException> _failures = [];

    public List<PlaceWork> Works { get; } = [];

    /// <summary>Domains on nodes to which nothing will be done, and why.</summary>
    public IReadOnlyList<ClusterDomainResult> Told => _told;

    public IReadOnlyList<ClusterException> Failures => _failures;

    /// <summary>Takes in what is to be done at a place.</summary>
    public void Add(Place place, PlacePlan plan)
    {
        foreach (var domain in scope.WantedOn(place.Nodes))
        {
            if (PlaceRule.WhyNot(domain.Document, place) is { } why) Tell(domain.Document.Shown, place, DomainOutcome.Informational, why);
        }

        foreach (var (wanted, _) in plan.Untouched) Tell(wanted.Shown, place, DomainOutcome.Unchanged, null);
        foreach (var (wanted, foreign) in plan.Conflicts)
        {
            var failure = DomainErrors.Conflict(wanted.Shown, place.Nodes[0].Name, foreign.Id, string.Join(' ', foreign.Entry.Names));
            _failures.Add(failure);
            Tell(wanted.Shown, place, DomainOutcome.Failed, failure.Message);
        }

        if (plan.Changes.Count > 0) Works.Add(new PlaceWork(place, plan.Changes));
    }

    /// <summary>Takes out what did not pass: a domain at one place or everywhere, or a whole place.</summary>
    public void Exclude(Unverified unverified)
    {
        _failures.Add(unverified.Failure);
        foreach (var (work, index) in Works.Select((work, index) => (work, index)).Where(one => unverified.Place is null || one.work.Place == unverified.Place).ToList())
        {
            var stays = work.Changes.ToLookup(change => unverified.Domain is not null && change.Domain != unverified.Domain);
            foreach (var change in stays[false]) Tell(change.Shown, work.Place, DomainOutcome.Failed, unverified.Failure.Message);
            if (stays[false].Any()) Works[index] = work with { Changes = [.. stays[true]] };
        }
    }

    private static IEnumerable<ClusterDomainResult> Unreached(PublishScope scope, PlaceLook look) =>
        from node in scope.Nodes
        where look.Failures.ContainsKey(node.Name)
        from domain in scope.WantedOn([node])
        select new ClusterDomainResult { Domain = domain.Document.Shown, Node = node.Name, Outcome = DomainOutcome.Failed, Reason = look.Failures[node.Name].Message };

    private void Tell(string shown, Place place, DomainOutcome outcome, string? why) =>
        _told.AddRange(place.Nodes.Select(node => new ClusterDomainResult { Domain = shown, Node = node.Name, Outcome = outcome, Reason = why }));
}

/// <summary>What a verification did not let pass.</summary>
/// <param name="Domain">The domain's name; null: all that was to be done at the place.</param>
/// <param name="Place">Where; null: everywhere.</param>
/// <param name="Failure">Why.</param>
internal sealed record Unverified(string? Domain, Place? Place, ClusterException Failure);
