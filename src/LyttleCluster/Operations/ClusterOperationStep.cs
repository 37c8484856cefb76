namespace LyttleCluster;

/// <summary>One step of an operation: what it does to one object.</summary>
public sealed record ClusterOperationStep
{
    /// <summary>Its place, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The node it works on; null for a change of desired state alone.</summary>
    public string? Node { get; init; }

    /// <summary>The object it changes, e.g. <c>node/web1</c> or <c>container/web1/blog</c>.</summary>
    public required string Target { get; init; }

    /// <summary>What it does, e.g. <c>Stop</c>.</summary>
    public required string Action { get; init; }

    /// <summary>How far it got.</summary>
    public OperationStepState State { get; init; }

    /// <summary>The object before; null when there was none.</summary>
    public string? Before { get; init; }

    /// <summary>The object after; null when there is none any more.</summary>
    public string? After { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Reason { get; init; }

    /// <summary>The ErrorId of its failure.</summary>
    public string? ErrorId { get; init; }

    /// <summary>When it began, in UTC.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, in UTC.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Action} {Target}: {State}";
}
