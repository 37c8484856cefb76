namespace LyttleCluster.Core.Authority;

/// <summary>A manager that only watches and shows.</summary>
internal sealed class ReadOnlyManager : IAuthority
{
    public IReadOnlyList<ClusterLock> Held => [];

    public ValueTask DemandAsync(CancellationToken cancellationToken) => throw AuthorityErrors.ReadOnly();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
