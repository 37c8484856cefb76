using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace LyttleCluster.Core.State;

/// <summary>
/// Desired state in one SQLite file: write-ahead log, synced at every commit, one write queue a process. Reads run on the
/// caller's thread: they take microseconds, and in WAL they wait for nobody.
/// </summary>
internal sealed class SqliteStateStore : IStateStore
{
    /// <summary>How often other processes' writes are looked for: one integer read from shared memory.</summary>
    internal static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>How many deletes a watcher may lag behind.</summary>
    internal const int KeptTombstones = 10_000;

    /// <summary>Files up to this size, in bytes, are checked for damage when they are opened: it takes a few milliseconds at most.</summary>
    internal const long CheapToCheck = 1 << 20;

    // 'LYCS'
    internal static readonly SqliteSchema Schema = new(0x4C594353, """
        CREATE TABLE documents (kind TEXT NOT NULL, name TEXT NOT NULL, revision INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (kind, name));
        CREATE INDEX documents_by_revision ON documents (kind, revision);
        -- What was deleted last, for watchers. A document is in one of the two tables, never in both.
        CREATE TABLE tombstones (kind TEXT NOT NULL, name TEXT NOT NULL, revision INTEGER NOT NULL, PRIMARY KEY (kind, name)) WITHOUT ROWID;
        CREATE INDEX tombstones_by_revision ON tombstones (revision);
        -- Times are ticks (100 ns) of UTC.
        CREATE TABLE locks (name TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL, acquired INTEGER NOT NULL, expires INTEGER NOT NULL, token INTEGER NOT NULL) WITHOUT ROWID;
        -- revision: the last one given; token: the last fencing token; forgotten: the newest revision whose tombstone is gone.
        CREATE TABLE counters (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO counters VALUES ('revision', 0), ('token', 0), ('forgotten', 0);
        """);

    private readonly StateFile _file;
    private readonly TimeProvider _time;
    private readonly SqliteFile _database;
    private readonly Lazy<SqliteWriteQueue> _writer;
    private readonly CancellationTokenSource _closing = new();
    private volatile TaskCompletionSource _nextWrite = NewSignal();

    private SqliteStateStore(StateFile file, SqliteFile database, TimeProvider time)
    {
        _file = file;
        _time = time;
        _database = database;
        // A shell that only looks never needs it.
        _writer = new Lazy<SqliteWriteQueue>(() => new SqliteWriteQueue(() => OpenWriter(database), SignalWrite));
    }

    /// <inheritdoc/>
    public string Description => _file.Path;

    /// <summary>Opens the file, made or brought up to date where needed.</summary>
    public static Task<SqliteStateStore> OpenAsync(StateFile file, TimeProvider time, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<SqliteStateStore>(cancellationToken);
        var database = new SqliteFile(file.Path, Schema, file.ReadOnly, file.BusyTimeout, time);
        // A file that is removed while it is in use is an error, not the beginning of an empty store.
        var store = new SqliteStateStore(file, database with { Create = false }, time);
        try
        {
            OpenChecked(database);
            return Task.FromResult(store);
        }
        catch (Exception exception)
        {
            return Task.FromException<SqliteStateStore>(exception);
        }
    }

