namespace LyttleCluster;

/// <summary>Something an operator should look at, found while looking at the whole.</summary>
public sealed record ClusterWarning
{
    /// <summary>A constant name, e.g. <c>DuplicateEngine</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The node it is about; null for the whole cluster.</summary>
    public string? Node { get; init; }

    /// <summary>What was found.</summary>
    public required string Message { get; init; }

    /// <summary>What to do.</summary>
    public string? Remedy { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Message;
}
