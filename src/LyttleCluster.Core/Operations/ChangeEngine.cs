using System.Runtime.CompilerServices;
using LyttleCluster.Core.FanOut;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Operations;

/// <summary>
/// Carries out plans, journaled. A change of documents alone is one transaction with its journal row. A change on nodes
/// writes its intent first, then records each step before and after, so that whoever finds a dead operation knows how far it got.
/// </summary>
internal sealed class ChangeEngine(IStateStore store, Journal journal, TimeProvider time)
{
    public IAsyncEnumerable<Answer<TResult>> ApplyAsync<TResult>(
        IChangeHandler<TResult> handler, ChangePlan<TResult> plan, CancellationToken cancellationToken) => handler switch
    {
        IDocumentChange<TResult> documents => CommitAsync(documents, plan, cancellationToken),
        INodeAction<TResult> action => RunAsync(action, plan, cancellationToken),
        _ => throw new InvalidOperationException($"{handler.GetType().Name} is neither a document change nor a node action."),
    };

    private async IAsyncEnumerable<Answer<TResult>> CommitAsync<TResult>(
        IDocumentChange<TResult> handler, ChangePlan<TResult> plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (plan.Changes.Count == 0) yield break;

        var operation = journal.Begin(plan) with { Outcome = OperationOutcome.Succeeded, EndedAt = time.GetUtcNow() };
        var writes = plan.Changes.SelectMany(change => handler.WritesOf(change)).ToList();
        var steps = journal.StepsOf(plan.Changes, OperationStepState.Succeeded).Select(step => Journal.WriteOf(operation.Id, step));
        var result = await store.CommitAsync([.. writes, Journal.WriteOf(operation), .. steps], cancellationToken);
        if (result.Conflict is { } conflict)
        {
            var overtaken = plan.Changes.First(change => handler.WritesOf(change).Any(write => write.Key == conflict));
            yield return await handler.RefusalOfAsync(overtaken, conflict, cancellationToken);
            yield break;
        }

        // A result may be a look at the node, and one that hangs must not hold up the others.
        var results = NodeFanOut.RunAsync<PlannedChange, TResult>(
            plan.Changes,
            plan.Request.ThrottleLimit,
            change => change.Node,
            async (change, writer, stop) => await writer.WriteAsync(await handler.ResultOfAsync(plan.Request, change, stop), stop),
            cancellationToken);
        await foreach (var answer in results) yield return answer;
    }

    private async IAsyncEnumerable<Answer<TResult>> RunAsync<TResult>(
        INodeAction<TResult> handler, ChangePlan<TResult> plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (plan.Changes.Count == 0) yield break;

        var operation = journal.Begin(plan);
        var steps = journal.StepsOf(plan.Changes, OperationStepState.Pending).ToList();
        await using var running = await HeldLock.TakeAsync(store, Journal.LockOf(operation.Id), operation.Id, null, time, cancellationToken);
        await store.CommitAsync([Journal.WriteOf(operation), .. steps.Select(step => Journal.WriteOf(operation.Id, step))], cancellationToken);

        var staged = handler as IStagedAction<TResult>;
        var done = 0;
        var failed = 0;
        var skipped = 0;
        ClusterException? stoppedBy = null;
        try
        {
            foreach (var wave in staged?.WavesOf(plan.Request, steps.Count) ?? [[.. Enumerable.Range(0, steps.Count)]])
            {
                if (stoppedBy is not null)
                {
                    foreach (var index in wave)
                    {
                        await RecordAsync(operation.Id, steps[index] with { State = OperationStepState.Skipped, Reason = stoppedBy.Message });
                        skipped++;
                        yield return staged!.SkippedOf(plan.Changes[index], stoppedBy);
                    }

                    continue;
                }

                await foreach (var answer in RunWaveAsync(handler, plan, wave, operation.Id, steps, cancellationToken))
                {
                    if (answer.IsValue) done++;
                    else failed++;
                    if (staged is not null) stoppedBy ??= answer.Failure;
                    yield return answer;
                }
            }
        }
        finally
        {
            await EndAsync(operation, plan.Changes.Count - skipped, done, failed);
        }
    }

    private IAsyncEnumerable<Answer<TResult>> RunWaveAsync<TResult>(
        INodeAction<TResult> handler, ChangePlan<TResult> plan, IReadOnlyList<int> wave, string operationId, List<ClusterOperationStep> steps, CancellationToken cancellationToken) =>
        NodeFanOut.RunAsync<int, TResult>(
            wave,
            plan.Request.ThrottleLimit,
            index => plan.Changes[index].Node,
            async (index, results, stop) => await results.WriteAsync(
                await RunStepAsync(handler, plan.Request, plan.Changes[index], operationId, steps[index], stop), stop),
            cancellationToken);

    private async Task<Answer<TResult>> RunStepAsync<TResult>(
        INodeAction<TResult> handler, ChangeRequest<TResult> request, PlannedChange change, string operationId, ClusterOperationStep step, CancellationToken cancellationToken)
    {
        Answer<TResult>? result = null;
        try
        {
            await using var locked = await HeldLock.TakeAsync(store, handler.LockOf(change), change.Target, change.Node, time, cancellationToken);
            step = step with { State = OperationStepState.Started, StartedAt = time.GetUtcNow() };
            await BeginAsync(operationId, step, locked.Lock);
            result = await handler.ExecuteAsync(request, change, cancellationToken);
            await RecordAsync(operationId, Ended(step, result.Failure));
            return result;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            var known = Unexpected.Wrap(failure, change.Node);
            if (result is { IsValue: true }) return OperationErrors.NotRecorded(change, known);

            // How it ended matters more to the operator than that the journal could not be told.
            if (result is not null) return result;
            await RecordAsync(operationId, Ended(step, known));
            return known;
        }
    }

    private ClusterOperationStep Ended(ClusterOperationStep step, ClusterException? failure) => step with
    {
        State = failure is null ? OperationStepState.Succeeded : OperationStepState.Failed,
        EndedAt = time.GetUtcNow(),
        ErrorId = failure?.ErrorId,
        Reason = failure?.Message,
    };

    /// <summary>Records that a step begins, if its object is still ours.</summary>
    private async Task BeginAsync(string operationId, ClusterOperationStep step, ClusterLock held)
    {
        var result = await store.CommitAsync([Journal.WriteOf(operationId, step)], [held], CancellationToken.None);
        if (result.LostLock is not null) throw OperationErrors.LockLost(step.Target, step.Node);
    }

    /// <summary>Recorded whatever the caller does meanwhile: the journal must know what was begun.</summary>
    private Task<CommitResult> RecordAsync(string operationId, ClusterOperationStep step) =>
        store.CommitAsync([Journal.WriteOf(operationId, step)], CancellationToken.None);

    /// <param name="operation">The operation.</param>
    /// <param name="due">How many of its steps should have been done; those left out on purpose do not count.</param>
    /// <param name="done">How many were.</param>
    /// <param name="failed">How many failed.</param>
    private async Task EndAsync(OperationDocument operation, int due, int done, int failed)
    {
        var outcome = (done, failed) switch
        {
            _ when done + failed < due => OperationOutcome.Canceled,
            (_, 0) => OperationOutcome.Succeeded,
            (0, _) => OperationOutcome.Failed,
            _ => OperationOutcome.PartlyFailed,
        };
        var ended = operation with { Outcome = outcome, EndedAt = time.GetUtcNow() };
        await store.CommitAsync([Journal.WriteOf(ended)], CancellationToken.None);
    }
}
