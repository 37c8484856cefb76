using LyttleCluster.Core.State;

namespace LyttleCluster.Service.Manager.Health;

/// <summary>Writes into the store every few seconds: that it can be written is known by nothing else.</summary>
internal sealed class StoreProbe(IStateStore store, HealthBook health, TimeProvider time)
{
    public const string Part = "store";

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
}
