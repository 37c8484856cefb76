namespace LyttleCluster.Core.Authority;

/// <summary>
/// Whether this process may change the cluster. A store has one authority at most: while a manager lives that holds it, everybody else changes
/// through that manager.
/// </summary>
internal interface IAuthority : IAsyncDisposable
{
    /// <summary>The lock that a change must still be held under when it is written; empty where none is needed.</summary>
    IReadOnlyList<ClusterLock> Held { get; }

    /// <summary>Refuses a change that this process may not make.</summary>
    /// <exception cref="ClusterException"><c>ManagerHoldsState</c>, <c>ManagerReadOnly</c>, <c>ManagerLockLost</c>.</exception>
    ValueTask DemandAsync(CancellationToken cancellationToken);
}
