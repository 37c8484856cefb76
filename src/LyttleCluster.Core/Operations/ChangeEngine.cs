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
        var writes = plan.Changes.Select(handler.WriteOf).ToList();
        var steps = journal.StepsOf(plan.Changes, OperationStepState.Succeeded).Select(step => Journal.WriteOf(operation.Id, step));
        var result = await store.CommitAsync([.. writes, Journal.WriteOf(operation), .. steps], cancellationToken);
        if (result.Conflict is { } conflict)
        {
            yield return OperationErrors.PlanOutdated(conflict.ToString());
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

        var done = 0;
        var failed = 0;
        try
        {
            var work = NodeFanOut.RunAsync<int, TResult>(
                [.. Enumerable.Range(0, plan.Changes.Count)],
                plan.Request.ThrottleLimit,
                index => plan.Changes[index].Node,
                async (index, results, stop) => await results.WriteAsync(
                    await RunStepAsync(handler, plan.Request, plan.Changes[index], operation.Id, steps[index], stop), stop),
                cancellationToken);
            await foreach (var answer in work)
            {
                if (answer.IsValue) done++;
                else failed++;
                yield return answer;
            }
        }
        finally
        {
            await EndAsync(operation, plan.Changes.Count, done, failed);
        }
    }

    private async Task<Answer<TResult>> RunStepAsync<TResult>(
        INodeAction<TResult> handler, ChangeRequest<TResult> request, PlannedChange change, string operationId, ClusterOperationStep step, CancellationToken cancellationToken)
    {
        var isDone = false;
        try
        {
            await using var locked = await HeldLock.TakeAsync(store, handler.LockOf(change), change.Target, change.Node, time, cancellationToken);
            step = step with { State = OperationStepState.Started, StartedAt = time.GetUtcNow() };
            await BeginAsync(operationId, step, locked.Lock);
            var result = await handler.ExecuteAsync(request, change, cancellationToken);
            isDone = true;
            await RecordAsync(operationId, step with { State = OperationStepState.Succeeded, EndedAt = time.GetUtcNow() });
            return result;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            var known = Unexpected.Wrap(failure, change.Node);
            if (isDone) return OperationErrors.NotRecorded(change, known);
            await RecordAsync(operationId, step with
            {
                State = OperationStepState.Failed,
                EndedAt = time.GetUtcNow(),
                ErrorId = known.ErrorId,
                Reason = known.Message,
            });
            return known;
        }
    }

    /// <summary>Records that a step begins, if its object is still ours.</summary>
    private async Task BeginAsync(string operationId, ClusterOperationStep step, ClusterLock held)
    {
        var result = await store.CommitAsync([Journal.WriteOf(operationId, step)], [held], CancellationToken.None);
        if (result.LostLock is not null) throw OperationErrors.LockLost(step.Target, step.Node);
    }

    /// <summary>Recorded whatever the caller does meanwhile: the journal must know what was begun.</summary>
    private Task<CommitResult> RecordAsync(string operationId, ClusterOperationStep step) =>
        store.CommitAsync([Journal.WriteOf(operationId, step)], CancellationToken.None);

    private async Task EndAsync(OperationDocument operation, int planned, int done, int failed)
    {
        var outcome = (done, failed) switch
        {
            _ when done + failed < planned => OperationOutcome.Canceled,
            (_, 0) => OperationOutcome.Succeeded,
            (0, _) => OperationOutcome.Failed,
            _ => OperationOutcome.PartlyFailed,
        };
        var ended = operation with { Outcome = outcome, EndedAt = time.GetUtcNow() };
        await store.CommitAsync([Journal.WriteOf(ended)], CancellationToken.None);
    }
}