    /// <inheritdoc/>
    public Task<StateDocument?> GetAsync(DocumentKey key, CancellationToken cancellationToken) => ReadAsync(
        session => session.Query(
            "SELECT name, revision, body FROM documents WHERE kind = ?1 AND name = CAST(?2 AS TEXT)",
            row => ReadDocument(row, key.Kind), key.Kind, key.Name).FirstOrDefault(),
        cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StateDocument> ListAsync(string kind, string prefix, CancellationToken cancellationToken) => StreamAsync(
        session => session.Query(
            "SELECT name, revision, body FROM documents WHERE kind = ?1 AND name >= CAST(?2 AS TEXT) ORDER BY name",
            row => ReadDocument(row, kind), kind, prefix).TakeWhile(document => document.Key.Name.StartsWith(prefix, StringComparison.Ordinal)).ToList(),
        cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StateDocument> ListNewestAsync(string kind, string? before, int limit, CancellationToken cancellationToken) => StreamAsync(
        session => before is null
            ? session.Query(
                "SELECT name, revision, body FROM documents WHERE kind = ?1 ORDER BY name DESC LIMIT ?2",
                row => ReadDocument(row, kind), kind, Math.Max(limit, 0)).ToList()
            : session.Query(
                "SELECT name, revision, body FROM documents WHERE kind = ?1 AND name < CAST(?3 AS TEXT) ORDER BY name DESC LIMIT ?2",
                row => ReadDocument(row, kind), kind, Math.Max(limit, 0), before).ToList(),
        cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StateDocument> ListOldestAsync(string kind, string after, int limit, CancellationToken cancellationToken) => StreamAsync(
        session => session.Query(
            "SELECT name, revision, body FROM documents WHERE kind = ?1 AND name > CAST(?3 AS TEXT) ORDER BY name LIMIT ?2",
            row => ReadDocument(row, kind), kind, Math.Max(limit, 0), after).ToList(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<long> CountAsync(string kind, CancellationToken cancellationToken) =>
        ReadAsync(session => session.Number("SELECT count(*) FROM documents WHERE kind = ?1", kind), cancellationToken);

    /// <inheritdoc/>
    public Task<CommitResult> CommitAsync(IReadOnlyList<StateWrite> writes, IReadOnlyList<ClusterLock> held, CancellationToken cancellationToken)
    {
        if (writes.Select(write => write.Key).Distinct().Count() != writes.Count)
            throw new ArgumentException("A commit writes each document once.", nameof(writes));
        return WriteAsync(session => SqliteDocuments.Commit(session, writes, held), cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StateChange> WatchAsync(string kind, long afterRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        using var session = OpenReader();
        var seen = afterRevision;
        while (!_closing.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (session.HasMoved) throw StateErrors.WatchTooOld(_file.Path);
            // Both are taken before the read, so that a write in between is seen by the next turn.
            var nextWrite = _nextWrite.Task;
            var version = session.Number("PRAGMA data_version");
            var (changes, upTo) = session.Whole("BEGIN", s => SqliteDocuments.ChangesAfter(s, kind, seen));
            foreach (var change in changes) yield return change;
            seen = upTo;
            await WaitForWriteAsync(session, version, nextWrite, stop.Token);
        }
    }

    /// <inheritdoc/>
    public Task<LockResult> TryLockAsync(string name, string owner, TimeSpan lease, CancellationToken cancellationToken) =>
        WriteAsync(session => SqliteLocks.Take(session, name, owner, _time.GetUtcNow(), lease), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RenewLockAsync(ClusterLock held, TimeSpan lease, CancellationToken cancellationToken) =>
        WriteAsync(session => SqliteLocks.Renew(session, held, _time.GetUtcNow() + lease), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ReleaseLockAsync(ClusterLock held, CancellationToken cancellationToken) =>
        WriteAsync(session => SqliteLocks.Release(session, held), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ClusterLock> ListLocksAsync(CancellationToken cancellationToken) => StreamAsync(SqliteLocks.List, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _writer.Value.DisposeAsync();
        _database.CloseIdle();
    }

    private Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        try
        {
            using var session = OpenReader();
            return Task.FromResult(read(session));
        }
        catch (Exception exception)
        {
            return Task.FromException<T>(exception);
        }
    }

    // Desired state is small: it is read whole, so that a slow reader holds no snapshot open.
    private async IAsyncEnumerable<T> StreamAsync<T>(Func<SqliteSession, List<T>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var item in await ReadAsync(read, cancellationToken)) yield return item;
    }

    private Task<T> WriteAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken) =>
        _file.ReadOnly ? Task.FromException<T>(StateErrors.ReadOnly(_file.Path)) : _writer.Value.RunAsync(write, cancellationToken);

    private static void OpenChecked(SqliteFile database)
    {
        using var session = database.Open();
        if (new FileInfo(session.Path).Length > CheapToCheck) return;
        var found = session.Text("PRAGMA quick_check(1)");
        if (found != "ok") throw StateErrors.Damaged(session.Path, found);
    }

    private static StateDocument ReadDocument(SqliteDataReader row, string kind) =>
        new(new DocumentKey(kind, row.Text(0)), row.GetInt64(1), row.Bytes(2));

    private SqliteSession OpenReader()
    {
        ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
        return _database.Open();
    }

    private static SqliteSession OpenWriter(SqliteFile database)
    {
        var session = database.Open();
        session.Execute("PRAGMA synchronous = FULL");
        return session;
    }

    /// <summary>Returns when this process has written, when the file was changed by another, or when it is over.</summary>
    private async Task WaitForWriteAsync(SqliteSession session, long version, Task nextWrite, CancellationToken stop)
    {
        while (!nextWrite.IsCompleted && !stop.IsCancellationRequested && !session.HasMoved && session.Number("PRAGMA data_version") == version)
        {
            using var tick = CancellationTokenSource.CreateLinkedTokenSource(stop);
            await Task.WhenAny(nextWrite, Task.Delay(PollInterval, _time, tick.Token));
            await tick.CancelAsync();
        }
    }

    private void SignalWrite() => Interlocked.Exchange(ref _nextWrite, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
