using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Alerts;

/// <summary>Follows the journal: what runs, what ended within the last hour, and what a dead process left.</summary>
internal sealed class OperationFollower(IStateStore store, Journal journal, TimeProvider time)
{
    /// <summary>How often it is looked whether a running operation has lost its process.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ClusterOperation> _operations = new(StringComparer.Ordinal);

    /// <summary>Whether it has read the journal once.</summary>
    public bool HasLooked { get; private set; }

    /// <summary>Them, with their steps.</summary>
    public IReadOnlyList<ClusterOperation> Known
    {
        get
        {
            lock (_gate) return [.. _operations.Values];
        }
    }

    /// <summary>Follows it until cancelled.</summary>
    /// <param name="ended">Told of each operation that ends from now on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task FollowAsync(Action<ClusterOperation> ended, CancellationToken cancellationToken)
    {
        var revision = await ReadAsync(cancellationToken);
        HasLooked = true;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var looking = LookForLeftAsync(over.Token);
        try
        {
            await foreach (var change in store.WatchAsync(OperationDocument.Kind, revision, cancellationToken)) await TakeAsync(change, ended, cancellationToken);
        }
        finally
        {
            await over.CancelAsync();
            await looking.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task<long> ReadAsync(CancellationToken cancellationToken)
    {
        long revision = 0;
        string? before = null;
        for (var isEnough = false; !isEnough;)
        {
            var page = await store.ListNewestAsync(OperationDocument.Kind, before, 64, cancellationToken).ToListAsync(cancellationToken);
            isEnough = page.Count < 64;
            foreach (var document in page)
            {
                revision = Math.Max(revision, document.Revision);
                before = document.Key.Name;
                if (!await PutAsync(document.Key.Name, cancellationToken)) isEnough = true;
            }
        }

        await LookForLeftOnceAsync(cancellationToken);
        return revision;
    }

    private async Task TakeAsync(StateChange change, Action<ClusterOperation> ended, CancellationToken cancellationToken)
    {
        var id = change.Key.Name;
        if (change.Body is null)
        {
            lock (_gate) _operations.Remove(id);
            return;
        }

        var before = Find(id);
        await PutAsync(id, cancellationToken);
        // Outside of the lock: whoever is told may have locks of their own.
        if (Find(id) is { EndedAt: not null } now && before?.EndedAt is null) ended(now);
    }

    private ClusterOperation? Find(string id)
    {
        lock (_gate) return _operations.GetValueOrDefault(id);
    }

    /// <summary>Reads one; false when it ended too long ago to matter.</summary>
    private async Task<bool> PutAsync(string id, CancellationToken cancellationToken)
    {
        if (await journal.FindAsync([id], cancellationToken) is not [var found, ..]) return true;
        var isOld = time.GetUtcNow() - (found.EndedAt ?? found.StartedAt) > OperationSigns.Lasting;
        var operation = isOld ? found : await journal.WithStepsAsync(found, cancellationToken);
        lock (_gate)
        {
            if (isOld && operation.Outcome is not (OperationOutcome.Running or OperationOutcome.Interrupted)) _operations.Remove(id);
            else _operations[id] = operation;
            foreach (var old in _operations.Values.Where(one => time.GetUtcNow() - one.EndedAt > OperationSigns.Lasting).Select(one => one.Id).ToList()) _operations.Remove(old);
        }

        return !isOld;
    }

    private async Task LookForLeftAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(cancellationToken)) await LookForLeftOnceAsync(cancellationToken);
    }

    private async Task LookForLeftOnceAsync(CancellationToken cancellationToken)
    {
        foreach (var left in await journal.LeftAsync(cancellationToken))
        {
            lock (_gate) _operations[left.Id] = left;
        }

        // One whose process is gone is known by its lock alone; its document says nothing.
        List<string> running;
        lock (_gate) running = [.. _operations.Values.Where(one => one.Outcome is OperationOutcome.Running or OperationOutcome.Interrupted).Select(one => one.Id)];
        foreach (var id in running) await PutAsync(id, cancellationToken);
    }
}
