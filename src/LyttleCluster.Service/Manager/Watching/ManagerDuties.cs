namespace LyttleCluster.Service.Manager.Watching;

/// <summary>What a manager does besides answering, as long as it runs.</summary>
internal sealed class ManagerDuties : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    private ManagerDuties(ManagerParts parts)
    {
        var notes = new StoreNotes(parts.Cluster.Parts, parts.Log, parts.Time).RunAsync(_stop.Token);
        var resumption = parts.Options.ReadOnly ? Task.CompletedTask : new LeftoverResumption(parts.Cluster.Operations, parts.Log, parts.Time).RunAsync(_stop.Token);
        _work = Task.WhenAll(notes, resumption);
    }

    public static ManagerDuties Start(ManagerParts parts) => new(parts);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
