namespace LyttleCluster;

/// <summary>Something that is wrong for longer than a moment.</summary>
public sealed record ClusterAlert
{
    /// <summary>Its id: it stays the same from when it begins until it is over.</summary>
    public required string Id { get; init; }

    /// <summary>The rule that found it, e.g. <c>NodeUnreachable</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>How bad it is.</summary>
    public required EventSeverity Severity { get; init; }

    /// <summary>The object, e.g. <c>container/web1/blog</c>.</summary>
    public required string Target { get; init; }

    /// <summary>The node it is on; null where none is involved.</summary>
    public string? Node { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required AlertState State { get; init; }

    /// <summary>What is wrong, in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Remedy { get; init; }

    /// <summary>Since when, in UTC.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it was over, in UTC; null while it is not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Until when it is kept quiet, in UTC; null: it is not.</summary>
    public DateTimeOffset? SuspendedUntil { get; init; }

    /// <summary>How often it came within the last hour.</summary>
    public int Count { get; init; } = 1;

    /// <inheritdoc/>
    public override string ToString() => $"{Rule} {Target}";
}
