using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Domains;

/// <summary>
/// Adopts entries of nodes that this cluster did not make: each becomes a domain that says the same, wanted on the nodes that have it, and counts as
/// published there. Nothing on the nodes is touched; the next publish finds nothing to do.
/// </summary>
internal sealed class ImportDomainHandler(DomainRegistry registry, DomainNames names, DomainViewer viewer, DomainLooker looker, TimeProvider time)
    : DomainDocumentChange<ImportDomain>(names, viewer)
{
    protected override async Task<ChangePlan<ClusterDomain>> PlanAsync(ImportDomain request, CancellationToken cancellationToken)
    {
        var wanted = request.Names.Select(DomainPattern.Of).ToList();
        var choice = await looker.ChooseAsync(new DomainComparison { Nodes = request.Nodes, Timeout = request.Timeout }, cancellationToken);
        var look = await looker.LookAsync(choice, allNodes: true, live: true, cancellationToken);
        var failures = new List<ClusterException>([.. choice.Failures, .. look.Unreached.Values]);
        var changes = new List<PlannedChange>();
        var found = look.Places.SelectMany(seen => seen.Plan.Unmanaged.Select(entry => new Found(seen.Place, entry)))
            .Where(one => wanted.Count == 0 || one.Entry.Entry.Names.Any(name => wanted.Any(pattern => pattern.Matches(name, name))))
            .GroupBy(one => one.Entry.Entry.Names.Count > 0 ? one.Entry.Entry.Names[0] : "", StringComparer.Ordinal);
        foreach (var group in found)
        {
            try
            {
                changes.Add(await AdoptAsync(group.Key, [.. group], failures, cancellationToken));
            }
            catch (ClusterException failure)
            {
                failures.Add(failure);
            }
        }

        failures.AddRange(wanted.Where(pattern => !pattern.IsWildcard && !look.Places.SelectMany(seen => seen.Plan.Unmanaged).Any(entry => entry.Entry.Names.Any(name => pattern.Matches(name, name))))
            .Select(pattern => DomainErrors.NothingToImport(pattern.Text)));
        return new ChangePlan<ClusterDomain> { Request = request, Changes = changes, Failures = failures };
    }

    private async Task<PlannedChange> AdoptAsync(string name, IReadOnlyList<Found> found, List<ClusterException> failures, CancellationToken cancellationToken)
    {
        var first = found[0];
        var node = first.Place.Nodes[0].Name;
        var entry = first.Entry.Entry.Entry ?? throw DomainErrors.NotImportable(node, first.Entry.Id, string.Join(' ', first.Entry.Entry.Names), $"it says something that a domain cannot: {first.Entry.Entry.Raw}");
        var same = found.Where(one => one.Entry.Fingerprint == first.Entry.Fingerprint).ToList();
        failures.AddRange(found.Except(same).Select(other => DomainErrors.ImportDiffers(name, other.Place.Nodes[0].Name, node)));
        if (await registry.FindAsync(name, cancellationToken) is not null) throw DomainErrors.Conflict(name, node, first.Entry.Id, string.Join(' ', entry.Names));

        var nodes = same.SelectMany(one => one.Place.Nodes).Select(one => one.Name).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var document = new DomainDocument
        {
            Name = name,
            Shown = name,
            Aliases = [.. entry.Names.Skip(1).Select(alias => new StoredName(alias, alias))],
            Leads = entry.Kind switch
            {
                NginxEntryKind.Redirect => DomainKind.Redirect,
                NginxEntryKind.Root => DomainKind.Root,
                _ => DomainKind.Upstream,
            },
            Nodes = nodes,
        }.With(entry);
        var published = same.SelectMany(one => one.Place.Nodes.Select(at => WriteOf(document, at, one.Entry)));
        return await PlanAsync("Import", null, DomainRules.Check(document), published, cancellationToken);
    }

    private StateWrite WriteOf(DomainDocument document, StoredNode node, PlaceEntry entry)
    {
        var record = new PublishedEntry
        {
            Domain = document.Name,
            Shown = document.Shown,
            Node = node.Name,
            EntryId = entry.Id,
            Fingerprint = entry.Fingerprint,
            PublishedAt = time.GetUtcNow(),
        };
        // It must not exist: an undo then forgets that the entry is ours.
        return DocumentWrite.Put(PublishedEntry.KeyOf(node.Name, document.Name), 0, record, StateJson.Default.PublishedEntry);
    }

    private sealed record Found(Place Place, PlaceEntry Entry);
}
