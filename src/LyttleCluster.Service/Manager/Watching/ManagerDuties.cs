namespace LyttleCluster.Service.Manager.Watching;

/// <summary>What a manager does besides answering, as long as it runs.</summary>
internal sealed class ManagerDuties : IAsyncDisposable
{
    /// <summary>By then every node was looked at once.</summary>
    private static readonly TimeSpan StartIsOver = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    private ManagerDuties(ManagerParts parts)
    {
        var notes = new StoreNotes(parts.Cluster.Parts, parts.Log, parts.Time).RunAsync(_stop.Token);
        var resumption = parts.Options.ReadOnly ? Task.CompletedTask : new LeftoverResumption(parts.Cluster.Operations, parts.Log, parts.Time).RunAsync(_stop.Token);
        _work = Task.WhenAll(notes, resumption, GiveBackAsync(parts.Time, _stop.Token));
    }

    public static ManagerDuties Start(ManagerParts parts) => new(parts);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    /// <summary>
    /// Gives back, once, what only the start needed: the first lists of all nodes leave more garbage than a day of those that say the same, and
    /// the collector would keep the room for it.
    /// </summary>
    private static async Task GiveBackAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        await Task.Delay(StartIsOver, time, cancellationToken);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
