using System.Buffers;
using System.Text.Json;
using LyttleCluster.Core.Watching;

namespace LyttleCluster.Service.Manager.Watching;

/// <summary>
/// The whole cluster for readers that begin: one JSON object, <c>{"nodes":[…],"containers":[…]}</c>. Nodes are written once for all who come within a
/// moment; containers, which would be tens of megabytes of text, for each reader as fast as it takes them.
/// </summary>
internal sealed class WatchSnapshot(ClusterSnapshot now, long revision)
{
    private readonly Dictionary<string, byte[]> _nodes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The revision from which on changes are told; it may show some of them already.</summary>
    public long Revision => revision;

    /// <summary>Writes it, a node at a step.</summary>
    /// <param name="body">Where to; it is flushed between steps by who writes.</param>
    /// <param name="isMeant">Which nodes, by name.</param>
    /// <param name="topics">Nodes, containers, or both.</param>
    public IEnumerable<bool> Write(IBufferWriter<byte> body, Func<string, bool> isMeant, WatchTopics topics)
    {
        var nodes = now.Nodes.Values.Where(node => isMeant(node.Node.Name)).ToList();
        var isFirst = true;
        body.Write("{"u8);
        if (topics.HasFlag(WatchTopics.Nodes))
        {
            body.Write("\"nodes\":["u8);
            foreach (var node in nodes)
            {
                Separate(body, ref isFirst);
                body.Write(TextOf(node));
                yield return true;
            }

            body.Write("]"u8);
        }

        if (topics.HasFlag(WatchTopics.Containers))
        {
            body.Write(topics.HasFlag(WatchTopics.Nodes) ? ",\"containers\":["u8 : "\"containers\":["u8);
            isFirst = true;
            foreach (var node in nodes)
            {
                WriteContainers(body, node, ref isFirst);
                yield return true;
            }

            body.Write("]"u8);
        }

        body.Write("}"u8);
    }

    private static void Separate(IBufferWriter<byte> body, ref bool isFirst)
    {
        if (!isFirst) body.Write(","u8);
        isFirst = false;
    }

    private static void WriteContainers(IBufferWriter<byte> body, WatchedNode node, ref bool isFirst)
    {
        using var json = new Utf8JsonWriter(body);
        foreach (var container in node.Containers)
        {
            json.Flush();
            Separate(body, ref isFirst);
            json.Reset();
            JsonSerializer.Serialize(json, container, WatchJson.Default.ClusterContainer);
        }
    }

    private byte[] TextOf(WatchedNode node)
    {
        lock (_nodes)
        {
            if (!_nodes.TryGetValue(node.Node.Name, out var text)) _nodes[node.Node.Name] = text = JsonSerializer.SerializeToUtf8Bytes(node.Node, WatchJson.Default.ClusterNode);
            return text;
        }
    }
}
