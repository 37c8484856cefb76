namespace LyttleCluster.Core.Operations;

/// <summary>A change of one object a step, as the engine's steps.</summary>
/// <typeparam name="TResult">What each changed object is reported as.</typeparam>
internal sealed class SingleObjectSteps<TResult>(INodeAction<TResult> action) : IStepAction<TResult>
{
    private readonly IStagedAction<TResult>? _staged = action as IStagedAction<TResult>;

    public Type RequestType => action.RequestType;

    public string? NotesKind => (action as INotedAction)?.NotesKind;

    public bool StopsAtFailure => _staged is not null;

    public Task<ChangePlan<TResult>> PlanAsync(ChangeRequest<TResult> request, CancellationToken cancellationToken) => action.PlanAsync(request, cancellationToken);

    public (string Name, string Target)? OperationLockOf(ChangePlan<TResult> plan) => null;

    public IReadOnlyList<string> LocksOf(PlannedChange change) => [action.LockOf(change)];

    public IReadOnlyList<IReadOnlyList<int>> WavesOf(ChangeRequest<TResult> request, IReadOnlyList<PlannedChange> changes) =>
        _staged?.WavesOf(request, changes.Count) ?? [[.. Enumerable.Range(0, changes.Count)]];

    public byte[]? NotesOf(PlannedChange change) => (action as INotedAction)?.NotesOf(change);

    public async Task<StepEnd<TResult>> ExecuteAsync(StepRun<TResult> run, CancellationToken cancellationToken) =>
        new([await action.ExecuteAsync(run.Request, run.Change, cancellationToken)]);

    public IReadOnlyList<Answer<TResult>> SkippedOf(PlannedChange change, ClusterException cause) => [_staged!.SkippedOf(change, cause)];
}
