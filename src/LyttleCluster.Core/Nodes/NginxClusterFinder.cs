using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Core.Nodes;

/// <summary>Asks one nginx_api for the nodes of its cluster, as candidates.</summary>
internal sealed class NginxClusterFinder(TimeProvider time)
{
    /// <summary>The nodes, each with its nginx_api where it advertises one.</summary>
    /// <exception cref="ClusterException">It cannot be asked (<c>NginxApi…</c>), or has no cluster (<c>NginxApiNotSupported</c>).</exception>
    public async Task<IReadOnlyList<Answer<ClusterNodeCandidate>>> FindAsync(Uri api, NodeDiscovery request, CancellationToken cancellationToken)
    {
        NodeSettingsRules.Check(api.Host, SettingsOf(api, request));
        await using var client = new NginxApiClient(EndpointOf(api, request), time);
        try
        {
            var dialect = await client.GetDialectAsync(request.Timeout, cancellationToken);
            if (!dialect.Can(NginxApiCapabilities.Cluster)) throw NginxApiErrors.NotSupported(client.Endpoint, "naming its cluster's nodes", dialect.Name);
            var peers = await client.ListPeersAsync(request.Timeout, cancellationToken);
            return [.. peers.Select(peer => (Answer<ClusterNodeCandidate>)ToCandidate(peer, request))];
        }
        catch (ClusterException failure)
        {
            throw NodeErrors.NotFoundOut(api.Host, failure);
        }
    }

    private static ClusterNodeCandidate ToCandidate(NginxApiPeer peer, NodeDiscovery request)
    {
        // The one that answered is reached where we reached it, whatever it believes of itself.
        var uri = peer.IsLocal ? request.NginxApi : peer.Uri;
        var usesTls = uri?.Scheme == Uri.UriSchemeHttps;
        return new ClusterNodeCandidate
        {
            Name = NameOf(peer.HostName),
            Source = "NginxApi",
            NginxApi = uri,
            NginxApiCertificatePath = usesTls ? request.NginxApiCertificatePath : null,
            NginxApiKeyPath = usesTls ? request.NginxApiKeyPath : null,
            NginxApiCACertificatePath = usesTls ? request.NginxApiCACertificatePath : null,
            Description = Describe(peer),
        };
    }

    private static string Describe(NginxApiPeer peer)
    {
        var facts = new[] { peer.Status, peer.IsLeader ? "leader" : null, peer.Version is null or "unknown" ? null : peer.Version, peer.IsLocal || peer.Uri is not null ? null : "advertises no address" };
        return string.Join(", ", facts.OfType<string>());
    }

    /// <summary>A host name as a node's name: other characters become hyphens.</summary>
    internal static string NameOf(string hostName)
    {
        var name = string.Concat(hostName.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-')).TrimStart('.', '_', '-');
        return name.Length > 63 ? name[..63] : name.Length > 0 ? name : "node";
    }

    private static NodeSettings SettingsOf(Uri api, NodeDiscovery request) => new()
    {
        NginxApi = api,
        NginxApiKey = request.NginxApiKey,
        NginxApiCertificatePath = request.NginxApiCertificatePath,
        NginxApiKeyPath = request.NginxApiKeyPath,
        NginxApiCACertificatePath = request.NginxApiCACertificatePath,
    };

    private static NginxApiEndpoint EndpointOf(Uri api, NodeDiscovery request) => new()
    {
        Node = api.Host,
        Uri = api,
        ApiKey = request.NginxApiKey?.Reveal(),
        CertificatePath = request.NginxApiCertificatePath,
        KeyPath = request.NginxApiKeyPath,
        CACertificatePath = request.NginxApiCACertificatePath,
    };
}
