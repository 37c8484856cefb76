using System.Text;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Operations;

/// <summary>Puts documents back as they were before an operation, all or none, if none of them has moved on since.</summary>
internal sealed class DocumentUndo(IStateStore store, OperationFinder finder, IReadOnlyList<IUndoRule> rules) : IDocumentChange<ClusterOperation>, IToldAsOperation<ClusterOperation>
{
    public Type RequestType => typeof(UndoOperation);

    public Task<ChangePlan<ClusterOperation>> PlanAsync(ChangeRequest<ClusterOperation> request, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("An undo is planned for an operation that was found.");

    /// <summary>Plans the undo of an operation that changed documents.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="undo">What it replaced.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ClusterException"><c>OperationMovedOn</c>.</exception>
    public async Task<ChangePlan<ClusterOperation>> PlanAsync(
        UndoOperation request, ClusterOperation operation, UndoDocument undo, CancellationToken cancellationToken)
    {
        var writes = new List<StateWrite>();
        foreach (var document in undo.Documents)
        {
            var now = await store.GetAsync(document.Key, cancellationToken);
            if ((now is null ? null : UndoneDocument.Digest(now.Body.Span)) != document.After)
                throw OperationErrors.MovedOn(operation, document.Key.ToString(), now is null ? "it is not there any more" : "it was changed again");
            writes.Add(document.Before is { } before
                ? StateWrite.Put(document.Key, now?.Revision ?? 0, Encoding.UTF8.GetBytes(before.GetRawText()))
                : StateWrite.Delete(document.Key, now?.Revision ?? 0));
        }

        foreach (var rule in rules) writes.AddRange(await rule.CheckAsync(operation, undo.Documents, cancellationToken));
        return new ChangePlan<ClusterOperation> { Request = request, Changes = [Plan(operation, writes)], CarriedOutBy = this };
    }

    public IReadOnlyList<StateWrite> WritesOf(PlannedChange change) => ((UndoWork)change.Work!).Writes;

    public ValueTask<ClusterException> RefusalOfAsync(PlannedChange change, DocumentKey moved, CancellationToken cancellationToken) =>
        ValueTask.FromResult(OperationErrors.MovedOn(((UndoWork)change.Work!).Operation, moved.ToString(), "it was changed just now"));

    public ValueTask<ClusterOperation> ResultOfAsync(ChangeRequest<ClusterOperation> request, PlannedChange change, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("An undo is told as its operation.");

    public Task<ClusterOperation> TellAsync(string operationId, CancellationToken cancellationToken) => finder.TellAsync(operationId, cancellationToken);

    public string? UndoneBy(ChangePlan<ClusterOperation> plan) => ((UndoWork)plan.Changes[0].Work!).Operation.Id;

    private static PlannedChange Plan(ClusterOperation operation, List<StateWrite> writes) => new()
    {
        Target = $"operation/{operation.Id}",
        Action = "Undo",
        Before = OperationText.Of(operation, step => step.After),
        After = OperationText.Of(operation, step => step.Before),
        Reversible = true,
        BoundTo = string.Join(',', writes.Select(write => $"{write.Expected}")),
        Work = new UndoWork(operation, writes),
    };

    private sealed record UndoWork(ClusterOperation Operation, IReadOnlyList<StateWrite> Writes);
}

/// <summary>What must hold beyond the documents themselves when some are put back, because others may have come since.</summary>
internal interface IUndoRule
{
    /// <summary>What has to be written besides.</summary>
    /// <exception cref="ClusterException"><c>OperationMovedOn</c>: it must not be put back.</exception>
    Task<IReadOnlyList<StateWrite>> CheckAsync(ClusterOperation operation, IReadOnlyList<UndoneDocument> documents, CancellationToken cancellationToken);
}

/// <summary>Operations in one line for whoever is asked about undoing them.</summary>
internal static class OperationText
{
    private const int MostSteps = 3;

    /// <summary>What its first steps show, e.g. what was before; a step that shows nothing is told as its target alone.</summary>
    public static string Of(ClusterOperation operation, Func<ClusterOperationStep, string?> shown)
    {
        var steps = operation.Steps.Where(step => step.State == OperationStepState.Succeeded).ToList();
        var first = string.Join("; ", steps.Take(MostSteps).Select(step => shown(step) is { } text ? $"{step.Target} {text}" : $"no {step.Target}"));
        return steps.Count > MostSteps ? $"{first}; and {steps.Count - MostSteps} more" : first;
    }
}
