namespace LyttleCluster.Core.Events;

/// <summary>What this folder warns of.</summary>
internal static class EventErrors
{
    public const string NodeSilentId = "EventNodeSilent";

    public static ClusterWarning NodeSilent(string node, TimeSpan silence) => new()
    {
        Id = NodeSilentId,
        Node = node,
        Message = $"Node '{node}' has not replayed its events within {silence.TotalSeconds:0.#} s: the others are shown without it, and what it replays follows marked Late.",
    };
}
