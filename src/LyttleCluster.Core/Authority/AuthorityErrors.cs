using LyttleCluster.Core.Services;

namespace LyttleCluster.Core.Authority;

/// <summary>Why a process may not change the cluster.</summary>
internal static class AuthorityErrors
{
    public const string LostId = "ManagerLockLost";

    public static ClusterException Held(string store, ClusterLock held) => Holds(
        store, held, "Nothing was changed", $"{(ManagerHolder.AddressOf(store, held) is { } address ? $"Connect-Cluster -Manager {address}" : "Connect-Cluster -Manager URI")}; or, to change it in spite of that manager: Connect-Cluster -Path '{store}' -Force");

    public static ClusterException HeldByAnother(string store, ClusterLock held) => Holds(
        store, held, "This manager does not start", "Stop that manager, or start this one with --read-only. If its host is gone, its lock lapses within 30 s.");

    public static ClusterException ReadOnly() => new(
        "ManagerReadOnly", ClusterErrorCategory.PermissionDenied,
        "Nothing was changed: this manager was started with --read-only, and only watches and shows.",
        "Ask the manager that holds the state.");

    public static ClusterException Lost(string store) => new(
        LostId, ClusterErrorCategory.ResourceUnavailable,
        $"Nothing was changed: this manager does not hold '{store}' any more. Its lock was broken, or taken over while it stood still.",
        "Ask the manager that holds it now, or start this one again.") { TargetName = store };

    private static ClusterException Holds(string store, ClusterLock held, string outcome, string remedy) => new(
        "ManagerHoldsState", ClusterErrorCategory.ResourceBusy,
        $"{outcome}: '{store}' is held by a manager: {held.Owner}, since {held.AcquiredAt:u}.",
        remedy) { TargetName = store };
}
