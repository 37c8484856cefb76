using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Operations;

/// <summary>How the steps of an operation that was left are brought to an end.</summary>
internal static class LeftSteps
{
    public static ClusterOperationStep NeverBegun(ClusterOperationStep step) =>
        step with { State = OperationStepState.Skipped, Reason = "the process that was to do it was gone before" };

    /// <summary>Writes down how steps ended, and with the last of them how the operation did.</summary>
    public static async Task RecordAsync(IStateStore store, OperationDocument operation, IReadOnlyList<ClusterOperationStep> steps, TimeProvider time)
    {
        var isOpen = steps.Any(step => step.State == OperationStepState.Started);
        var ended = operation with { Outcome = OutcomeOf(steps), EndedAt = operation.EndedAt ?? time.GetUtcNow() };
        StateWrite[] last = isOpen ? [] : [Journal.WriteOf(ended), Journal.ClosedOf(operation.Id)];
        await store.CommitAsync([.. steps.Select(step => Journal.WriteOf(operation.Id, step)), .. last], CancellationToken.None);
    }

    private static OperationOutcome OutcomeOf(IReadOnlyList<ClusterOperationStep> steps)
    {
        var done = steps.Count(step => step.State == OperationStepState.Succeeded);
        return done == steps.Count ? OperationOutcome.Succeeded : done == 0 ? OperationOutcome.Failed : OperationOutcome.PartlyFailed;
    }
}
