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
        if (before is not null && DomainWords.AreSame(before.Document, after))
            return new ChangePlan<ClusterDomain> { Request = request, Changes = [], Unchanged = [await Viewer.FromStoreAsync(after, cancellationToken)] };
        return new ChangePlan<ClusterDomain> { Request = request, Changes = [await PlanAsync(before is null ? "Add" : "Set", before, after, [], cancellationToken)] };
    }

    /// <summary>A redirect may come back over other domains that redirect. Only those on its way are read: there may be thousands of others.</summary>
    private async Task CheckLoopsAsync(DomainDocument after, CancellationToken cancellationToken)
    {
        var way = new Dictionary<string, DomainDocument>(StringComparer.Ordinal) { [after.Name] = after };
        for (var now = after; now is { Leads: DomainKind.Redirect } && Uri.TryCreate(now.RedirectTo, UriKind.Absolute, out var target);)
        {
            if (await Names.DomainOfAsync(target.IdnHost, cancellationToken) is not { } next || way.ContainsKey(next)) break;
            if ((await registry.FindAsync(next, cancellationToken))?.Document is not { } document) break;
            way[next] = now = document;
        }

        if (RedirectLoops.Find(way.Values).GetValueOrDefault(after.Name) is { } loop) throw DomainErrors.RedirectLoop(after.Shown, loop);
    }
}
