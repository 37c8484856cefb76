namespace LyttleCluster.Core.Watching;

/// <summary>Callers who want a look that begins after they asked: all of them share the next one.</summary>
internal sealed class NextLook<T>
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<T>? _next;
    private bool _isOver;

    public bool IsWanted
    {
        get
        {
            lock (_gate) return _next is not null;
        }
    }

    public Task<T> Join()
    {
        lock (_gate)
        {
            if (_isOver) return Task.FromCanceled<T>(new CancellationToken(canceled: true));
            return (_next ??= new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>A look begins: those who wait get its result; null: nobody waits.</summary>
    public TaskCompletionSource<T>? Begin()
    {
        lock (_gate)
        {
            var callers = _next;
            _next = null;
            // Whether anybody still waits for it when it fails is not known.
            _ = callers?.Task.ContinueWith(static task => task.Exception, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously);
            return callers;
        }
    }

    /// <summary>There is no next one.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isOver = true;
            _next?.TrySetCanceled();
            _next = null;
        }
    }
}
