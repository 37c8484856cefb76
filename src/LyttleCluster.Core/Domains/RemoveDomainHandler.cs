namespace LyttleCluster.Core.Domains;

/// <summary>Takes domains out of what is wanted. What the nodes have of them goes with the next publish.</summary>
internal sealed class RemoveDomainHandler(DomainRegistry registry, DomainNames names, DomainViewer viewer) : DomainDocumentChange<RemoveDomain>(names, viewer)
{
    protected override async Task<ChangePlan<ClusterDomain>> PlanAsync(RemoveDomain request, CancellationToken cancellationToken)
    {
        var selection = await registry.SelectAsync(request.Names, cancellationToken);
        var changes = new List<PlannedChange>();
        foreach (var domain in selection.Domains) changes.Add(await PlanAsync("Remove", domain, null, [], cancellationToken));
        return new ChangePlan<ClusterDomain> { Request = request, Changes = changes, Failures = selection.Failures };
    }
}
