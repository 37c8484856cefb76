using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Domains;

/// <summary>Plans a publish: looks at the nodes, compares, verifies, and tells of each domain and node that nothing will be done to why.</summary>
internal sealed class PublishPlanner(
    DomainRegistry domains, NodeRegistry nodes, PlaceFinder places, PublishedEntries published, Leftovers leftovers, DomainVerifier verifier)
{
    public async Task<ChangePlan<ClusterDomainResult>> PlanAsync(PublishDomain request, CancellationToken cancellationToken)
    {
        CheckWaivers(request.SkipVerification);
        var left = await leftovers.FindAsync(cancellationToken);
        var scope = await PublishScope.FindAsync(request, domains, nodes, published, left, cancellationToken);
        var look = await places.LookAsync(scope.Nodes, scope.AllNodes, request, cancellationToken);
        var draft = new PublishDraft(scope, look);
        foreach (var place in look.Places) draft.Add(place, DomainPlanner.Plan(await scope.WishesAsync(place, look.Places, left, published, cancellationToken)));

        await foreach (var failed in verifier.FailuresAsync(draft.Works, scope.Documents, request, cancellationToken)) draft.Exclude(failed);
        return new ChangePlan<ClusterDomainResult>
        {
            Request = request,
            Changes = [.. draft.Works.Where(work => work.Changes.Count > 0).Select(work => work.ToChange("Publish", PlaceChanger.Estimate(work.Place.Kind, work.Changes)))],
            Unchanged = draft.Told,
            Failures = [.. scope.Failures, .. look.Failures.Values, .. draft.Failures],
            Warnings = [.. left.Operations.Select(DomainErrors.Leftovers)],
        };
    }

    private static void CheckWaivers(IReadOnlyList<string> waived)
    {
        var unknown = waived.FirstOrDefault(name => !DomainChecks.All.Any(check => Text.Wildcard.Matches(name, check)));
        if (unknown is not null) throw DomainErrors.CheckUnknown(unknown);
    }
}
