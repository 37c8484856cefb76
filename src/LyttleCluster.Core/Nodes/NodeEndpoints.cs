using LyttleCluster.Core.Docker;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Nodes;

/// <summary>
/// Which node has which endpoint, one document an endpoint. Two plans cannot see each other, be it in one pipeline or in two processes;
/// both would write the same document here, and the store lets only one of them.
/// </summary>
/// <remarks>
/// Nodes of files from before these documents have none until their endpoint is changed. They need none: they were stored before any
/// plan was made, so the plan finds them among the nodes. A document that no node stands behind any more is taken over.
/// </remarks>
internal sealed class NodeEndpoints(IStateStore store, NodeRegistry registry)
{
    private const string OfDocker = "docker/";
    private const string OfNginxApi = "nginx-api/";

    /// <summary>What a node's endpoints are known by: two ways to write one address are one name.</summary>
    public static IReadOnlyList<string> NamesOf(NodeSettings settings)
    {
        var names = new List<string>();
        if (settings.Docker is { IsAbsoluteUri: true } docker) names.Add(OfDocker + NameOf(docker));
        if (settings.NginxApi is { IsAbsoluteUri: true } api) names.Add(OfNginxApi + NameOf(api) + api.AbsolutePath.TrimEnd('/'));
        return names;
    }

    /// <summary>The address of one of the endpoints that settings have.</summary>
    public static Uri UriOf(NodeSettings settings, string endpoint) => endpoint.StartsWith(OfDocker, StringComparison.Ordinal) ? settings.Docker! : settings.NginxApi!;

    /// <summary>The writes that give a node its endpoints of <paramref name="after"/> instead of those of <paramref name="before"/>.</summary>
    /// <exception cref="ClusterException"><c>NodeEndpointInUse</c>: another node has one of them.</exception>
    public async Task<IReadOnlyList<StateWrite>> MoveAsync(string node, NodeSettings? before, NodeSettings? after, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> had = before is null ? [] : NamesOf(before);
        IReadOnlyList<string> has = after is null ? [] : NamesOf(after);
        var writes = new List<StateWrite>();
        foreach (var endpoint in has.Except(had)) writes.Add(await TakeAsync(endpoint, node, after!, cancellationToken));
        foreach (var endpoint in had.Except(has))
        {
            if (await GiveBackAsync(endpoint, node, cancellationToken) is { } write) writes.Add(write);
        }

        return writes;
    }

    /// <summary>The node that a document gives the endpoint to; null when there is none.</summary>
    public async Task<string?> HolderAsync(DocumentKey key, CancellationToken cancellationToken) =>
        await store.GetAsync(key, cancellationToken) is { } document ? Read(document).Node : null;

    private async Task<StateWrite> TakeAsync(string endpoint, string node, NodeSettings settings, CancellationToken cancellationToken)
    {
        foreach (var other in await registry.ListAsync(cancellationToken))
        {
            if (!IsSame(other.Name, node) && NamesOf(other.Document.Settings).Contains(endpoint)) throw NodeErrors.EndpointInUse(node, UriOf(settings, endpoint), other.Name);
        }

        var key = KeyOf(endpoint);
        var left = await store.GetAsync(key, cancellationToken);
        return DocumentWrite.Put(key, left?.Revision ?? 0, new NodeEndpointDocument { Node = node }, StateJson.Default.NodeEndpointDocument);
    }

    private async Task<StateWrite?> GiveBackAsync(string endpoint, string node, CancellationToken cancellationToken)
    {
        var document = await store.GetAsync(KeyOf(endpoint), cancellationToken);
        return document is not null && IsSame(Read(document).Node, node) ? StateWrite.Delete(document.Key, document.Revision) : null;
    }

    private static string NameOf(Uri uri) => uri.Scheme switch
    {
        "unix" => $"unix:{uri.AbsolutePath}",
        // One host may have several engines: a socket each, or one for each user.
        "ssh" when SshTarget.TryParse(uri) is { } ssh => (ssh with { Host = ssh.Host.ToLowerInvariant() }).ToString(),
        "npipe" when NamedPipeTarget.TryParse(uri) is { } pipe => pipe.ToString().ToLowerInvariant(),
        _ => $"{uri.IdnHost.ToLowerInvariant()}:{uri.Port}",
    };

    private static DocumentKey KeyOf(string endpoint) => new(NodeEndpointDocument.Kind, endpoint);

    private static NodeEndpointDocument Read(StateDocument document) => DocumentWrite.Read(document, StateJson.Default.NodeEndpointDocument);

    private static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>That a node has an endpoint; the document's name is the endpoint's.</summary>
internal sealed record NodeEndpointDocument
{
    /// <summary>The kind of these documents.</summary>
    public const string Kind = "node-endpoint";

    /// <summary>The node's name.</summary>
    public required string Node { get; init; }
}
