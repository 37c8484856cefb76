using System.Net;
using LyttleCluster.Core.Domains;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Access;

/// <summary>Whether a caller owns all that a change would touch, by the documents of nodes and domains as they are now.</summary>
internal sealed class OwnerCheck(NodeRegistry nodes, DomainRegistry domains)
{
    /// <summary>Whether the caller owns anything at all of that kind: who does not is refused before any node is asked.</summary>
    public async Task<bool> OwnsAnyAsync(ClusterCaller caller, OwnedObject kind, CancellationToken cancellationToken) => kind == OwnedObject.Domain
        ? (await domains.ListAsync(cancellationToken)).Any(domain => AccessRule.IsOwner(caller, domain.Document.Owners))
        : (await nodes.ListAsync(cancellationToken)).Any(node => Owns(caller, node));

    /// <summary>The refusal; null: every object is theirs, and nothing reaches beyond it.</summary>
    public async Task<ClusterException?> RefusalAsync(
        ClusterCaller caller, AccessMethod method, ChangeRequest request, IReadOnlyList<PlannedChange> changes, CancellationToken cancellationToken)
    {
        if (Beyond(request) is { } beyond) return AccessErrors.BeyondOwner(caller, method, changes.Count > 0 ? changes[0].Target : "it", beyond);
        return method.Owned == OwnedObject.Domain
            ? await OfDomainsAsync(caller, method, changes, cancellationToken)
            : await OfNodesAsync(caller, method, changes, cancellationToken);
    }

    /// <summary>What reaches further than the object, whoever owns it: a page to ask for is asked for by the manager, wherever it is; checks protect the others.</summary>
    private static string? Beyond(ChangeRequest request) => request switch
    {
        ReloadNginx { Probe: not null } or PublishDomain { Probe: not null } => "a page to probe is asked for by the manager, which reaches more than they do",
        PublishDomain { SkipVerification.Count: > 0 } => "what is verified protects the other domains of the nodes",
        _ => null,
    };

    private async Task<ClusterException?> OfNodesAsync(ClusterCaller caller, AccessMethod method, IReadOnlyList<PlannedChange> changes, CancellationToken cancellationToken)
    {
        var own = (await nodes.ListAsync(cancellationToken)).Where(node => Owns(caller, node)).Select(node => node.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return changes.FirstOrDefault(change => NodeOf(change) is not { } node || !own.Contains(node)) is { } foreign ? AccessErrors.NotOwner(caller, method, foreign.Target) : null;
    }

    private async Task<ClusterException?> OfDomainsAsync(ClusterCaller caller, AccessMethod method, IReadOnlyList<PlannedChange> changes, CancellationToken cancellationToken)
    {
        var own = (await domains.ListAsync(cancellationToken)).Where(domain => AccessRule.IsOwner(caller, domain.Document.Owners)).Select(domain => domain.Name).ToHashSet(StringComparer.Ordinal);
        HashSet<string>? hosts = null;
        foreach (var change in changes)
        {
            switch (change.Work)
            {
                case DomainWork { Before: { } before } work when own.Contains(before.Name):
                    hosts ??= await OwnHostsAsync(caller, cancellationToken);
                    if (OwnerRule.WhyNot(before, work.After, hosts) is { } why) return AccessErrors.BeyondOwner(caller, method, change.Target, why);
                    break;
                // What was published of a domain that is gone has no owner any more.
                case PlaceWork place when place.Changes.FirstOrDefault(entry => !own.Contains(entry.Domain)) is var foreign:
                    if (foreign is not null) return AccessErrors.NotOwner(caller, method, $"domain/{foreign.Domain}");
                    break;
                default:
                    return AccessErrors.NotOwner(caller, method, change.Target);
            }
        }

        return null;
    }

    /// <summary>Where the caller's own nodes are reached. Never loopback: that is whichever host asks.</summary>
    private async Task<HashSet<string>> OwnHostsAsync(ClusterCaller caller, CancellationToken cancellationToken) =>
        (await nodes.ListAsync(cancellationToken))
            .Where(node => Owns(caller, node))
            .SelectMany(node => node.Document.Settings.Address ?? [])
            .Where(host => host != "localhost" && !(IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static bool Owns(ClusterCaller caller, StoredNode node) => AccessRule.IsOwner(caller, node.Document.Settings.Owners ?? []);

    private static string? NodeOf(PlannedChange change) =>
        change.Node ?? (change.Target.StartsWith("node/", StringComparison.Ordinal) ? change.Target["node/".Length..] : null);
}
