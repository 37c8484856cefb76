using LyttleCluster.Formatting;

namespace LyttleCluster.Core.Alerts;

/// <summary>Which operations went wrong.</summary>
internal static class OperationSigns
{
    public const string Source = "operations";

    /// <summary>How long a failed operation is an alert.</summary>
    public static readonly TimeSpan Lasting = TimeSpan.FromHours(1);

    public static IReadOnlyList<AlertCondition> Of(IEnumerable<ClusterOperation> operations, DateTimeOffset now) =>
        [.. operations.Select(operation => Of(operation, now)).OfType<AlertCondition>()];

    private static AlertCondition? Of(ClusterOperation operation, DateTimeOffset now) => operation.Outcome switch
    {
        OperationOutcome.Interrupted => Make(operation, AlertRules.OperationInterrupted, "was left in the middle by a process that is gone") with { Remedy = $"Resume-ClusterOperation {operation.Id} finishes it or puts it back." },
        OperationOutcome.Failed or OperationOutcome.PartlyFailed when now - operation.EndedAt < Lasting =>
            Make(operation, AlertRules.OperationFailed, operation.Outcome == OperationOutcome.Failed ? $"failed{Why(operation)}" : $"failed in part{Why(operation)}") with { Remedy = $"Get-ClusterOperation {operation.Id} shows its steps." },
        _ => null,
    };

    private static string Why(ClusterOperation operation) =>
        operation.Steps.FirstOrDefault(step => step.State == OperationStepState.Failed)?.Reason is { } reason ? $": {Printable.Line(reason)}" : "";

    private static AlertCondition Make(ClusterOperation operation, AlertRule rule, string what) => new()
    {
        Rule = rule.Name,
        Target = $"operation/{operation.Id}",
        Summary = $"{operation.Kind} of {Printable.Line(operation.Author)} ({Printable.Line(operation.Summary)}) {what}.".Replace("..", ".", StringComparison.Ordinal),
    };
}
