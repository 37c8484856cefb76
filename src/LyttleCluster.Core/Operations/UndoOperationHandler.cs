namespace LyttleCluster.Core.Operations;

/// <summary>
/// Undoes an operation. What it changed decides how: documents are put back by <see cref="DocumentUndo"/>, steps on nodes by whoever knows their
/// notes. Either is an operation of its own, which can be undone likewise.
/// </summary>
internal sealed class UndoOperationHandler(OperationFinder finder, Journal journal, DocumentUndo documents, IReadOnlyList<IStepUndo> steps) : IChangeHandler<ClusterOperation>
{
    public Type RequestType => typeof(UndoOperation);

    public async Task<ChangePlan<ClusterOperation>> PlanAsync(ChangeRequest<ClusterOperation> request, CancellationToken cancellationToken)
    {
        var wanted = (UndoOperation)request;
        var operation = await finder.OneAsync(wanted.Id, cancellationToken);
        var document = await finder.ReadableAsync(operation, cancellationToken);
        if (operation.Outcome == OperationOutcome.Running) throw OperationErrors.StillRunning(operation);
        if ((await journal.LeftAsync(cancellationToken)).Any(left => left.Id == operation.Id)) throw OperationErrors.LeftOpen(operation);
        if (!operation.Reversible) throw OperationErrors.NotReversible(operation);
        if (operation.Steps.All(step => step.State != OperationStepState.Succeeded)) throw OperationErrors.WithoutEffect(operation);

        return await PlanAsync(wanted, operation, document, cancellationToken) with { Title = $"Undo: {operation.Summary}" };
    }

    private async Task<ChangePlan<ClusterOperation>> PlanAsync(UndoOperation wanted, ClusterOperation operation, OperationDocument document, CancellationToken cancellationToken)
    {
        if (await journal.UndoAsync(operation.Id, cancellationToken) is { } undo) return await documents.PlanAsync(wanted, operation, undo, cancellationToken);
        var notes = await NotesAsync(operation, cancellationToken);
        if (document.StepNotes is null || notes.Count == 0) throw OperationErrors.UndoNotRecorded(operation);
        var carrier = steps.FirstOrDefault(one => one.NotesKind == document.StepNotes) ?? throw OperationErrors.PlanFormatUnknown(operation, document.Program);
        return await carrier.PlanAsync(wanted, operation, notes, cancellationToken);
    }

    /// <summary>The notes of the steps that were done.</summary>
    private async Task<IReadOnlyList<ReadOnlyMemory<byte>>> NotesAsync(ClusterOperation operation, CancellationToken cancellationToken)
    {
        var notes = new List<ReadOnlyMemory<byte>>();
        foreach (var step in operation.Steps.Where(step => step.State == OperationStepState.Succeeded))
        {
            if (await journal.NotesAsync(operation.Id, step.Number, cancellationToken) is { } noted) notes.Add(noted);
        }

        return notes;
    }
}

/// <summary>Undoes steps on nodes of one kind, from their notes.</summary>
internal interface IStepUndo
{
    /// <summary>The kind of notes it knows.</summary>
    string NotesKind { get; }

    /// <summary>The plan that puts back what these steps did.</summary>
    /// <exception cref="ClusterException"><c>OperationMovedOn</c>: something is not as they left it.</exception>
    Task<ChangePlan<ClusterOperation>> PlanAsync(UndoOperation request, ClusterOperation operation, IReadOnlyList<ReadOnlyMemory<byte>> notes, CancellationToken cancellationToken);
}
