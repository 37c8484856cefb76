using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.Operations;

namespace LyttleCluster.Core.Domains;

/// <summary>Undoes a publish: each place gets back the entries it had before, the same way they were changed. What is wanted stays as it is.</summary>
internal sealed class PublishUndo(NodeRegistry nodes, PlaceFinder places, PlaceChanger changer, OperationFinder finder)
    : IStepUndo, IStepAction<ClusterOperation>, IToldAsOperation<ClusterOperation>
{
    public Type RequestType => typeof(UndoOperation);

    public string NotesKind => PublishNotes.Kind;

    public bool StopsAtFailure => true;

    public Task<ChangePlan<ClusterOperation>> PlanAsync(ChangeRequest<ClusterOperation> request, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("An undo is planned for an operation that was found.");

    public async Task<ChangePlan<ClusterOperation>> PlanAsync(
        UndoOperation request, ClusterOperation operation, IReadOnlyList<ReadOnlyMemory<byte>> notes, CancellationToken cancellationToken)
    {
        var changes = new List<PlannedChange>();
        foreach (var noted in notes.Select(PublishNotes.Read)) changes.Add(await PlanAsync(request, operation, noted, cancellationToken));
        return new ChangePlan<ClusterOperation> { Request = request, Changes = changes, CarriedOutBy = this };
    }

    public (string Name, string Target)? OperationLockOf(ChangePlan<ClusterOperation> plan) => PublishLock.Of();

    public IReadOnlyList<string> LocksOf(PlannedChange change) => PublishLock.Of(WorkOf(change).Place);

    public IReadOnlyList<IReadOnlyList<int>> WavesOf(ChangeRequest<ClusterOperation> request, IReadOnlyList<PlannedChange> changes) =>
        PlaceWaves.Of(RolloutStrategy.Rolling, 1, [.. changes.Select(change => WorkOf(change).Place.Kind)]);

    public byte[]? NotesOf(PlannedChange change) => PublishNotes.Of(WorkOf(change).Place, WorkOf(change).Changes).Write();

    public async Task<StepEnd<ClusterOperation>> ExecuteAsync(StepRun<ClusterOperation> run, CancellationToken cancellationToken)
    {
        var work = WorkOf(run.Change);
        var outcome = await changer.ApplyAsync(new PlaceOrder(work.Place, work.Changes, null, PlaceOrder.UsualDeadline), cancellationToken);
        return outcome.Failure is { } failure ? new StepEnd<ClusterOperation>([failure], PublishDomainHandler.IsOpen(outcome)) : new StepEnd<ClusterOperation>([]);
    }

    /// <summary>The journal tells of what was left out; the error of the place that failed was told.</summary>
    public IReadOnlyList<Answer<ClusterOperation>> SkippedOf(PlannedChange change, ClusterException cause) => [];

    public Task<ClusterOperation> TellAsync(string operationId, CancellationToken cancellationToken) => finder.TellAsync(operationId, cancellationToken);

    public string? UndoneBy(ChangePlan<ClusterOperation> plan) => ((UndoneWork)plan.Changes[0].Work!).Operation;

    private static PlaceWork WorkOf(PlannedChange change) => ((UndoneWork)change.Work!).Work;

    private async Task<PlannedChange> PlanAsync(UndoOperation request, ClusterOperation operation, PublishNotes notes, CancellationToken cancellationToken)
    {
        var selection = await nodes.SelectAsync(notes.Nodes, cancellationToken);
        if (selection.Failures.Count > 0) throw OperationErrors.MovedOn(operation, "the cluster", selection.Failures[0].Message);
        var look = await places.LookAsync(selection.Nodes, [], request, cancellationToken);
        if (look.Failures.Count > 0) throw look.Failures.Values.First();
        if (look.Places is not [var place]) throw OperationErrors.MovedOn(operation, string.Join(", ", notes.Nodes), "they do not share a database any more");
        if (notes.Changes.FirstOrDefault(change => !NotedState.IsDone(change, place)) is { } moved)
            throw OperationErrors.MovedOn(operation, moved.Shown, $"node '{notes.Nodes[0]}' does not have it as it was published");
        var work = new PlaceWork(place, [.. notes.Changes.Select(change => NotedState.ToInverse(change, place))]);
        return work.ToChange("Put back", PlaceChanger.Estimate(place.Kind, work.Changes)) with { Work = new UndoneWork(operation.Id, work) };
    }

    private sealed record UndoneWork(string Operation, PlaceWork Work);
}
