namespace LyttleCluster.Core;

/// <summary>
/// Every change of every kind, in two calls, and the journal of them. One door for all changes means one home for
/// locks, the journal, plans that are outdated and the access check; a new kind of change is a request and a handler.
/// </summary>
public interface IOperations
{
    /// <summary>Says what a change would do, bound to what it looked at. Changes nothing.</summary>
    Task<ChangePlan<TResult>> PlanAsync<TResult>(ChangeRequest<TResult> request, CancellationToken cancellationToken);

    /// <summary>Does what the plan says, journaled; <c>PlanOutdated</c> when what it looked at has moved.</summary>
    IAsyncEnumerable<Answer<TResult>> ApplyAsync<TResult>(ChangePlan<TResult> plan, CancellationToken cancellationToken);

    /// <summary>The journal, newest first.</summary>
    IAsyncEnumerable<Answer<ClusterOperation>> GetAsync(OperationQuery request, CancellationToken cancellationToken);

    /// <summary>The locks that are held now.</summary>
    IAsyncEnumerable<Answer<ClusterLock>> GetLocksAsync(LockQuery request, CancellationToken cancellationToken);
}

/// <summary>Asks for the journal.</summary>
public sealed record OperationQuery
{
    /// <summary>Only these ids, or those that begin so; wildcards allowed; empty means all.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>Only these outcomes; empty means any.</summary>
    public IReadOnlyList<OperationOutcome> Outcome { get; init; } = [];

    /// <summary>Only operations that began from then on.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>At most this many.</summary>
    public int? Newest { get; init; }
}

/// <summary>Asks for locks.</summary>
public sealed record LockQuery
{
    /// <summary>Only these names, wildcards allowed; empty means all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}

/// <summary>Undoes one operation: what it changed becomes as it was before, unless it has moved on since. An undo can be undone.</summary>
public sealed record UndoOperation : ChangeRequest<ClusterOperation>
{
    /// <summary>Its id, or how it begins.</summary>
    public required string Id { get; init; }
}

/// <summary>Settles operations that a dead process left: what was begun is finished where it is done already, else put back.</summary>
public sealed record ResumeOperation : ChangeRequest<ClusterOperation>
{
    /// <summary>Their ids, or how they begin; wildcards allowed; empty means all that were left.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];
}
