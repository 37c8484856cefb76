namespace LyttleCluster.Core.Domains;

/// <summary>Whether a place has a domain as it is wanted. Pure.</summary>
internal static class DomainSyncRule
{
    /// <summary>By what was seen of the place.</summary>
    /// <param name="node">The node.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="seen">The place of the node.</param>
    public static ClusterDomainState Of(string node, StoredDomain domain, SeenPlace seen)
    {
        var published = seen.Published.GetValueOrDefault(domain.Name);
        if (PlaceRule.WhyNot(domain.Document, seen.Place) is { } why) return Make(node, DomainSync.Informational, published, why);
        if (seen.Untouched.ContainsKey(domain.Name)) return Make(node, DomainSync.Applied, published, null);
        if (seen.Foreign.TryGetValue(domain.Name, out var foreign))
            return Make(node, DomainSync.Pending, published, $"entry {foreign.Id} has a name of it, and this cluster did not make that entry (Import-ClusterDomain adopts it)");
        var change = seen.Changes[domain.Name];
        var wanted = change.After!.Fingerprint();
        if (published is { Failure: { } failure, FailedFingerprint: { } failed } && failed == wanted) return Make(node, DomainSync.Failed, published, failure);
        return change switch
        {
            { Action: EntryAction.Create } when published?.EntryId is not null => Make(node, DomainSync.Drifted, published, "somebody took it off the node"),
            { Action: EntryAction.Update } when published is not null && change.Before?.Fingerprint() != published.Fingerprint =>
                Make(node, DomainSync.Drifted, published, $"somebody changed it on the node: {(change.Before is { } now ? DomainWords.Describe(now, domain.Name, domain.Document.Shown) : "it says something that a domain cannot")}"),
            _ => Make(node, DomainSync.Pending, published, null),
        };
    }

    /// <summary>By what was published last, when the node was not looked at.</summary>
    /// <param name="node">The node.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="published">What was published there last; null: nothing.</param>
    /// <param name="unseen">Why the node was not seen; null: it was not asked.</param>
    public static ClusterDomainState LastKnown(string node, StoredDomain domain, PublishedEntry? published, string? unseen)
    {
        if (domain.Document.ToEntry() is not { } entry) return Make(node, DomainSync.Informational, published, $"it leads to the app '{domain.Document.App}': its routes are made when the app is deployed");
        var wanted = entry.Fingerprint();
        var sync = published switch
        {
            { Failure: not null } when published.FailedFingerprint == wanted => DomainSync.Failed,
            not null when published.Fingerprint == wanted => DomainSync.Applied,
            _ => DomainSync.Pending,
        };
        return Make(node, sync, published, unseen ?? (sync == DomainSync.Failed ? published!.Failure : null));
    }

    /// <summary>The worst of several.</summary>
    public static DomainSync Worst(IReadOnlyList<ClusterDomainState> states) => states.Count == 0 ? DomainSync.Pending : states.Max(state => state.Sync);

    private static ClusterDomainState Make(string node, DomainSync sync, PublishedEntry? published, string? reason) =>
        new() { Node = node, Sync = sync, Reason = reason, PublishedAt = published?.PublishedAt, Release = published?.Release };
}
