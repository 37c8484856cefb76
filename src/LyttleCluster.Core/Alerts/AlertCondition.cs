namespace LyttleCluster.Core.Alerts;

/// <summary>Something that is wrong now, by one rule. It says nothing of how long, or of who was told.</summary>
internal sealed record AlertCondition
{
    /// <summary>The rule's name.</summary>
    public required string Rule { get; init; }

    /// <summary>The object, e.g. <c>container/web1/blog</c>.</summary>
    public required string Target { get; init; }

    /// <summary>The node it is on; null where none is involved.</summary>
    public string? Node { get; init; }

    public EventSeverity Severity { get; init; } = EventSeverity.Error;

    /// <summary>What is wrong, in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Remedy { get; init; }

    /// <summary>How far it has gone; a higher one is told anew.</summary>
    public int Stage { get; init; }

    /// <summary>Who answers for the object.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>What makes it the same thing over time.</summary>
    public AlertKey Key => new(Rule, Target);

    /// <summary>Whether the other says the same.</summary>
    public bool IsSame(AlertCondition other) =>
        (Rule, Target, Node, Severity, Summary, Remedy, Stage) == (other.Rule, other.Target, other.Node, other.Severity, other.Summary, other.Remedy, other.Stage)
        && Owners.SequenceEqual(other.Owners);
}

/// <summary>A rule and the object it is about.</summary>
internal readonly record struct AlertKey(string Rule, string Target);
