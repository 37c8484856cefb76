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

    public static ClusterException LockNotFound(string name) => new(
        "LockNotFound", ClusterErrorCategory.ObjectNotFound,
        $"There is no lock '{name}'.",
        "Unlock-Cluster -Name * -Force -WhatIf shows the locks that are held; they end by themselves.") { TargetName = name };

    public static ClusterException LockHeld(ClusterLock held) => new(
        "LockHeld", ClusterErrorCategory.ResourceBusy,
        $"Lock '{held.Name}' was not broken: {held.Owner} still renews it.",
        "Make sure that this process is dead, then repeat with -Force.") { TargetName = held.Name };
}
