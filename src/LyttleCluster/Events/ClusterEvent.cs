namespace LyttleCluster;

/// <summary>Something that happened on a node, seen by us or done by us.</summary>
public sealed record ClusterEvent
{
    /// <summary>The node it happened on.</summary>
    public required string Node { get; init; }

    /// <summary>When it happened by the engine's clock, in UTC, with 100 ns kept.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>What kind of thing it happened to: <c>container</c>, <c>image</c>, <c>network</c>, <c>volume</c>, <c>daemon</c>, <c>node</c>, …</summary>
    public required string Type { get; init; }

    /// <summary>What happened, e.g. <c>start</c>, <c>die</c>, <c>oom</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The id of what it happened to.</summary>
    public string Id { get; init; } = "";

    /// <summary>The name of what it happened to.</summary>
    public string Name { get; init; } = "";

    /// <summary>How much it asks for attention.</summary>
    public EventSeverity Severity { get; init; }

    /// <summary>One sentence.</summary>
    public string Message { get; init; } = "";

    /// <summary>What the engine says besides, e.g. <c>exitCode</c>, <c>image</c>.</summary>
    public ReadOnlyMap<string> Attributes { get; init; } = ReadOnlyMap<string>.Empty;

    /// <summary>True when its node was silent too long, so that the event comes after later ones of other nodes.</summary>
    public bool Late { get; init; }
}
