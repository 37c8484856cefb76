using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LyttleCluster.Core.FanOut;
using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Domains;

/// <summary>Puts what is wanted beside what each node has, and beside what its nginx really answers for the name.</summary>
internal sealed class DomainComparer(DomainLooker looker)
{
    public async IAsyncEnumerable<Answer<ClusterDomainDifference>> CompareAsync(DomainComparison request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var choice = await looker.ChooseAsync(request, cancellationToken);
        foreach (var failure in choice.Failures) yield return failure;
        var look = await looker.LookAsync(choice, allNodes: true, live: true, cancellationToken);
        foreach (var failure in look.Unreached.Values) yield return failure;
        // A place may have other nodes besides.
        var meant = choice.Nodes.Select(node => node.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var nodes = look.Places.SelectMany(seen => seen.Place.Nodes.Where(node => meant.Contains(node.Name)).Select(node => (Seen: seen, Node: node))).ToList();
        var rows = NodeFanOut.RunAsync<(SeenPlace Seen, StoredNode Node), ClusterDomainDifference>(
            nodes,
            request.ThrottleLimit,
            one => one.Node.Name,
            (one, results, stop) => CompareAsync(look, one.Seen, one.Node, request.Names.Count == 0, results, stop),
            cancellationToken);
        await foreach (var row in rows) yield return row;
    }

    private static async Task CompareAsync(
        DomainLook look, SeenPlace seen, StoredNode node, bool withOthers, ChannelWriter<Answer<ClusterDomainDifference>> results, CancellationToken cancellationToken)
    {
        using var asker = new NginxAsker(NginxAsker.AddressOf(node), NodeCall.DefaultTimeout);
        foreach (var domain in look.Domains.Where(domain => look.Nodes[domain.Name].Any(one => one.Name == node.Name)))
            await results.WriteAsync(await WantedAsync(domain, seen, node, asker, cancellationToken), cancellationToken);
        foreach (var change in seen.Plan.Changes.Where(change => change.Action == EntryAction.Delete && (withOthers || look.Domains.Any(domain => domain.Name == change.Domain))))
            await results.WriteAsync(await LeftAsync(change, seen, node, asker, cancellationToken), cancellationToken);
        if (!withOthers) return;
        foreach (var entry in seen.Plan.Unmanaged) await results.WriteAsync(await ForeignAsync(entry, node, asker, cancellationToken), cancellationToken);
    }

    private static async Task<ClusterDomainDifference> WantedAsync(StoredDomain domain, SeenPlace seen, StoredNode node, NginxAsker asker, CancellationToken cancellationToken)
    {
        var state = DomainSyncRule.Of(node.Name, domain, seen);
        var own = OwnOf(domain, seen);
        var (answer, why) = await AskAsync(domain.Name, domain.Document.ToEntry(), seen.Place.Kind, asker, cancellationToken);
        // The node may have it as wanted, and nginx serve something else: reloads fail, and others listen.
        var isUnserved = state.Sync == DomainSync.Applied && why is not null;
        return new ClusterDomainDifference
        {
            Domain = domain.Document.Shown,
            Node = node.Name,
            Sync = isUnserved ? DomainSync.Drifted : state.Sync,
            Desired = domain.Document.ToEntry() is { } entry ? DomainWords.Describe(entry, domain.Name, domain.Document.Shown) : DomainWords.Describe(domain.Document),
            OnNode = own,
            Answer = answer,
            Managed = seen.Published.ContainsKey(domain.Name),
            Reason = isUnserved ? why : state.Reason,
        };
    }

    private static async Task<ClusterDomainDifference> LeftAsync(EntryChange change, SeenPlace seen, StoredNode node, NginxAsker asker, CancellationToken cancellationToken) => new()
    {
        Domain = change.Shown,
        Node = node.Name,
        Sync = DomainSync.Pending,
        OnNode = change.Before is { } before ? DomainWords.Describe(before, change.Domain, change.Shown) : null,
        Answer = (await AskAsync(change.Domain, change.Before, seen.Place.Kind, asker, cancellationToken)).Answer,
        Managed = true,
        Reason = "it is not wanted there any more; the next publish takes it away",
    };

    private static async Task<ClusterDomainDifference> ForeignAsync(PlaceEntry entry, StoredNode node, NginxAsker asker, CancellationToken cancellationToken) => new()
    {
        Domain = entry.Entry.Names.Count > 0 ? entry.Entry.Names[0] : $"entry {entry.Id}",
        Node = node.Name,
        Sync = DomainSync.Informational,
        OnNode = entry.Entry.Entry is { } known ? DomainWords.Describe(known) : entry.Entry.Raw,
        Answer = entry.Entry.Names.Count > 0 ? (await AskAsync(entry.Entry.Names[0], null, PlaceKind.None, asker, cancellationToken)).Answer : null,
        Reason = "this cluster did not make it",
    };

    /// <summary>What nginx answers for a name, and why that is not what the entry says; null when it is, or nothing is known of it.</summary>
    private static async Task<(string Answer, string? Why)> AskAsync(string name, NginxEntry? entry, PlaceKind kind, NginxAsker asker, CancellationToken cancellationToken)
    {
        var answer = await asker.AskAsync(DomainProof.HostOf(name), "/", cancellationToken);
        if (entry is null || kind != PlaceKind.Agent) return (answer.ToString(), null);
        var proof = await asker.AskAsync(DomainProof.HostOf(name), NginxProof.Path, cancellationToken);
        return (answer.ToString(), DomainProof.WhyNot(proof, entry.Fingerprint()));
    }

    private static string? OwnOf(StoredDomain domain, SeenPlace seen)
    {
        var (name, shown) = (domain.Name, domain.Document.Shown);
        if (seen.Untouched.TryGetValue(name, out var same)) return DomainWords.Describe(same.Entry.Entry!, name, shown);
        if (seen.Changes.TryGetValue(name, out var change) && change.Before is { } other) return DomainWords.Describe(other, name, shown);
        return !seen.Foreign.TryGetValue(name, out var foreign) ? null : foreign.Entry.Entry is { } known ? DomainWords.Describe(known, name, shown) : foreign.Entry.Raw;
    }
}
