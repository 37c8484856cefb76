namespace LyttleCluster.Core;

/// <summary>What a change would do.</summary>
/// <typeparam name="TResult">What each changed object is reported as.</typeparam>
public sealed record ChangePlan<TResult>
{
    /// <summary>What was asked for.</summary>
    public required ChangeRequest<TResult> Request { get; init; }

    /// <summary>What it would do to each object; empty when there is nothing to do.</summary>
    public required IReadOnlyList<PlannedChange> Changes { get; init; }

    /// <summary>Objects that are as wanted already, as they are: nothing is done to them.</summary>
    public IReadOnlyList<TResult> Unchanged { get; init; } = [];

    /// <summary>Nodes that could not be asked, and objects that were named but not found.</summary>
    public IReadOnlyList<ClusterException> Failures { get; init; } = [];

    /// <summary>What the operator should know before agreeing.</summary>
    public IReadOnlyList<ClusterWarning> Warnings { get; init; } = [];

    /// <summary>The whole in one line, for the journal; null: what is done to the first object, and how many more there are.</summary>
    internal string? Title { get; init; }

    /// <summary>Who wants it, for the journal; null: the user of this process.</summary>
    internal string? Author { get; init; }

    /// <summary>Who carries it out; null: whoever the request's kind names.</summary>
    internal Operations.IChangeHandler? CarriedOutBy { get; init; }

    /// <summary>The same plan for some of its objects: those the operator agreed to.</summary>
    public ChangePlan<TResult> Only(Func<PlannedChange, bool> agreed) => this with { Changes = [.. Changes.Where(agreed)] };
}

/// <summary>What a plan would do to one object.</summary>
public sealed record PlannedChange
{
    /// <summary>The object, e.g. <c>node/web1</c> or <c>container/web1/blog</c>.</summary>
    public required string Target { get; init; }

    /// <summary>What would be done, e.g. <c>Stop</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The node it is done on; null for a change of desired state alone.</summary>
    public string? Node { get; init; }

    /// <summary>The object before, readable; null when there is none.</summary>
    public string? Before { get; init; }

    /// <summary>The object after, readable; null when there is none any more.</summary>
    public string? After { get; init; }

    /// <summary>Whether it can be undone.</summary>
    public required bool Reversible { get; init; }

    /// <summary>What it was bound to when it was planned: a document's revision, a container's state.</summary>
    public required string BoundTo { get; init; }

    /// <summary>What the handler that planned it needs to carry it out.</summary>
    internal object? Work { get; init; }

    /// <summary>One line for the operator: what is done to what, and whether it can be undone.</summary>
    public override string ToString()
    {
        var diff = (Before, After) switch
        {
            (null, null) => "",
            (null, _) => $": {After}",
            (_, null) => $": {Before}",
            _ => $": {Before} -> {After}",
        };
        return $"{Action} {Target}{diff}{(Reversible ? "" : " (cannot be undone)")}";
    }
}
