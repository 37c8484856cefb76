using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Operations;

/// <summary>A kind of change, known by its request.</summary>
internal interface IChangeHandler
{
    /// <summary>The request it is for.</summary>
    Type RequestType { get; }
}

/// <summary>What <see cref="ChangeEngine"/> knows of a kind of change, whatever its request.</summary>
/// <typeparam name="TResult">What each changed object is reported as.</typeparam>
internal interface IChangeHandler<TResult> : IChangeHandler
{
    /// <summary>Looks, validates, and says what would be done. Changes nothing.</summary>
    Task<ChangePlan<TResult>> PlanAsync(ChangeRequest<TResult> request, CancellationToken cancellationToken);
}

/// <summary>A change of desired state alone: its writes and its journal row land in one transaction.</summary>
/// <typeparam name="TResult">What each changed object is reported as.</typeparam>
internal interface IDocumentChange<TResult> : IChangeHandler<TResult>
{
    /// <summary>The writes that carry out one planned change.</summary>
    IReadOnlyList<StateWrite> WritesOf(PlannedChange change);

    /// <summary>Why nothing was changed, when one of these documents had moved since it was planned.</summary>
    ValueTask<ClusterException> RefusalOfAsync(PlannedChange change, DocumentKey moved, CancellationToken cancellationToken);

    /// <summary>The object as it is reported once the write has landed.</summary>
    ValueTask<TResult> ResultOfAsync(ChangeRequest<TResult> request, PlannedChange change, CancellationToken cancellationToken);
}

/// <summary>A change on a node: a journaled step that is begun, done, and recorded, one object at a time.</summary>
/// <typeparam name="TResult">What each changed object is reported as.</typeparam>
internal interface INodeAction<TResult> : IChangeHandler<TResult>
{
    /// <summary>What is locked while the step runs, so that two callers never work on one object at once.</summary>
    string LockOf(PlannedChange change);

    /// <summary>Does it. What ended badly but has an outcome to tell is <see cref="Answer.Failed{T}"/>; anything else throws.</summary>
    Task<Answer<TResult>> ExecuteAsync(ChangeRequest<TResult> request, PlannedChange change, CancellationToken cancellationToken);
}

/// <summary>A change that goes over the nodes in waves, and stops at the first wave in which one failed.</summary>
/// <typeparam name="TResult">What each changed object is reported as.</typeparam>
internal interface IStagedAction<TResult> : INodeAction<TResult>
{
    /// <summary>The waves, as indexes of the planned changes.</summary>
    IReadOnlyList<IReadOnlyList<int>> WavesOf(ChangeRequest<TResult> request, int count);

    /// <summary>What is reported of an object that was left alone because an earlier one failed.</summary>
    TResult SkippedOf(PlannedChange change, ClusterException cause);
}

/// <summary>A change whose steps leave notes, so that it can be undone.</summary>
internal interface INotedAction
{
    /// <summary>See <see cref="IStepAction{TResult}.NotesKind"/>.</summary>
    string NotesKind { get; }

    /// <summary>See <see cref="IStepAction{TResult}.NotesOf"/>.</summary>
    byte[] NotesOf(PlannedChange change);
}
