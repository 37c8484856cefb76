using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.Operations;

namespace LyttleCluster.Core.Containers;

/// <summary>Undoes starts and stops: a container that ran before runs again, one that did not is stopped, unless somebody has done so since.</summary>
internal sealed class ContainerUndo(ContainerFinder finder, NodeRegistry registry, NodeConnections connections, OperationFinder operations)
    : IStepUndo, IStepAction<ClusterOperation>, IToldAsOperation<ClusterOperation>
{
    public Type RequestType => typeof(UndoOperation);

    public string NotesKind => ContainerNotes.Kind;

    public bool StopsAtFailure => false;

    /// <summary>Whether a container runs, be it paused or about to be started again.</summary>
    public static bool IsRunning(ClusterContainer container) => container.State is ContainerState.Running or ContainerState.Paused or ContainerState.Restarting;

    public Task<ChangePlan<ClusterOperation>> PlanAsync(ChangeRequest<ClusterOperation> request, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("An undo is planned for an operation that was found.");

    public async Task<ChangePlan<ClusterOperation>> PlanAsync(
        UndoOperation request, ClusterOperation operation, IReadOnlyList<ReadOnlyMemory<byte>> notes, CancellationToken cancellationToken)
    {
        var changes = new List<PlannedChange>();
        foreach (var noted in notes.Select(ContainerNotes.Read))
        {
            if (await FindAsync(request, operation, noted, cancellationToken) is { } container) changes.Add(Plan(operation, noted, container));
        }

        return changes.Count > 0 ? new ChangePlan<ClusterOperation> { Request = request, Changes = changes, CarriedOutBy = this } : throw OperationErrors.MovedOn(operation, "every container", "it is as it was before");
    }

    public (string Name, string Target)? OperationLockOf(ChangePlan<ClusterOperation> plan) => null;

    public IReadOnlyList<string> LocksOf(PlannedChange change)
    {
        var noted = ((UndoneContainer)change.Work!).Noted;
        return [$"container/{noted.Node}/{noted.Id}"];
    }

    public IReadOnlyList<IReadOnlyList<int>> WavesOf(ChangeRequest<ClusterOperation> request, IReadOnlyList<PlannedChange> changes) => [[.. Enumerable.Range(0, changes.Count)]];

    public byte[]? NotesOf(PlannedChange change)
    {
        var noted = ((UndoneContainer)change.Work!).Noted;
        return (noted with { WasRunning = !noted.WasRunning }).Write();
    }

    public async Task<StepEnd<ClusterOperation>> ExecuteAsync(StepRun<ClusterOperation> run, CancellationToken cancellationToken)
    {
        var noted = ((UndoneContainer)run.Change.Work!).Noted;
        var selection = await registry.SelectAsync([noted.Node], cancellationToken);
        if (selection.Nodes is not [var node]) throw NodeErrors.NotFound(noted.Node);
        var docker = connections.DockerOf(node);
        if (noted.WasRunning) await docker.StartAsync(noted.Id, run.Request.Timeout, cancellationToken);
        else await docker.StopAsync(noted.Id, null, await ContainerGrace.SilenceAsync(docker, noted.Id, null, run.Request.Timeout, cancellationToken), cancellationToken);
        return new StepEnd<ClusterOperation>([]);
    }

    public IReadOnlyList<Answer<ClusterOperation>> SkippedOf(PlannedChange change, ClusterException cause) => [];

    public Task<ClusterOperation> TellAsync(string operationId, CancellationToken cancellationToken) => operations.TellAsync(operationId, cancellationToken);

    public string? UndoneBy(ChangePlan<ClusterOperation> plan) => ((UndoneContainer)plan.Changes[0].Work!).Operation;

    /// <summary>The container where it is not as it was before; null where nothing was changed by the operation, or somebody has undone it.</summary>
    private async Task<ClusterContainer?> FindAsync(UndoOperation request, ClusterOperation operation, ContainerNotes noted, CancellationToken cancellationToken)
    {
        var wanted = new WantedContainers([], [], [new ContainerRef(noted.Node, noted.Id, noted.Name)]);
        await foreach (var answer in finder.FindAsync(wanted, NodeCall.ReadThrottle, request.Timeout, cancellationToken))
        {
            if (answer.Failure is { } failure) throw failure.ErrorId == ContainerErrors.NotFoundId ? OperationErrors.MovedOn(operation, $"container {noted.Name} on node {noted.Node}", "it is not there any more") : failure;
            if (answer.Value is { } container) return IsRunning(container) == noted.WasRunning ? null : container;
        }

        throw OperationErrors.MovedOn(operation, $"container {noted.Name} on node {noted.Node}", "it is not there any more");
    }

    private static PlannedChange Plan(ClusterOperation operation, ContainerNotes noted, ClusterContainer container) => new()
    {
        Target = $"container/{noted.Node}/{noted.Name}",
        Action = noted.WasRunning ? "Start" : "Stop",
        Node = noted.Node,
        Before = container.StateText,
        After = noted.WasRunning ? "running" : "exited",
        Reversible = true,
        BoundTo = noted.Id,
        Work = new UndoneContainer(operation.Id, noted),
    };

    private sealed record UndoneContainer(string Operation, ContainerNotes Noted);
}
