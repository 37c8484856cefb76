using System.Text.Json;
using LyttleCluster.Core.Docker;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Nodes;

/// <summary>
/// What was last seen of each node: the node itself, and its engine's list of containers as the engine sent it. What this
/// process has just seen is read back at once: every read waits for the queue of writes.
/// </summary>
internal sealed class Observations(IHistory history)
{
    private const string NodeKind = "node";
    private const string ContainersKind = "containers";

    public ValueTask SetNodeAsync(ClusterNode node, CancellationToken cancellationToken) => history.SetObservationAsync(
        node.Name, NodeKind, node.ObservedAt ?? default, JsonSerializer.SerializeToUtf8Bytes(node, StateJson.Default.ClusterNode), memory: null, cancellationToken);

    /// <summary>Keeps an engine's list, which is disposed of here.</summary>
    public ValueTask SetContainersAsync(string node, DockerContainerList list, CancellationToken cancellationToken) =>
        history.SetObservationAsync(node, ContainersKind, list.ObservedAt, list.Body, list, cancellationToken);

    public ValueTask ForgetAsync(string node, CancellationToken cancellationToken) => history.ForgetNodeAsync(node, cancellationToken);

    /// <summary>A node as it was last seen; null when it never was.</summary>
    public async Task<ClusterNode?> NodeAsync(string node, CancellationToken cancellationToken)
    {
        await history.FlushAsync(cancellationToken);
        return await history.GetObservationAsync(node, NodeKind, cancellationToken) is { } item ? NodeIn(item) : null;
    }

    public async Task<Dictionary<string, ClusterNode>> NodesAsync(CancellationToken cancellationToken)
    {
        await history.FlushAsync(cancellationToken);
        var nodes = new Dictionary<string, ClusterNode>(StringComparer.OrdinalIgnoreCase);
        await foreach (var item in history.ListObservationsAsync(NodeKind, cancellationToken))
        {
            if (NodeIn(item) is { } node) nodes[item.Node] = node;
        }

        return nodes;
    }

    /// <summary>The containers that were last seen, by node.</summary>
    public async Task<Dictionary<string, IReadOnlyList<ClusterContainer>>> ContainersAsync(CancellationToken cancellationToken)
    {
        await history.FlushAsync(cancellationToken);
        var containers = new Dictionary<string, IReadOnlyList<ClusterContainer>>(StringComparer.OrdinalIgnoreCase);
        await foreach (var item in history.ListObservationsAsync(ContainersKind, cancellationToken))
        {
            if (Read(item, body => ContainerListReader.Read(body.Span, item.Node, item.ObservedAt)) is { } list) containers[item.Node] = list;
        }

        return containers;
    }

    private static ClusterNode? NodeIn(Observation item) => Read(item, body => JsonSerializer.Deserialize(body.Span, StateJson.Default.ClusterNode));

    /// <summary>What was observed; null when another version wrote it in a way that this one cannot read: the next look writes it anew.</summary>
    private static T? Read<T>(Observation item, Func<ReadOnlyMemory<byte>, T?> read)
        where T : class
    {
        try
        {
            return read(item.Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
