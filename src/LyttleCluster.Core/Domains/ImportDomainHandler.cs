using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Domains;

/// <summary>
/// Adopts entries of nodes that this cluster did not make: each becomes a domain that says the same, wanted on the nodes that have it, and counts as
/// published there. Nothing on the nodes is touched; the next publish finds nothing to do.
/// </summary>
internal sealed class ImportDomainHandler(IStateStore store, DomainRegistry registry, DomainNames names, DomainViewer viewer, DomainLooker looker, TimeProvider time)
    : DomainDocumentChange<ImportDomain>(names, viewer)
{
    protected override async Task<ChangePlan<ClusterDomain>> PlanAsync(ImportDomain request, CancellationToken cancellationToken)
    {
        var wanted = request.Names.Select(DomainPattern.Of).ToList();
        var choice = await looker.ChooseAsync(new DomainComparison { Nodes = request.Nodes, Timeout = request.Timeout }, cancellationToken);
        var look = await looker.LookAsync(choice, allNodes: true, live: true, cancellationToken);
        var failures = new List<ClusterException>([.. choice.Failures, .. look.Unreached.Values]);
        var adopted = new List<Adopted>();
        var found = look.Places.SelectMany(seen => seen.Plan.Unmanaged.Select(entry => new Found(seen.Place, entry)))
            .Where(one => wanted.Count == 0 || one.Entry.Entry.Names.Any(name => wanted.Any(pattern => pattern.Matches(name, name))))
            .GroupBy(one => one.Entry.Entry.Names.Count > 0 ? one.Entry.Entry.Names[0] : "", StringComparer.Ordinal);
        foreach (var group in found)
        {
            try
            {
                adopted.Add(await AdoptAsync(group.Key, [.. group], failures, cancellationToken));
            }
            catch (ClusterException failure)
            {
                failures.Add(failure);
            }
        }

        failures.AddRange(wanted.Where(pattern => !pattern.IsWildcard && !look.Places.SelectMany(seen => seen.Plan.Unmanaged).Any(entry => entry.Entry.Names.Any(name => pattern.Matches(name, name))))
            .Select(pattern => DomainErrors.NothingToImport(pattern.Text)));
        var changes = new List<PlannedChange>();
        foreach (var one in WithoutConflicts(adopted, failures))
        {
            try
            {
                changes.Add(await PlanAsync("Import", one.Existing, one.Document, one.Published, cancellationToken));
            }
            catch (ClusterException failure)
            {
                failures.Add(failure);
            }
        }

        return new ChangePlan<ClusterDomain> { Request = request, Changes = changes, Failures = failures };
    }

    /// <summary>nginx lets two entries have one name, or a wildcard over a name; domains are kept apart, also from those adopted with them.</summary>
    private static IEnumerable<Adopted> WithoutConflicts(List<Adopted> adopted, List<ClusterException> failures)
    {
        var refused = new HashSet<int>();
        foreach (var (later, earlier, name, other) in NginxEntryRules.Conflicts([.. adopted.Select(one => one.Document.ToEntry()!)]))
        {
            if (refused.Contains(earlier) || !refused.Add(later)) continue;
            var (domain, holder) = (adopted[later].Document.Shown, adopted[earlier].Document.Shown);
            failures.Add(name == other ? DomainErrors.NameTaken(domain, name, holder) : DomainErrors.Shadowed(domain, name, other, holder));
        }

        return adopted.Where((_, index) => !refused.Contains(index));
    }

    private async Task<Adopted> AdoptAsync(string name, IReadOnlyList<Found> found, List<ClusterException> failures, CancellationToken cancellationToken)
    {
        var first = found[0];
        var node = first.Place.Nodes[0].Name;
        var entry = first.Entry.Entry.Entry ?? throw DomainErrors.NotImportable(node, first.Entry.Id, string.Join(' ', first.Entry.Entry.Names), $"it says something that a domain cannot: {first.Entry.Entry.Raw}");
        var same = found.Where(one => one.Entry.Fingerprint == first.Entry.Fingerprint).ToList();
        failures.AddRange(found.Except(same).Select(other => DomainErrors.ImportDiffers(name, other.Place.Nodes[0].Name, node)));
        var published = new List<StateWrite>();
        foreach (var (at, own) in same.SelectMany(one => one.Place.Nodes.Select(at => (at, one.Entry)))) published.Add(await WriteOfAsync(name, at, own, cancellationToken));
        // What is wanted of a domain that is known stays; the entry is ours from then on, and the next publish brings it to what is wanted.
        if (await registry.FindAsync(name, cancellationToken) is { } existing && existing.Document.ToEntry() is not null) return new Adopted(existing.Document, existing, published);

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
        return new Adopted(DomainRules.Check(document), null, published);
    }

    private async Task<StateWrite> WriteOfAsync(string domain, StoredNode node, PlaceEntry entry, CancellationToken cancellationToken)
    {
        var record = new PublishedEntry
        {
            Domain = domain,
            Shown = domain,
            Node = node.Name,
            EntryId = entry.Id,
            Fingerprint = entry.Fingerprint,
            PublishedAt = time.GetUtcNow(),
        };
        // Bound to what is there of a first publish that failed, or of an entry that is gone: so an undo forgets again that this one is ours.
        var key = PublishedEntry.KeyOf(node.Name, domain);
        var left = await store.GetAsync(key, cancellationToken);
        return DocumentWrite.Put(key, left?.Revision ?? 0, record, StateJson.Default.PublishedEntry);
    }

    private sealed record Adopted(DomainDocument Document, StoredDomain? Existing, IReadOnlyList<StateWrite> Published);

    private sealed record Found(Place Place, PlaceEntry Entry);
}
