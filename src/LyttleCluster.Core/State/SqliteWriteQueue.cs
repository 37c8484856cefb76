using System.Threading.Channels;

namespace LyttleCluster.Core.State;

/// <summary>
/// The one writer of a file in this process. What waits is stored together, with one sync of the disk; each caller gets its own
/// result after that, and one that fails takes no other with it.
/// </summary>
internal sealed class SqliteWriteQueue : IAsyncDisposable
{
    private const int LargestBatch = 256;

    private readonly Channel<Work> _queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(1024) { SingleReader = true });
    private readonly Func<SqliteSession> _open;
    private readonly Action _written;
    private readonly Lazy<Task> _writer;
    private SqliteSession? _session;

    /// <summary>Makes the queue; the file is opened at its first write.</summary>
    /// <param name="open">Opens the file for writing.</param>
    /// <param name="written">Called after each batch that was stored.</param>
    public SqliteWriteQueue(Func<SqliteSession> open, Action written)
    {
        _open = open;
        _written = written;
        _writer = new Lazy<Task>(() => Task.Run(WriteAsync));
    }

    /// <summary>
    /// Queues work and waits until it is stored. Cancelling withdraws it while it waits; once it has begun, its result is told.
    /// </summary>
    public async Task<T> RunAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        var item = new Work<T>(work);
        try
        {
            await _queue.Writer.WriteAsync(item, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteWriteQueue));
        }
        _ = _writer.Value;
        await using var withdrawal = cancellationToken.Register(() => item.Withdraw(cancellationToken));
        return await item.Result;
    }

    /// <summary>Stores what is queued and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writer.Value;
        CloseSession();
    }

    private void CloseSession()
    {
        _session?.Dispose();
        _session = null;
    }

    private async Task WriteAsync()
    {
        var batch = new List<Work>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            // The lock first: while another process has it, the work here can still be withdrawn.
            var waiting = _queue.Reader.Count;
            if (Begin() is { } failure) Refuse(waiting, failure);
            else Store(batch);
            batch.Clear();
        }
    }

    /// <summary>Waits for the file's write lock; why there is none.</summary>
    private Exception? Begin()
    {
        try
        {
            if (_session is { HasMoved: true }) CloseSession();
            _session ??= _open();
            _session.Execute("BEGIN IMMEDIATE");
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    // Only those that have waited all the time.
    private void Refuse(int waiting, Exception failure)
    {
        while (waiting-- > 0 && _queue.Reader.TryRead(out var item))
            if (item.TryBegin()) item.Fail(failure);
    }

    private void Store(List<Work> batch)
    {
        while (batch.Count < LargestBatch && _queue.Reader.TryRead(out var item))
            if (item.TryBegin()) batch.Add(item);
        if (TryStore(batch) is not { } failure) return;
        if (batch.Count == 1) batch[0].Fail(failure);
        else batch.ForEach(StoreAlone);
    }

    private void StoreAlone(Work item)
    {
        if ((Begin() ?? TryStore([item])) is { } failure) item.Fail(failure);
    }

    /// <summary>Does the work in the transaction that has begun; on failure nothing is stored.</summary>
    private Exception? TryStore(List<Work> batch)
    {
        try
        {
            foreach (var item in batch) item.Run(_session!);
            _session!.Execute("COMMIT");
        }
        catch (Exception exception)
        {
            _session!.Rollback();
            return exception;
        }
        if (batch.Count > 0) _written();
        foreach (var item in batch) item.Complete();
        return null;
    }

    private abstract class Work
    {
        private int _begun;

        public bool TryBegin() => Interlocked.Exchange(ref _begun, 1) == 0;

        public abstract void Run(SqliteSession session);

        public abstract void Complete();

        public abstract void Fail(Exception exception);
    }

    private sealed class Work<T>(Func<SqliteSession, T> work) : Work
    {
        private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _value;

        public Task<T> Result => _result.Task;

        public void Withdraw(CancellationToken cancellationToken)
        {
            if (TryBegin()) _result.TrySetCanceled(cancellationToken);
        }

        public override void Run(SqliteSession session) => _value = work(session);

        public override void Complete() => _result.TrySetResult(_value!);

        public override void Fail(Exception exception) => _result.TrySetException(exception);
    }
}
