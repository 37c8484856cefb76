using System.Collections.Concurrent;
using LyttleCluster.Core.Docker;

namespace LyttleCluster.Core.Nodes;

/// <summary>One Docker client a node, kept open for the whole session so that a second look costs no handshake.</summary>
internal sealed class NodeConnections(TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, DockerClient> _clients = new(StringComparer.OrdinalIgnoreCase);

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

    public void Dispose()
    {
        foreach (var client in _clients.Values) client.Dispose();
    }
}
