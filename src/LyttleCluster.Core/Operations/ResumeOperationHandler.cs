using LyttleCluster.Core.State;
using LyttleCluster.Core.Text;

namespace LyttleCluster.Core.Operations;

/// <summary>
/// Settles operations that a dead process left. Steps that were begun are looked at by whoever knows their notes, which finishes or puts back;
/// steps that were not begun are left out. Afterwards the operation has an end, and says how it came to it.
/// </summary>
internal sealed class ResumeOperationHandler(
    IStateStore store, OperationFinder finder, Journal journal, TimeProvider time, IReadOnlyList<IStepSettlement> settlements) : INodeAction<ClusterOperation>
{
    public Type RequestType => typeof(ResumeOperation);

    public async Task<ChangePlan<ClusterOperation>> PlanAsync(ChangeRequest<ClusterOperation> request, CancellationToken cancellationToken)
    {
        var wanted = (ResumeOperation)request;
        var left = await journal.LeftAsync(cancellationToken);
        var failures = new List<ClusterException>();
        foreach (var id in wanted.Ids.Where(id => !Wildcard.IsPattern(id) && !left.Any(operation => BeginsWith(operation, id))))
            failures.Add(await WhyNotAsync(id, cancellationToken));
        var meant = left.Where(operation => wanted.Ids.Count == 0 || wanted.Ids.Any(id => Wildcard.Matches(id, operation.Id) || BeginsWith(operation, id)));
        return new ChangePlan<ClusterOperation> { Request = wanted, Changes = [.. meant.Select(Plan)], Failures = failures };
    }

    public string LockOf(PlannedChange change) => Journal.LockOf(((ClusterOperation)change.Work!).Id);

    public async Task<Answer<ClusterOperation>> ExecuteAsync(ChangeRequest<ClusterOperation> request, PlannedChange change, CancellationToken cancellationToken)
    {
        var id = ((ClusterOperation)change.Work!).Id;
        // Somebody may have settled it since it was planned.
        if (await store.GetAsync(new DocumentKey(OperationDocument.OpenKind, id), cancellationToken) is null) throw OperationErrors.PlanOutdated(change.Target);
        return await SettleAsync(id, request, cancellationToken);
    }

    /// <summary>Settles one operation; its lock is held.</summary>
    private async Task<Answer<ClusterOperation>> SettleAsync(string id, ChangeRequest<ClusterOperation> request, CancellationToken cancellationToken)
    {
        var operation = await finder.OneAsync(id, cancellationToken);
        var document = await finder.ReadableAsync(operation, cancellationToken);
        ClusterException? unsettled = null;
        var steps = new List<ClusterOperationStep>();
        foreach (var step in operation.Steps)
        {
            var settled = step.State switch
            {
                OperationStepState.Pending => LeftSteps.NeverBegun(step),
                OperationStepState.Started => await SettleAsync(document, step, request, cancellationToken),
                _ => step,
            };
            if (settled.State == OperationStepState.Started) unsettled = OperationErrors.NotSettled(operation, settled);
            steps.Add(settled);
        }

        await LeftSteps.RecordAsync(store, document, steps, time);
        var told = await finder.TellAsync(id, cancellationToken);
        return unsettled is null ? told : Answer.Failed(told, unsettled);
    }

    private async Task<ClusterOperationStep> SettleAsync(
        OperationDocument operation, ClusterOperationStep step, ChangeRequest<ClusterOperation> request, CancellationToken cancellationToken)
    {
        var settlement = settlements.FirstOrDefault(one => one.NotesKind == operation.StepNotes);
        var notes = settlement is null ? null : await journal.NotesAsync(operation.Id, step.Number, cancellationToken);
        if (settlement is null || notes is not { } noted)
        {
            return step with
            {
                State = OperationStepState.Failed,
                EndedAt = time.GetUtcNow(),
                ErrorId = "OperationInterrupted",
                Reason = "the process that did it is gone, and whether it was done is not recorded: look at it",
            };
        }

        return await settlement.SettleAsync(new StepToSettle(operation, step, noted, request), cancellationToken) with { EndedAt = time.GetUtcNow() };
    }

    private async Task<ClusterException> WhyNotAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var operation = await finder.OneAsync(id, cancellationToken);
            return operation.Outcome == OperationOutcome.Running ? OperationErrors.StillRunning(operation) : OperationErrors.NothingLeft(operation);
        }
        catch (ClusterException failure)
        {
            return failure;
        }
    }

    private static bool BeginsWith(ClusterOperation operation, string id) => operation.Id.StartsWith(id, StringComparison.OrdinalIgnoreCase);

    private static PlannedChange Plan(ClusterOperation operation) => new()
    {
        Target = $"operation/{operation.Id}",
        Action = "Resume",
        Before = $"{operation.Kind}: {operation.Summary}, by {operation.Author} at {operation.StartedAt:u}",
        Reversible = false,
        BoundTo = operation.Id,
        Work = operation,
    };
}

/// <summary>A step whose process died in the middle.</summary>
/// <param name="Operation">The operation it belongs to.</param>
/// <param name="Step">The step.</param>
/// <param name="Notes">What was written down before it was begun.</param>
/// <param name="Request">Time limits.</param>
internal sealed record StepToSettle(OperationDocument Operation, ClusterOperationStep Step, ReadOnlyMemory<byte> Notes, ChangeRequest Request);

/// <summary>Finds out what became of steps of one kind, and finishes them or puts them back.</summary>
internal interface IStepSettlement
{
    /// <summary>The kind of notes it knows.</summary>
    string NotesKind { get; }

    /// <summary>The step as it ended: Succeeded, or Failed with the reason and what is there now; still Started when that cannot be found out now.</summary>
    Task<ClusterOperationStep> SettleAsync(StepToSettle step, CancellationToken cancellationToken);
}
