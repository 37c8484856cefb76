namespace LyttleCluster.Core.Authority;

/// <summary>May change whatever a manager does meanwhile: its operator said so.</summary>
internal sealed class FreeHand : IAuthority
{
    public IReadOnlyList<ClusterLock> Held => [];

    public ValueTask DemandAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
