using System.Runtime.CompilerServices;
using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.Domains;

/// <summary>Domains: read, test, compare, render.</summary>
internal sealed class DomainService(DomainRegistry registry, DomainLooker looker, PublishedEntries published, DomainVerifier verifier, DomainComparer comparer, TimeProvider time) : IDomains
{
    public async IAsyncEnumerable<Answer<ClusterDomain>> GetAsync(DomainQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var choice = await looker.ChooseAsync(request, cancellationToken);
        foreach (var failure in choice.Failures) yield return failure;
        var look = await looker.LookAsync(choice, allNodes: false, live: !request.Cached, cancellationToken);
        foreach (var failure in look.Unreached.Values) yield return failure;
        var known = new Dictionary<string, IReadOnlyDictionary<string, PublishedEntry>>(StringComparer.OrdinalIgnoreCase);
        foreach (var domain in look.Domains)
        {
            // Limited to nodes, a domain that is wanted on none of them is not meant.
            if (request.Nodes.Count > 0 && look.Nodes[domain.Name].Count == 0) continue;
            var states = new List<ClusterDomainState>();
            foreach (var node in look.Nodes[domain.Name])
            {
                if (look.PlaceOf(node.Name) is { } seen)
                {
                    states.Add(DomainSyncRule.Of(node.Name, domain, seen));
                    continue;
                }

                if (!known.TryGetValue(node.Name, out var entries)) known[node.Name] = entries = await published.OfAsync(node.Name, cancellationToken);
                states.Add(DomainSyncRule.LastKnown(node.Name, domain, entries.GetValueOrDefault(domain.Name), look.Unreached.ContainsKey(node.Name) ? "the node does not answer; this is what was last published" : null));
            }

            var model = DomainViewer.ToModel(domain.Document, states, request.Cached ? null : time.GetUtcNow());
            if (request.Sync.Count == 0 || request.Sync.Contains(model.Sync)) yield return model;
        }
    }

    public async IAsyncEnumerable<Answer<ClusterCheck>> TestAsync(DomainTest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var choice = await looker.ChooseAsync(request, cancellationToken);
        foreach (var failure in choice.Failures) yield return failure;
        var look = await looker.LookAsync(choice, allNodes: false, live: true, cancellationToken);
        foreach (var failure in look.Unreached.Values) yield return failure;
        foreach (var check in ConflictsOf(look)) yield return check;
        var works = look.Places.Select(WorkOf).Where(work => work.Changes.Count > 0).ToList();
        await foreach (var found in verifier.CheckAsync(works, await registry.ListAsync(cancellationToken), _ => true, request, cancellationToken))
        {
            if (found.Warning is { } warning) yield return warning;
            yield return found.Check;
        }
    }

    public IAsyncEnumerable<Answer<ClusterDomainDifference>> CompareAsync(DomainComparison request, CancellationToken cancellationToken) =>
        comparer.CompareAsync(request, cancellationToken);

    public async IAsyncEnumerable<Answer<string>> RenderAsync(DomainRendering request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var selection = await registry.SelectAsync(request.Names, cancellationToken);
        foreach (var failure in selection.Failures) yield return failure;
        foreach (var domain in selection.Domains)
        {
            if (domain.Document.ToEntry() is { } entry) yield return NginxConfigurationWriter.RenderForPerson(entry);
            else yield return DomainErrors.AppNotRendered(domain.Document.Shown, domain.Document.App!);
        }
    }

    /// <summary>What is wanted at a place, whether it is there or not: as entries to be written.</summary>
    private static PlaceWork WorkOf(SeenPlace seen) => new(seen.Place,
    [
        .. seen.Plan.Changes.Where(change => change.After is not null),
        .. seen.Plan.Untouched.Select(one => new EntryChange
        {
            Action = EntryAction.Update,
            Domain = one.Wanted.Domain,
            Shown = one.Wanted.Shown,
            Id = one.Entry.Id,
            ETag = one.Entry.Entry.ETag,
            Before = one.Entry.Entry.Entry,
            After = one.Wanted.Entry,
        }),
    ]);

    private static IEnumerable<ClusterCheck> ConflictsOf(DomainLook look) =>
        from seen in look.Places
        from wanted in seen.Plan.Conflicts.Select(one => (one.Wanted.Shown, Foreign: (PlaceEntry?)one.Foreign))
            .Concat(seen.Plan.Changes.Where(change => change.After is not null).Select(change => (change.Shown, Foreign: (PlaceEntry?)null)))
            .Concat(seen.Plan.Untouched.Select(one => (one.Wanted.Shown, Foreign: (PlaceEntry?)null)))
        from node in seen.Place.Nodes
        select new ClusterCheck
        {
            Node = node.Name,
            Domain = wanted.Shown,
            Check = DomainChecks.Conflict,
            Target = node.Document.Settings.NginxApi!.ToString(),
            Passed = wanted.Foreign is null,
            Detail = wanted.Foreign is { } foreign ? $"entry {foreign.Id} ({string.Join(' ', foreign.Entry.Names)}) has a name of it, and this cluster did not make it" : "no other entry has a name of it",
            Remedy = wanted.Foreign is null ? null : $"Adopt it: Import-ClusterDomain -Node {node.Name}; or remove it on the node.",
        };
}
