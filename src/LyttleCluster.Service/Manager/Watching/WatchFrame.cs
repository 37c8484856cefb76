using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LyttleCluster.Core.Watching;

namespace LyttleCluster.Service.Manager.Watching;

/// <summary>One change as it goes to every reader: written once, sent as it is.</summary>
/// <param name="Revision">The revision it leads to.</param>
/// <param name="Topic">What it is about.</param>
/// <param name="Node">On which node.</param>
/// <param name="Bytes">The whole event of the stream.</param>
internal sealed record WatchFrame(long Revision, WatchTopics Topic, string Node, byte[] Bytes)
{
    /// <summary>The frame of a change; null for what is none.</summary>
    /// <param name="item">The change.</param>
    /// <param name="run">The run of this process: what an id of another run means is not known here.</param>
    public static WatchFrame? Of(WatchItem item, string run) => item switch
    {
        NodeChanged change => Make(run, item, WatchTopics.Nodes, change.Node.Name, "node", change.Node, WatchJson.Default.ClusterNode),
        NodeGone gone => Make(run, item, WatchTopics.Nodes, gone.Name, "node-gone", new WatchedName(gone.Name), WatchJson.Default.WatchedName),
        ContainersChanged change => Make(
            run, item, WatchTopics.Containers, change.Node, "containers", new WatchedContainers(change.Node, change.Changed, change.Gone), WatchJson.Default.WatchedContainers),
        EventSeen seen => Make(run, item, WatchTopics.Events, seen.Event.Node, "event", seen.Event, WatchJson.Default.ClusterEvent),
        _ => null,
    };

    private static WatchFrame Make<T>(string run, WatchItem item, WatchTopics topic, string node, string name, T value, JsonTypeInfo<T> type)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        bytes.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {run}-{item.Revision}\nevent: {name}\ndata: ")));
        using (var json = new Utf8JsonWriter(bytes)) JsonSerializer.Serialize(json, value, type);
        bytes.Write("\n\n"u8);
        return new WatchFrame(item.Revision, topic, node, bytes.WrittenSpan.ToArray());
    }
}

/// <summary>What a reader wants to be told of.</summary>
[Flags]
internal enum WatchTopics
{
    None = 0,

    /// <summary>Nodes: <c>node</c> and <c>node-gone</c>.</summary>
    Nodes = 1,

    /// <summary>Containers.</summary>
    Containers = 2,

    /// <summary>Events.</summary>
    Events = 4,

    All = Nodes | Containers | Events,
}
