using LyttleCluster.Core.Authority;
using LyttleCluster.Core.State;

namespace LyttleCluster.Service.Manager.Health;

/// <summary>Writes into the store every few seconds: that it can be written is known by nothing else. Also looks whether the manager still is the one that may change it.</summary>
internal sealed class StoreProbe(IStateStore store, IAuthority authority, HealthBook health, TimeProvider time)
{
    public const string Part = "store";

    private const string AuthorityPart = "authority";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>One document, always the same.</summary>
    private static readonly DocumentKey Key = new("manager-sign", "health");

    /// <summary>Goes on until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            await LookAsync(cancellationToken);
            await LookAtAuthorityAsync(cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.CommitAsync([StateWrite.Put(Key, null, "{}"u8.ToArray())], cancellationToken);
            health.Beat(Part, Patience);
        }
        catch (ClusterException failure)
        {
            health.Report(Part, $"it cannot be written ({failure.ErrorId})");
        }
    }

    private async Task LookAtAuthorityAsync(CancellationToken cancellationToken)
    {
        try
        {
            await authority.DemandAsync(cancellationToken);
            health.Beat(AuthorityPart, Patience);
        }
        catch (ClusterException failure)
        {
            health.Report(AuthorityPart, $"another may change the store now ({failure.ErrorId})");
        }
    }
}
