using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Domains;

/// <summary>What publishes that were left in the middle meant to do.</summary>
/// <param name="Operations">These publishes.</param>
/// <param name="Steps">Their steps that were begun and did not end.</param>
internal sealed record LeftPublishes(IReadOnlyList<ClusterOperation> Operations, IReadOnlyList<LeftStep> Steps)
{
    /// <summary>Entries at a place that say just what such a step was to write: they are ours.</summary>
    public IReadOnlyList<EntryClaim> ClaimsOn(Place place) =>
    [
        .. from step in Steps
           where step.IsOn(place)
           from change in step.Notes.Changes
           let after = change.EntryAfter
           where after is not null
           select new EntryClaim(change.Domain, change.Shown, after.Fingerprint()),
    ];

    /// <summary>What was to be written on a node, without a look at it: each a name and as it was typed.</summary>
    public IEnumerable<(string Domain, string Shown)> MeantOn(StoredNode node) =>
        from step in Steps
        where step.IsOn(node)
        from change in step.Notes.Changes
        where change.After is not null
        select (change.Domain, change.Shown);
}

/// <summary>A step of a publish that was begun and did not end.</summary>
internal sealed record LeftStep(ClusterOperation Operation, ClusterOperationStep Step, PublishNotes Notes)
{
    public bool IsOn(Place place) => place.Nodes.Any(IsOn);

    public bool IsOn(StoredNode node) => Notes.Nodes.Contains(node.Name, StringComparer.OrdinalIgnoreCase);
}

/// <summary>Finds publishes that a dead process left, and closes what a later publish has done.</summary>
internal sealed class Leftovers(IStateStore store, Journal journal, TimeProvider time)
{
    public async Task<LeftPublishes> FindAsync(CancellationToken cancellationToken)
    {
        var operations = new List<ClusterOperation>();
        var steps = new List<LeftStep>();
        foreach (var operation in await journal.LeftAsync(cancellationToken))
        {
            var document = await journal.DocumentAsync(operation.Id, cancellationToken);
            if (document?.StepNotes != PublishNotes.Kind) continue;
            if (document.PlanFormat > OperationDocument.CurrentPlanFormat) throw OperationErrors.PlanFormatUnknown(operation, document.Program);
            operations.Add(operation);
            foreach (var step in operation.Steps.Where(step => step.State == OperationStepState.Started))
            {
                if (await journal.NotesAsync(operation.Id, step.Number, cancellationToken) is { } notes) steps.Add(new LeftStep(operation, step, PublishNotes.Read(notes)));
            }
        }

        return new LeftPublishes(operations, steps);
    }

    /// <summary>
    /// What was left at a place is settled when a later publish has brought it to what is wanted. What that publish was not about stays known as ours.
    /// </summary>
    /// <param name="operationId">The later publish.</param>
    /// <param name="place">The place, as it was looked at for it.</param>
    /// <param name="changes">What it changed there.</param>
    public async Task SettledByAsync(string operationId, Place place, IReadOnlyList<EntryChange> changes)
    {
        var left = await FindAsync(CancellationToken.None);
        await AdoptAsync(place, left.ClaimsOn(place).Where(claim => !changes.Any(change => change.Domain == claim.Domain)));
        foreach (var group in left.Steps.Where(step => step.Operation.Id != operationId && step.IsOn(place)).GroupBy(step => step.Operation.Id))
        {
            await using var held = await TryLockAsync(group.Key);
            // Under its lock it is as it is now: somebody may have settled it since it was looked at.
            if (held is null || (await journal.LeftUnderLockAsync(group.Key, CancellationToken.None)) is not var (document, operation)) continue;
            var done = group.Select(one => one.Step.Number).ToHashSet();
            var steps = operation.Steps.Select(step => step switch
            {
                { State: OperationStepState.Pending } => LeftSteps.NeverBegun(step),
                { State: OperationStepState.Started } when done.Contains(step.Number) => step with { State = OperationStepState.Failed, EndedAt = time.GetUtcNow(), ErrorId = "OperationInterrupted", Reason = $"left in the middle; settled by operation {operationId}" },
                _ => step,
            });
            await LeftSteps.RecordAsync(store, document, [.. steps], time);
        }
    }

    private async Task AdoptAsync(Place place, IEnumerable<EntryClaim> claims)
    {
        var writes =
            from claim in claims
            let entry = claim.FindIn(place)
            where entry is not null
            from node in place.Nodes
            select PublishedEntries.WriteOf(claim.ToPublished(node.Name, entry) with { PublishedAt = time.GetUtcNow() });
        // Of several that meant the same domain the last one did it.
        var last = writes.GroupBy(write => write.Key).Select(same => same.Last()).ToList();
        if (last.Count > 0) await store.CommitAsync(last, CancellationToken.None);
    }

    private async Task<HeldLock?> TryLockAsync(string operationId)
    {
        try
        {
            return await HeldLock.TakeAsync(store, Journal.LockOf(operationId), operationId, null, time, CancellationToken.None);
        }
        catch (ClusterException)
        {
            return null; // somebody settles it just now
        }
    }
}
