namespace LyttleCluster.Core.Operations;

/// <summary>
/// A change on nodes as <see cref="ChangeEngine"/> carries it out: a step for each planned change, in waves, each begun, done and recorded. What
/// works on one object a step is an <see cref="INodeAction{TResult}"/> or <see cref="IStagedAction{TResult}"/>, which are shorter.
/// </summary>
/// <typeparam name="TResult">What each changed object is reported as; a step may report many.</typeparam>
internal interface IStepAction<TResult> : IChangeHandler<TResult>
{
    /// <summary>The kind of the notes its steps have, by which an undo or a settlement finds who can read them; null: no notes.</summary>
    string? NotesKind { get; }

    /// <summary>What is locked while the whole operation runs; null: nothing.</summary>
    (string Name, string Target)? OperationLockOf(ChangePlan<TResult> plan);

    /// <summary>What is locked while one step runs.</summary>
    IReadOnlyList<string> LocksOf(PlannedChange change);

    /// <summary>The waves, as indexes of the planned changes.</summary>
    IReadOnlyList<IReadOnlyList<int>> WavesOf(ChangeRequest<TResult> request, IReadOnlyList<PlannedChange> changes);

    /// <summary>Whether the first wave with a failure is the last.</summary>
    bool StopsAtFailure { get; }

    /// <summary>
    /// What is needed to put back or finish the step when this process is gone: UTF-8 JSON, stored with the intent before anything is done. Null:
    /// nothing is.
    /// </summary>
    byte[]? NotesOf(PlannedChange change);

    /// <summary>Does it. What ended badly but has an outcome to tell is <see cref="Answer.Failed{T}"/>; what throws failed as a whole.</summary>
    Task<StepEnd<TResult>> ExecuteAsync(StepRun<TResult> run, CancellationToken cancellationToken);

    /// <summary>What is reported of a step that was left out because an earlier one failed.</summary>
    IReadOnlyList<Answer<TResult>> SkippedOf(PlannedChange change, ClusterException cause);
}

/// <summary>One step to be done.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Change">What was planned.</param>
/// <param name="OperationId">The operation it belongs to.</param>
/// <typeparam name="TResult">What each changed object is reported as.</typeparam>
internal sealed record StepRun<TResult>(ChangeRequest<TResult> Request, PlannedChange Change, string OperationId);

/// <summary>How one step ended.</summary>
/// <param name="Answers">All it has to tell.</param>
/// <param name="IsOpen">Whether it is not known yet what became of it, or something is still to be done about it: then it can be resumed.</param>
/// <typeparam name="TResult">What each changed object is reported as.</typeparam>
internal sealed record StepEnd<TResult>(IReadOnlyList<Answer<TResult>> Answers, bool IsOpen = false)
{
    /// <summary>The first failure among the answers; null when all went well.</summary>
    public ClusterException? Failure { get; } = Answers.Select(answer => answer.Failure).FirstOrDefault(failure => failure is not null);

    /// <summary>The same end with a failure that has nothing to do with the outcome; it is told with the last answer.</summary>
    public StepEnd<TResult> But(ClusterException failure) =>
        new([.. Answers.SkipLast(1), Answers.Count > 0 && Answers[^1].Value is { } last ? Answer.Failed(last, failure) : failure], IsOpen);
}

/// <summary>A change whose result is its own operation, told once it has ended.</summary>
/// <typeparam name="TResult">What is told.</typeparam>
internal interface IToldAsOperation<TResult>
{
    /// <summary>The operation that carried it out, with its steps.</summary>
    Task<TResult> TellAsync(string operationId, CancellationToken cancellationToken);

    /// <summary>The operation that this one undoes; null: none.</summary>
    string? UndoneBy(ChangePlan<TResult> plan);
}
