using System.Buffers;
using System.Text.Json;
using LyttleCluster.Core.Watching;

namespace LyttleCluster.Service.Manager.Watching;

/// <summary>The whole cluster as text, a piece a node, each written when the first reader wants it.</summary>
internal sealed class WatchSnapshot(ClusterSnapshot now, long revision)
{
    private readonly WatchedNodeText[] _nodes = [.. now.Nodes.Values.Select(node => new WatchedNodeText(node))];

    /// <summary>The revision from which on changes are told; it may show some of them already.</summary>
    public long Revision => revision;

    /// <summary>The pieces of one JSON object: <c>{"nodes":[…],"containers":[…]}</c>.</summary>
    /// <param name="isMeant">Which nodes, by name.</param>
    /// <param name="topics">Nodes, containers, or both.</param>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces(Func<string, bool> isMeant, WatchTopics topics)
    {
        var nodes = _nodes.Where(node => isMeant(node.Name)).ToList();
        yield return "{"u8.ToArray();
        if (topics.HasFlag(WatchTopics.Nodes))
        {
            foreach (var piece in List("\"nodes\":["u8.ToArray(), nodes.Select(node => node.Node))) yield return piece;
        }

        if (topics.HasFlag(WatchTopics.Containers))
        {
            if (topics.HasFlag(WatchTopics.Nodes)) yield return ","u8.ToArray();
            foreach (var piece in List("\"containers\":["u8.ToArray(), nodes.Select(node => node.Containers))) yield return piece;
        }

        yield return "}"u8.ToArray();
    }

    private static IEnumerable<ReadOnlyMemory<byte>> List(byte[] head, IEnumerable<byte[]> parts)
    {
        yield return head;
        var isFirst = true;
        foreach (var part in parts)
        {
            if (part.Length == 0) continue;
            if (!isFirst) yield return ","u8.ToArray();
            isFirst = false;
            yield return part;
        }

        yield return "]"u8.ToArray();
    }

    /// <summary>A node's part of both lists.</summary>
    private sealed class WatchedNodeText(WatchedNode watched)
    {
        private byte[]? _node;
        private byte[]? _containers;

        public string Name => watched.Node.Name;

        public byte[] Node => _node ??= JsonSerializer.SerializeToUtf8Bytes(watched.Node, WatchJson.Default.ClusterNode);

        /// <summary>With commas between them; empty when there are none.</summary>
        public byte[] Containers => _containers ??= Write(watched.Containers);

        private static byte[] Write(IReadOnlyList<ClusterContainer> containers)
        {
            if (containers.Count == 0) return [];
            var bytes = new ArrayBufferWriter<byte>(containers.Count * 512);
            using (var json = new Utf8JsonWriter(bytes))
            {
                json.WriteStartArray();
                foreach (var container in containers) JsonSerializer.Serialize(json, container, WatchJson.Default.ClusterContainer);
                json.WriteEndArray();
            }

            // Without the brackets.
            return bytes.WrittenSpan[1..^1].ToArray();
        }
    }
}
