namespace LyttleCluster.Core.Operations;

/// <summary>Finds the operations that an undo or a settlement means.</summary>
internal sealed class OperationFinder(Journal journal, JournalTrim trim)
{
    /// <summary>The one operation whose id begins so, with its steps.</summary>
    /// <exception cref="ClusterException"><c>OperationNotFound</c>, <c>OperationAmbiguous</c>.</exception>
    public async Task<ClusterOperation> OneAsync(string id, CancellationToken cancellationToken)
    {
        var found = await journal.FindAsync([id], cancellationToken);
        return found.Count switch
        {
            0 => throw OperationErrors.NotFound(id, await trim.DroppedAsync(cancellationToken), trim.Retention),
            1 => await journal.WithStepsAsync(found[0], cancellationToken),
            _ => throw OperationErrors.Ambiguous(id, found.Count),
        };
    }

    /// <summary>The operation as it is stored.</summary>
    /// <exception cref="ClusterException"><c>OperationPlanFormatUnknown</c>: a program wrote it whose plans this one cannot read.</exception>
    public async Task<OperationDocument> ReadableAsync(ClusterOperation operation, CancellationToken cancellationToken)
    {
        var document = await journal.DocumentAsync(operation.Id, cancellationToken)
            ?? throw OperationErrors.NotFound(operation.Id, await trim.DroppedAsync(cancellationToken), trim.Retention);
        return document.PlanFormat is >= 1 and <= OperationDocument.CurrentPlanFormat ? document : throw OperationErrors.PlanFormatUnknown(operation, document.Program);
    }

    /// <summary>The operation as it is now, with its steps.</summary>
    public async Task<ClusterOperation> TellAsync(string id, CancellationToken cancellationToken) =>
        await journal.WithStepsAsync((await journal.FindAsync([id], cancellationToken))[0], cancellationToken);
}
