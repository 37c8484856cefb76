using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.Domains;

/// <summary>Adds a domain, or changes one: what is given replaces, what is cleared goes, the rest stays. All of it is checked before anything is stored.</summary>
internal sealed class SetDomainHandler(DomainRegistry registry, DomainNames names, DomainViewer viewer) : DomainDocumentChange<SetDomain>(names, viewer)
{
    protected override async Task<ChangePlan<ClusterDomain>> PlanAsync(SetDomain request, CancellationToken cancellationToken)
    {
        if (!DomainName.TryParse(request.Name, out var name, out var why)) throw DomainErrors.NameInvalid(request.Name, why!);
        var before = await registry.FindAsync(name!.Ascii, cancellationToken);
        var merged = DomainSettingsMerge.Merge(before?.Document ?? new DomainDocument { Name = name.Ascii, Shown = name.Shown }, request.Settings, request.Clear, isNew: before is null);
        var after = DomainRules.Check(merged);
        await CheckLoopsAsync(after, cancellationToken);
        if (before is not null && DomainWords.Describe(before.Document) == DomainWords.Describe(after))
            return new ChangePlan<ClusterDomain> { Request = request, Changes = [], Unchanged = [await Viewer.FromStoreAsync(after, cancellationToken)] };
        return new ChangePlan<ClusterDomain> { Request = request, Changes = [await PlanAsync(before is null ? "Add" : "Set", before, after, [], cancellationToken)] };
    }

    private DomainViewer Viewer { get; } = viewer;

    /// <summary>A redirect may come back over other domains that redirect.</summary>
    private async Task CheckLoopsAsync(DomainDocument after, CancellationToken cancellationToken)
    {
        if (after.Leads != DomainKind.Redirect) return;
        var others = (await registry.ListAsync(cancellationToken)).Where(domain => domain.Name != after.Name).Select(domain => domain.Document);
        if (RedirectLoops.Find(after, others) is { } way) throw DomainErrors.RedirectLoop(after.Shown, way);
    }
}
