using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using LyttleCluster.Core.Authority;
using LyttleCluster.Core.FanOut;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Operations;

/// <summary>
/// Carries out plans, journaled. A change of documents alone is one transaction with its journal row. A change on nodes
/// writes its intent first, then records each step before and after, so that whoever finds a dead operation knows how far it got.
/// </summary>
internal sealed class ChangeEngine(IStateStore store, Journal journal, IAuthority authority, TimeProvider time)
{
    public IAsyncEnumerable<Answer<TResult>> ApplyAsync<TResult>(
        IChangeHandler<TResult> handler, ChangePlan<TResult> plan, CancellationToken cancellationToken) => handler switch
    {
        IDocumentChange<TResult> documents => CommitAsync(documents, plan, cancellationToken),
        IStepAction<TResult> steps => RunAsync(steps, plan, cancellationToken),
        INodeAction<TResult> action => RunAsync(new SingleObjectSteps<TResult>(action), plan, cancellationToken),
        _ => throw new InvalidOperationException($"{handler.GetType().Name} is neither a document change nor a change on nodes."),
    };

    private async IAsyncEnumerable<Answer<TResult>> CommitAsync<TResult>(
        IDocumentChange<TResult> handler, ChangePlan<TResult> plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (plan.Changes.Count == 0) yield break;

        var told = handler as IToldAsOperation<TResult>;
        var operation = journal.Begin(plan, told?.UndoneBy(plan)) with { Outcome = OperationOutcome.Succeeded, EndedAt = time.GetUtcNow() };
        var writes = OncePerDocument(plan.Changes.SelectMany(change => handler.WritesOf(change)));
        var steps = journal.StepsOf(plan.Changes, OperationStepState.Succeeded).Select(step => Journal.WriteOf(operation.Id, step));
        IReadOnlyList<StateWrite> undo = operation.Reversible ? [await journal.UndoOfAsync(operation.Id, writes, cancellationToken)] : [];
        var result = await store.CommitAsync([.. writes, Journal.WriteOf(operation), .. steps, .. undo], authority.Held, cancellationToken);
        if (result.LostLock is not null) throw AuthorityErrors.Lost(store.Description);
        if (result.Conflict is { } conflict)
        {
            var overtaken = plan.Changes.First(change => handler.WritesOf(change).Any(write => write.Key == conflict));
            yield return await handler.RefusalOfAsync(overtaken, conflict, cancellationToken);
            yield break;
        }

        if (told is not null)
        {
            yield return await told.TellAsync(operation.Id, cancellationToken);
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

    /// <summary>Changes made together may give the same sign: once is enough, the one that is bound to a revision if one is.</summary>
    private static List<StateWrite> OncePerDocument(IEnumerable<StateWrite> writes) =>
    [
        .. writes.GroupBy(write => write.Key).SelectMany(same =>
            same.Any(write => write.IsSign) ? same.OrderBy(write => write.IsSign).ThenBy(write => write.Expected is null).Take(1) : same),
    ];

    private async IAsyncEnumerable<Answer<TResult>> RunAsync<TResult>(
        IStepAction<TResult> handler, ChangePlan<TResult> plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (plan.Changes.Count == 0) yield break;

        var told = handler as IToldAsOperation<TResult>;
        var operation = journal.Begin(plan, told?.UndoneBy(plan)) with { StepNotes = handler.NotesKind };
        var steps = journal.StepsOf(plan.Changes, OperationStepState.Pending).ToList();
        await using var whole = handler.OperationLockOf(plan) is var (name, target) ? await HeldLock.TakeAsync(store, name, target, null, time, cancellationToken) : null;
        await using var running = await HeldLock.TakeAsync(store, Journal.LockOf(operation.Id), operation.Id, null, time, cancellationToken);
        var notes = plan.Changes.Select((change, index) => (Number: index + 1, Notes: handler.NotesOf(change))).Where(noted => noted.Notes is not null);
        var intent = await store.CommitAsync(
            [
                Journal.WriteOf(operation),
                Journal.OpenOf(operation.Id),
                .. steps.Select(step => Journal.WriteOf(operation.Id, step)),
                .. notes.Select(noted => Journal.NotesOf(operation.Id, noted.Number, noted.Notes!)),
            ],
            authority.Held,
            cancellationToken);
        if (intent.LostLock is not null) throw AuthorityErrors.Lost(store.Description);

        var (done, failed, skipped) = (0, 0, 0);
        var open = new ConcurrentDictionary<int, bool>();
        ClusterException? stoppedBy = null;
        try
        {
            foreach (var wave in handler.WavesOf(plan.Request, plan.Changes))
            {
                if (stoppedBy is not null)
                {
                    foreach (var index in wave)
                    {
                        await RecordAsync(operation.Id, steps[index] with { State = OperationStepState.Skipped, Reason = stoppedBy.Message });
                        skipped++;
                        foreach (var answer in handler.SkippedOf(plan.Changes[index], stoppedBy)) yield return answer;
                    }

                    continue;
                }

                await foreach (var ended in RunWaveAsync(handler, plan, wave, operation.Id, steps, open, cancellationToken))
                {
                    // A worker that failed as such has no step to tell of.
                    var failure = ended.Failure ?? ended.Value!.Failure;
                    if (failure is null) done++;
                    else failed++;
                    if (handler.StopsAtFailure) stoppedBy ??= failure;
                    if (ended.Value is null) yield return failure!;
                    else foreach (var answer in ended.Value.Answers) yield return answer;
                }
            }
        }
        finally
        {
            await EndAsync(operation, plan.Changes.Count - skipped, done, failed, isOpen: !open.IsEmpty);
        }

        if (told is not null) yield return await told.TellAsync(operation.Id, cancellationToken);
    }

    private IAsyncEnumerable<Answer<StepEnd<TResult>>> RunWaveAsync<TResult>(
        IStepAction<TResult> handler, ChangePlan<TResult> plan, IReadOnlyList<int> wave, string operationId, List<ClusterOperationStep> steps,
        ConcurrentDictionary<int, bool> open, CancellationToken cancellationToken) =>
        NodeFanOut.RunAsync<int, StepEnd<TResult>>(
            wave,
            plan.Request.ThrottleLimit,
            index => plan.Changes[index].Node,
            async (index, results, stop) => await results.WriteAsync(
                await RunStepAsync(handler, new StepRun<TResult>(plan.Request, plan.Changes[index], operationId), steps[index], open, stop), stop),
            cancellationToken);

    private async Task<StepEnd<TResult>> RunStepAsync<TResult>(
        IStepAction<TResult> handler, StepRun<TResult> run, ClusterOperationStep step, ConcurrentDictionary<int, bool> open, CancellationToken cancellationToken)
    {
        var change = run.Change;
        StepEnd<TResult>? ended = null;
        try
        {
            await using var locks = new HeldLocks();
            foreach (var name in handler.LocksOf(change)) await locks.TakeAsync(store, name, change.Target, change.Node, time, cancellationToken);
            step = step with { State = OperationStepState.Started, StartedAt = time.GetUtcNow() };
            await BeginAsync(run.OperationId, step, locks.Held);
            open[step.Number] = true;
            ended = await handler.ExecuteAsync(run, cancellationToken);
            if (ended.IsOpen)
            {
                await RecordAsync(run.OperationId, step with { ErrorId = ended.Failure?.ErrorId, Reason = ended.Failure?.Message });
                return ended;
            }

            await RecordAsync(run.OperationId, Ended(step, ended.Failure));
            open.TryRemove(step.Number, out _);
            return ended;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            var known = Unexpected.Wrap(failure, change.Node);
            if (ended is { Failure: null }) return ended.But(OperationErrors.NotRecorded(change, known));

            // How it ended matters more to the operator than that the journal could not be told.
            if (ended is not null) return ended;
            await RecordAsync(run.OperationId, Ended(step, known));
            open.TryRemove(step.Number, out _);
            return new StepEnd<TResult>([known]);
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
    private async Task BeginAsync(string operationId, ClusterOperationStep step, IReadOnlyList<ClusterLock> held)
    {
        var result = await store.CommitAsync([Journal.WriteOf(operationId, step)], [.. held, .. authority.Held], CancellationToken.None);
        if (result.LostLock == ManagerLock.Name) throw AuthorityErrors.Lost(store.Description);
        if (result.LostLock is not null) throw OperationErrors.LockLost(step.Target, step.Node);
    }

    /// <summary>Recorded whatever the caller does meanwhile: the journal must know what was begun.</summary>
    private Task<CommitResult> RecordAsync(string operationId, ClusterOperationStep step) =>
        store.CommitAsync([Journal.WriteOf(operationId, step)], CancellationToken.None);

    /// <param name="operation">The operation.</param>
    /// <param name="due">How many of its steps should have been done; those left out on purpose do not count.</param>
    /// <param name="done">How many were.</param>
    /// <param name="failed">How many failed.</param>
    /// <param name="isOpen">Whether one was begun and its end is not known: the operation can be resumed.</param>
    private async Task EndAsync(OperationDocument operation, int due, int done, int failed, bool isOpen)
    {
        var outcome = (done, failed) switch
        {
            _ when done + failed < due => OperationOutcome.Canceled,
            (_, 0) => OperationOutcome.Succeeded,
            (0, _) => OperationOutcome.Failed,
            _ => OperationOutcome.PartlyFailed,
        };
        var ended = operation with { Outcome = outcome, EndedAt = time.GetUtcNow() };
        await store.CommitAsync(isOpen ? [Journal.WriteOf(ended)] : [Journal.WriteOf(ended), Journal.ClosedOf(operation.Id)], CancellationToken.None);
    }
}
