using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LyttleCluster.Core.State;

/// <summary>
/// The history in a SQLite file of its own, opened when it is first needed. It serves the operator and never stands in his way:
/// a file that cannot be written or read gives less, and says so in <see cref="LastFailure"/>; a damaged one is put aside.
/// </summary>
internal sealed class SqliteHistory : IHistory, IEventLog
{
    private readonly StateFile _file;
    private readonly SqliteFile _database;
    private readonly HistoryRetention _retention;
    private readonly TimeProvider _time;
    private readonly HistoryQueue _queue;
    private readonly Lock _repairing = new();
    private readonly Lazy<Task> _writer;
    private volatile ClusterException? _lastFailure;
    private SqliteSession? _session;
    private TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes the history; nothing is opened yet.</summary>
    /// <param name="file">The state file that it belongs to.</param>
    /// <param name="time">The clock.</param>
    /// <param name="retention">How much is kept; <see cref="HistoryRetention.Default"/> unless set.</param>
    public SqliteHistory(StateFile file, TimeProvider time, HistoryRetention? retention = null)
    {
        _file = file;
        _time = time;
        _retention = retention ?? HistoryRetention.Default;
        _database = new SqliteFile(file.HistoryPath, HistoryRows.Schema, file.ReadOnly, file.BusyTimeout, time);
        _queue = new HistoryQueue(time);
        _writer = new Lazy<Task>(() => Task.Run(WriteAsync));
    }

    /// <inheritdoc/>
    public ClusterException? LastFailure => _lastFailure;

