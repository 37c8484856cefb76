namespace LyttleCluster;

/// <summary>One journaled change: who, when, what, and how it ended.</summary>
public sealed record ClusterOperation
{
    /// <summary>Its id; ids sort by time.</summary>
    public required string Id { get; init; }

    /// <summary>The use case, e.g. <c>Nodes.Add</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>One line on what it changes.</summary>
    public required string Summary { get; init; }

    /// <summary>Who did it: <c>user@host</c>.</summary>
    public required string Author { get; init; }

    /// <summary>When it began, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, in UTC; null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How it ended.</summary>
    public OperationOutcome Outcome { get; init; }

    /// <summary>Whether it can be undone.</summary>
    public bool Reversible { get; init; }

    /// <summary>The version of the format its plan is written in.</summary>
    public int PlanFormat { get; init; }

    /// <summary>The id of the operation that it undid; null when it undid none.</summary>
    public string? Undoes { get; init; }

    /// <summary>Its steps.</summary>
    public ClusterOperationStep[] Steps { get; init; } = [];
}
