using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Domains;

/// <summary>Domains as they are shown: what is wanted, on which nodes, and how these have it.</summary>
internal sealed class DomainViewer(NodeRegistry nodes, PublishedEntries published)
{
    /// <summary>One domain by what is stored, without the network.</summary>
    public async Task<ClusterDomain> FromStoreAsync(DomainDocument document, CancellationToken cancellationToken)
    {
        var domain = new StoredDomain(document, 0);
        var states = new List<ClusterDomainState>();
        foreach (var node in NodeChoice.Of(document, await nodes.ListAsync(cancellationToken)))
        {
            var known = await published.OfAsync(node.Name, cancellationToken);
            states.Add(DomainSyncRule.LastKnown(node.Name, domain, known.GetValueOrDefault(document.Name), null));
        }

        return ToModel(document, states, null);
    }

    /// <summary>The domain with what its nodes have of it.</summary>
    public static ClusterDomain ToModel(DomainDocument domain, IReadOnlyList<ClusterDomainState> states, DateTimeOffset? observedAt) => new()
    {
        Name = domain.Shown,
        AsciiName = domain.Name,
        Aliases = [.. domain.Aliases.Select(alias => alias.Shown)],
        Kind = domain.Leads,
        Target = DomainWords.TargetOf(domain),
        Upstreams = [.. DomainWords.ModelsOf(domain.Upstreams)],
        LeastConnections = domain.LeastConnections,
        AppName = domain.App,
        Root = domain.Root,
        RedirectTo = domain.RedirectTo,
        RedirectStatus = domain.Leads == DomainKind.Redirect ? domain.RedirectStatus : null,
        RedirectKeepPath = domain.RedirectKeepPath,
        Tls = domain.Tls,
        CertificatePath = domain.CertificatePath,
        CertificateKeyPath = domain.CertificateKeyPath,
        CustomConfiguration = domain.Custom.Length > 0 ? domain.Custom : null,
        WantedNodes = [.. domain.Nodes],
        WantedLabels = new Dictionary<string, string>(domain.NodeLabels),
        WantedLocations = [.. domain.Locations],
        Owners = [.. domain.Owners],
        Nodes = [.. states.Select(state => state.Node)],
        Sync = DomainSyncRule.Worst(states),
        States = [.. states],
        ObservedAt = observedAt,
    };
}
