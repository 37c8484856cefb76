namespace LyttleCluster.TestPeers;

/// <summary>What a <see cref="FaultServer"/> has seen, with a way to wait for more.</summary>
internal sealed class FaultWatch
{
    private readonly Lock _gate = new();
    private readonly List<FaultRequest> _requests = [];
    private TaskCompletionSource _changed = NewSource();
    private int _open;

    public int Open
    {
        get
        {
            lock (_gate)
                return _open;
        }
    }

    public IReadOnlyList<FaultRequest> Requests
    {
        get
        {
            lock (_gate)
                return [.. _requests];
        }
    }

    /// <summary>A connection came; the source completes when it goes.</summary>
    public TaskCompletionSource Opened()
    {
        Change(() => _open++);
        return NewSource();
    }

    public void Closed(TaskCompletionSource connection)
    {
        connection.TrySetResult();
        Change(() => _open--);
    }

    public void Seen(FaultRequest request) => Change(() => _requests.Add(request));

    public async Task UntilAsync(Func<bool> condition, CancellationToken cancel)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
                changed = _changed.Task;
            if (condition())
                return;
            await changed.WaitAsync(cancel);
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource waiting;
        lock (_gate)
        {
            change();
            (waiting, _changed) = (_changed, NewSource());
        }

        waiting.SetResult();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
