namespace LyttleCluster.Core.State;

/// <summary>
/// What waits to be written into the history. Events wait in order, and the one who adds them waits while too many do;
/// of a node's observations only the newest of each kind is kept.
/// </summary>
internal sealed class HistoryQueue(TimeProvider time) : IDisposable
{
    /// <summary>How long the writer gathers before it writes.</summary>
    internal static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(250);

    private const int MostEvents = 16_384;
    private const int EventsThatHurry = 4_096;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _room = new(MostEvents);
    private HistoryBatch _current = new();
    private Task _previous = Task.CompletedTask;
    private bool _closed;

    /// <summary>Queues an event, when there is room for it.</summary>
    public async ValueTask AddAsync(ClusterEvent item, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        Change(batch =>
        {
            batch.Events.Add(item);
            if (batch.Events.Count >= EventsThatHurry) batch.Due.TrySetResult();
        });
    }

    /// <summary>Queues an observation in place of an older one that still waits.</summary>
    public void Set(string kind, QueuedObservation item) => Change(batch =>
    {
        var key = (item.Observation.Node, kind);
        var isNewer = !batch.Observations.TryGetValue(key, out var waiting) || waiting.Observation.ObservedAt <= item.Observation.ObservedAt;
        if (isNewer) batch.Observations[key] = item;
        (isNewer ? waiting : item)?.Memory?.Dispose();
    });

    /// <summary>Queues that a node is forgotten, and drops what waits of it.</summary>
    public void Forget(string node) => Change(batch =>
    {
        foreach (var key in batch.Observations.Keys.Where(key => key.Node == node).ToList())
        {
            if (batch.Observations.Remove(key, out var dropped)) dropped.Memory?.Dispose();
        }

        batch.ForgottenNodes.Add(node);
    });

    /// <summary>Completes when what was queued until now has been written, or has failed to be.</summary>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            if (_current.IsEmpty) return _previous;
            _current.Due.TrySetResult();
            return _current.Written.Task;
        }
    }

    /// <summary>No more is taken; what waits is due.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _current.Begun.TrySetResult();
            _current.Due.TrySetResult();
        }
    }

    /// <summary>The next batch, gathered for <see cref="Linger"/>; null when the queue is closed and empty.</summary>
    public async Task<HistoryBatch?> TakeAsync()
    {
        var batch = _current;
        await batch.Begun.Task;
        using (var over = new CancellationTokenSource())
        {
            await Task.WhenAny(batch.Due.Task, Task.Delay(Linger, time, over.Token));
            await over.CancelAsync();
        }
        lock (_gate)
        {
            if (batch.IsEmpty) return null;
            _current = new HistoryBatch();
            _previous = batch.Written.Task;
            if (!_closed) return batch;
            _current.Begun.TrySetResult();
            _current.Due.TrySetResult();
            return batch;
        }
    }

    /// <summary>Tells those who wait for a batch, and makes its room free.</summary>
    public void Done(HistoryBatch batch)
    {
        if (batch.Events.Count > 0) _room.Release(batch.Events.Count);
        foreach (var item in batch.Observations.Values) item.Memory?.Dispose();
        batch.Written.TrySetResult();
    }

    public void Dispose() => _room.Dispose();

    private void Change(Action<HistoryBatch> change)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            change(_current);
            _current.Begun.TrySetResult();
        }
    }
}

/// <summary>An observation that waits to be written.</summary>
/// <param name="Observation">What was seen.</param>
/// <param name="Memory">What its body lies in, disposed of when it was written or is not wanted any more.</param>
internal sealed record QueuedObservation(Observation Observation, IDisposable? Memory);

/// <summary>What is written into the history in one transaction: first nodes are forgotten, then the rest.</summary>
internal sealed class HistoryBatch
{
    public List<ClusterEvent> Events { get; } = [];

    public Dictionary<(string Node, string Kind), QueuedObservation> Observations { get; } = [];

    public HashSet<string> ForgottenNodes { get; } = [];

    public bool IsEmpty => Events.Count == 0 && Observations.Count == 0 && ForgottenNodes.Count == 0;

    /// <summary>Something waits, or the queue is closed.</summary>
    public TaskCompletionSource Begun { get; } = NewSignal();

    /// <summary>It is to be written without further gathering.</summary>
    public TaskCompletionSource Due { get; } = NewSignal();

    /// <summary>It was written, or given up.</summary>
    public TaskCompletionSource Written { get; } = NewSignal();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
