namespace LyttleCluster.Core.Operations;

/// <summary>Every failure of this folder.</summary>
internal static class OperationErrors
{
    public static ClusterException PlanOutdated(string target) => new(
        "PlanOutdated", ClusterErrorCategory.ResourceBusy,
        $"Nothing was changed: '{target}' was changed since this was planned, by another command or another shell.",
        "Look at it again and repeat the command.") { TargetName = target };

    public static ClusterException Locked(string target, string? node, ClusterLock held, DateTimeOffset now) => new(
        "ObjectLocked", ClusterErrorCategory.ResourceBusy,
        $"'{target}' is being changed by {held.Owner} since {(now - held.AcquiredAt).TotalSeconds:0} s.",
        $"Wait for it to end. If that process is dead: Unlock-Cluster -Name '{held.Name}'.") { Node = node, TargetName = target };

    public static ClusterException LockLost(string target, string? node) => new(
        "LockLost", ClusterErrorCategory.ResourceBusy,
        $"Nothing was done to '{target}': our lock on it was broken, or taken over while this process stood still.",
        "Look at it again and repeat the command.") { Node = node, TargetName = target };

    public static ClusterException NotRecorded(PlannedChange change, ClusterException cause) => new(
        "OperationNotRecorded", ClusterErrorCategory.WriteError,
        $"{change.Action} of '{change.Target}' was done, but the journal could not be told: {cause.Message}",
        $"Do not repeat it. {cause.Remedy}") { Node = change.Node, TargetName = change.Target };

    public static ClusterException NotFound(string id, DroppedOperations dropped, JournalRetention kept) => new(
        "OperationNotFound", ClusterErrorCategory.ObjectNotFound,
        $"There is no operation '{id}' in the journal.{(dropped.Count == 0 ? "" : $" It keeps {kept}; {Counted(dropped)} up to {dropped.UpTo:u} were dropped.")}",
        "Get-ClusterOperation lists them.") { TargetName = id };

    public static ClusterWarning Dropped(DroppedOperations dropped, JournalRetention kept) => new()
    {
        Id = "JournalTrimmed",
        Message = $"The journal does not go back that far: it keeps {kept}; {Counted(dropped)} up to {dropped.UpTo:u} were dropped.",
        Remedy = "To keep more, save them in time: Get-ClusterOperation -Since … | ConvertTo-Json -Depth 4",
    };

    private static string Counted(DroppedOperations dropped) =>
        FormattableString.Invariant($"{dropped.Count:N0} operations ({dropped.Reversible:N0} of which could have been undone)");

    public static ClusterException Ambiguous(string id, int count) => new(
        "OperationAmbiguous", ClusterErrorCategory.InvalidArgument,
        $"{count} operations have ids that begin with '{id}'.",
        "Give more of the id; Get-ClusterOperation lists them.") { TargetName = id };

    public static ClusterException StillRunning(ClusterOperation operation) => new(
        "OperationRunning", ClusterErrorCategory.ResourceBusy,
        $"Operation {operation.Id} ({operation.Summary}) has not ended: {operation.Author} began it at {operation.StartedAt:u}.",
        "Wait for it to end.") { TargetName = operation.Id };

    public static ClusterException LeftOpen(ClusterOperation operation) => new(
        "OperationInterrupted", ClusterErrorCategory.InvalidOperation,
        $"Operation {operation.Id} ({operation.Summary}) was left in the middle by a process that is gone.",
        $"Settle it first: Resume-ClusterOperation {operation.Id}") { TargetName = operation.Id };

    public static ClusterException NotReversible(ClusterOperation operation) => new(
        "OperationNotReversible", ClusterErrorCategory.InvalidOperation,
        $"Operation {operation.Id} ({operation.Kind}: {operation.Summary}) cannot be undone.",
        "Get-ClusterOperation shows in 'Reversible' which can.") { TargetName = operation.Id };

    public static ClusterException WithoutEffect(ClusterOperation operation) => new(
        "OperationWithoutEffect", ClusterErrorCategory.InvalidOperation,
        $"Operation {operation.Id} ({operation.Summary}) changed nothing that could be undone: it ended as {operation.Outcome}.",
        "Get-ClusterOperation shows its steps.") { TargetName = operation.Id };

    public static ClusterException UndoNotRecorded(ClusterOperation operation) => new(
        "OperationUndoNotRecorded", ClusterErrorCategory.InvalidOperation,
        $"Operation {operation.Id} ({operation.Summary}) was carried out by a version that did not record how to undo it.",
        "Change it back by hand: Get-ClusterOperation shows what it was before.") { TargetName = operation.Id };

    public static ClusterException PlanFormatUnknown(ClusterOperation operation, string? program) => new(
        "OperationPlanFormatUnknown", ClusterErrorCategory.NotImplemented,
        $"Operation {operation.Id} ({operation.Summary}) has plan format {operation.PlanFormat}; this program knows 1 to {OperationDocument.CurrentPlanFormat}.",
        $"Use the program that wrote it, or a newer one: {program ?? "it does not say which"}.") { TargetName = operation.Id };

    public static ClusterException MovedOn(ClusterOperation operation, string what, string why) => new(
        "OperationMovedOn", ClusterErrorCategory.ResourceBusy,
        $"Operation {operation.Id} ({operation.Summary}) was not undone: {what} has moved on since: {why}",
        "Undo what came later first, or change it by hand.") { TargetName = operation.Id };

    public static ClusterException NothingLeft(ClusterOperation operation) => new(
        "OperationEnded", ClusterErrorCategory.InvalidOperation,
        $"Operation {operation.Id} ({operation.Summary}) ended as {operation.Outcome}: there is nothing to resume.",
        "Get-ClusterOperation shows its steps; repeat the command where some failed.") { TargetName = operation.Id };

    public static ClusterException NotSettled(ClusterOperation operation, ClusterOperationStep step) => new(
        "OperationNotSettled", ClusterErrorCategory.OperationTimeout,
        $"Operation {operation.Id}: what became of '{step.Action} {step.Target}' could not be found out: {step.Reason}",
        $"Repeat when the node answers: Resume-ClusterOperation {operation.Id}") { Node = step.Node, TargetName = operation.Id };

    public static ClusterException LockNotFound(string name) => new(
        "LockNotFound", ClusterErrorCategory.ObjectNotFound,
        $"There is no lock '{name}'.",
        "Unlock-Cluster -Name * -Force -WhatIf shows the locks that are held; they end by themselves.") { TargetName = name };

    public static ClusterException LockHeld(ClusterLock held) => new(
        "LockHeld", ClusterErrorCategory.ResourceBusy,
        $"Lock '{held.Name}' was not broken: {held.Owner} still renews it.",
        "Make sure that this process is dead, then repeat with -Force.") { TargetName = held.Name };
}
