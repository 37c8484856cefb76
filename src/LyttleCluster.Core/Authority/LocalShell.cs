using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Authority;

/// <summary>A shell that works on the store itself: it may change as long as no manager lives that holds it.</summary>
internal sealed class LocalShell(IStateStore store, ManagerSign sign, TimeProvider time) : IAuthority
{
    public IReadOnlyList<ClusterLock> Held => [];

    public async ValueTask DemandAsync(CancellationToken cancellationToken)
    {
        var held = await ManagerLock.FindAsync(store, cancellationToken);
        // One whose lease is over, or whose process is gone, is nobody's.
        if (held is not null && held.ExpiresAt > time.GetUtcNow() && sign.IsShown()) throw AuthorityErrors.Held(store.Description, held);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