    /// <inheritdoc/>
    public async ValueTask AddEventAsync(ClusterEvent item, CancellationToken cancellationToken)
    {
        if (_file.ReadOnly) return;
        _ = _writer.Value;
        await _queue.AddAsync(item, cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ClusterEvent> ListEventsAsync(EventFilter filter, CancellationToken cancellationToken) =>
        filter is { Newest: <= 0 }
            ? StreamAsync<ClusterEvent>(_ => [], cancellationToken)
            : StreamAsync(session => HistoryRows.QueryEvents(session, filter), cancellationToken);

    /// <inheritdoc/>
    public ValueTask SetObservationAsync(
        string node, string kind, DateTimeOffset observedAt, ReadOnlyMemory<byte> body, IDisposable? memory, CancellationToken cancellationToken) =>
        Queue(() => _queue.Set(kind, new QueuedObservation(new Observation(node, observedAt, body), memory)), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Observation> ListObservationsAsync(string kind, CancellationToken cancellationToken) =>
        StreamAsync(session => HistoryRows.QueryObservations(session, kind), cancellationToken);

    /// <inheritdoc/>
    public async Task<Observation?> GetObservationAsync(string node, string kind, CancellationToken cancellationToken) =>
        await StreamAsync(session => HistoryRows.QueryObservation(session, node, kind), cancellationToken)
            .FirstOrDefaultAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask ForgetNodeAsync(string node, CancellationToken cancellationToken) => Queue(() => _queue.Forget(node), cancellationToken);

    /// <inheritdoc/>
    public Task FlushAsync(CancellationToken cancellationToken) => _queue.FlushAsync().WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public bool IsWrittenElsewhere => _file.ReadOnly;

    /// <inheritdoc/>
    public Task NextWrite => Volatile.Read(ref _written).Task;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ArrivedEvent>> ListArrivedAsync(long after, int most, CancellationToken cancellationToken) =>
        await StreamAsync(session => HistoryRows.QueryArrived(session, after, most), cancellationToken).ToListAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<ArrivalMark> MarkAsync(long arrival, CancellationToken cancellationToken) =>
        await StreamAsync(session => HistoryRows.QueryMark(session, arrival), cancellationToken).FirstOrDefaultAsync(cancellationToken) ?? new ArrivalMark(0, 0);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        if (_writer.IsValueCreated) await _writer.Value;
        CloseWriter();
        _database.CloseIdle();
        _queue.Dispose();
    }

    private ValueTask Queue(Action change, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        if (_file.ReadOnly) return ValueTask.CompletedTask;
        _ = _writer.Value;
        change();
        return ValueTask.CompletedTask;
    }

    private async Task WriteAsync()
    {
        while (await _queue.TakeAsync() is { } batch)
        {
            // Once more after a damaged file was put aside.
            if (!TryWrite(batch)) TryWrite(batch);
            _queue.Done(batch);
            if (batch.Events.Count > 0) Interlocked.Exchange(ref _written, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }

    /// <summary>False when the file was replaced and the batch can be tried again.</summary>
    private bool TryWrite(HistoryBatch batch)
    {
        try
        {
            // Put aside by a reader here, or by another process.
            if (_session is { HasMoved: true }) CloseWriter();
            _session ??= OpenWriter();
            _session.Whole("BEGIN IMMEDIATE", session => HistoryRows.Write(session, batch, _time.GetUtcNow()));
            Trim(_session);
            return true;
        }
        catch (Exception exception)
        {
            // Whatever it was, the next batch begins afresh: the disk may have room again, the file may be another.
            CloseWriter();
            return !Repair(exception as ClusterException ?? StateErrors.Failed(_database.Path, exception.Message));
        }
    }

    private void CloseWriter()
    {
        _session?.Dispose();
        _session = null;
    }

    private void Trim(SqliteSession session)
    {
        for (var begun = false; session.Whole("BEGIN IMMEDIATE", s => HistoryRows.Trim(s, _retention, _time.GetUtcNow(), begun)); begun = true)
        {
            // Each step is short and commits by itself: readers and other writers get in between.
        }
    }

    // NORMAL: a commit is not synced, so after a power cut the last seconds may be missing; the file stays whole.
    private SqliteSession OpenWriter()
    {
        var session = _database.Open();
        session.Execute("PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 33554432;");
        return session;
    }

    private async IAsyncEnumerable<T> StreamAsync<T>(Func<SqliteSession, IEnumerable<T>> query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        cancellationToken.ThrowIfCancellationRequested();
        // What is not there yet is not made by reading.
        if (!File.Exists(_database.Path)) yield break;
        if (!TryRead(_database.Open, out var session)) yield break;
        using (session)
        {
            // One transaction is one view, from the first row to the last.
            if (!TryRead(() => Begin(session, query), out var rows)) yield break;
            using (rows)
            {
                while (TryRead(rows.MoveNext, out var more) && more)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return rows.Current;
                }
            }
        }
    }

    private static IEnumerator<T> Begin<T>(SqliteSession session, Func<SqliteSession, IEnumerable<T>> query)
    {
        session.Execute("BEGIN");
        return query(session).GetEnumerator();
    }

    private bool TryRead<T>(Func<T> read, [MaybeNullWhen(false)] out T result)
    {
        try
        {
            result = read();
            return true;
        }
        catch (ClusterException failure)
        {
            Repair(failure);
            result = default;
            return false;
        }
    }

    /// <summary>Notes a failure. True when the file was damaged and has made way for a new one.</summary>
    private bool Repair(ClusterException failure)
    {
        _lastFailure = failure;
        if (failure.ErrorId != StateErrors.DamagedId || _file.ReadOnly) return false;
        lock (_repairing)
        {
            // Somebody else may have put it aside meanwhile.
            return !IsDamaged() || PutAside();
        }
    }

    private bool IsDamaged()
    {
        try
        {
            // A connection of before remembers pages as they were.
            _database.CloseIdle();
            using var session = _database.Open();
            return session.Text("PRAGMA quick_check(1)") != "ok";
        }
        catch (ClusterException failure)
        {
            return failure.ErrorId == StateErrors.DamagedId;
        }
    }

    private bool PutAside()
    {
        var aside = $"{_database.Path}.damaged-{_time.GetUtcNow():yyyyMMdd'T'HHmmssfff'Z'}";
        try
        {
            _database.CloseIdle();
            // The log first: beside a new file it would be taken for that file's.
            foreach (var part in new[] { "-wal", "-shm", "" })
                if (File.Exists(_database.Path + part)) File.Move(_database.Path + part, aside + part);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _lastFailure = StateErrors.FromFileSystem(exception, _database.Path);
            return false;
        }
    }
}
