using LyttleCluster.Core.Domains;

namespace LyttleCluster.Core.Access;

/// <summary>
/// What an owner may make of their domain. Pure. Owning never grows by itself: what would reach further than the domain does now (other names,
/// other nodes, files of the hosts, addresses behind them, other owners) is for those who were granted the method.
/// </summary>
internal static class OwnerRule
{
    /// <summary>Why an owner may not turn one document into the other; null: they may.</summary>
    /// <param name="before">The domain as it is.</param>
    /// <param name="after">As it would be; null removes it.</param>
    /// <param name="ownHosts">Addresses of nodes that the caller owns too: whoever has the node has its ports already.</param>
    public static string? WhyNot(DomainDocument before, DomainDocument? after, IReadOnlySet<string> ownHosts)
    {
        if (after is null) return null;
        if (!after.Owners.SequenceEqual(before.Owners, StringComparer.Ordinal)) return "owners are not made by owners";
        if (after.Aliases.FirstOrDefault(alias => before.Aliases.All(known => known.Name != alias.Name)) is { } alias) return $"{alias.Shown} is a name that it does not have";
        if (!after.Nodes.SequenceEqual(before.Nodes, StringComparer.Ordinal) || !after.Locations.SequenceEqual(before.Locations, StringComparer.Ordinal)
            || !SameLabels(before.NodeLabels, after.NodeLabels))
            return "on which nodes it is wanted is not theirs to say";
        if (after.Custom != before.Custom) return "its own directives can name files of the hosts";
        if (after.Root is not null && after.Root != before.Root) return "folders of the hosts are not theirs to serve";
        if (after.CertificatePath is not null && (after.CertificatePath, after.CertificateKeyPath) != (before.CertificatePath, before.CertificateKeyPath)) return "certificates are files of the hosts";
        if (after.App is not null && after.App != before.App) return $"the app {after.App} may be somebody else's";
        return after.Upstreams.FirstOrDefault(upstream => !IsTheirs(upstream, before, ownHosts)) is { } upstream
            ? $"{upstream.Address} is neither an upstream that it has already nor on a node of theirs" : null;
    }

    private static bool IsTheirs(StoredUpstream upstream, DomainDocument before, IReadOnlySet<string> ownHosts) =>
        before.Upstreams.Any(known => known.Address == upstream.Address)
        || (Uri.TryCreate(upstream.Address, UriKind.Absolute, out var address) && ownHosts.Contains(address.IdnHost));

    private static bool SameLabels(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(label => other.TryGetValue(label.Key, out var value) && value == label.Value);
}
