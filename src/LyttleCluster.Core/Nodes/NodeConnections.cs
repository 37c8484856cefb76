using System.Collections.Concurrent;
using LyttleCluster.Core.Docker;
using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Core.Nodes;

/// <summary>One Docker client and one nginx_api client a node, kept open for the whole session so that a second look costs no handshake.</summary>
internal sealed class NodeConnections(NodeKeys keys, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, DockerClient> _clients = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, NginxApiClient> _nginxApis = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The client for a node.</summary>
    /// <exception cref="ClusterException"><c>NodeWithoutDocker</c>.</exception>
    public DockerClient DockerOf(StoredNode node) => DockerOf(node.DockerEndpoint ?? throw NodeErrors.NoDocker(node.Name));

    /// <summary>The client for a node's endpoint.</summary>
    public DockerClient DockerOf(DockerEndpoint endpoint)
    {
        var client = _clients.GetOrAdd(endpoint.Node, _ => new DockerClient(endpoint, time));
        if (client.Endpoint == endpoint) return client;

        // The endpoint was changed meanwhile. Whoever still uses the old client keeps it until the session ends.
        var renewed = new DockerClient(endpoint, time);
        return _clients.TryUpdate(endpoint.Node, renewed, client) ? renewed : DockerOf(endpoint);
    }

    /// <summary>The client for a node's nginx_api, with its key.</summary>
    /// <exception cref="ClusterException"><c>NodeWithoutNginxApi</c>, or its key cannot be opened (<c>SealedValue…</c>, <c>StateKey…</c>).</exception>
    public NginxApiClient NginxApiOf(StoredNode node)
    {
        var endpoint = node.NginxApiEndpoint ?? throw NodeErrors.NoNginxApi(node.Name);
        return NginxApiOf(endpoint with { ApiKey = keys.KeyOf(node.Document)?.Reveal() });
    }

    /// <summary>The client for a node's nginx_api, as its endpoint says it.</summary>
    public NginxApiClient NginxApiOf(NginxApiEndpoint endpoint)
    {
        var client = _nginxApis.GetOrAdd(endpoint.Node, _ => new NginxApiClient(endpoint, time));
        if (client.Endpoint == endpoint) return client;

        // As above: whoever still uses the old client keeps it.
        var renewed = new NginxApiClient(endpoint, time);
        return _nginxApis.TryUpdate(endpoint.Node, renewed, client) ? renewed : NginxApiOf(endpoint);
    }

    public void Dispose()
    {
        foreach (var client in _nginxApis.Values) client.Dispose();
        foreach (var client in _clients.Values) client.Dispose();
    }
}
