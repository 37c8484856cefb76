using SQLitePCL;

namespace LyttleCluster.Core.State;

/// <summary>
/// One connection to a database file, for one thread at a time. Thin on purpose: the whole of it is compiled in a few
/// milliseconds at a shell's first command. Every failure leaves as a <see cref="ClusterException"/> of <see cref="StateErrors"/>.
/// </summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private readonly sqlite3 _connection;

    private SqliteSession(string path, sqlite3 connection) => (Path, _connection) = (path, connection);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Whether the file was opened as one that nobody writes; such a session sees one moment for ever.</summary>
    public bool Immutable { get; private init; }

    /// <summary>Whether the file cannot be written through this session.</summary>
    public bool IsReadOnly => raw.sqlite3_db_readonly(_connection, "main") == 1;

    /// <summary>Whether another file stands at the path by now, or none: what is written here would be lost.</summary>
    public bool HasMoved => SqliteNative.HasMoved(_connection);

    /// <summary>Rows changed by the last statement.</summary>
    public int Changes => raw.sqlite3_changes(_connection);

    /// <summary>Opens an existing file. Its content is not looked at yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="readOnly">Whether nothing is to be written.</param>
    /// <param name="busyTimeout">How long a statement waits for another process.</param>
    public static SqliteSession Open(string path, bool readOnly, TimeSpan busyTimeout) =>
        new(path, Connect(path, path, readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE, busyTimeout));

    /// <summary>Opens a file in a folder where nothing can be written, not even SQLite's shared memory.</summary>
    public static SqliteSession OpenImmutable(string path)
    {
        var uri = "file:" + path.Replace("%", "%25", StringComparison.Ordinal).Replace("?", "%3f", StringComparison.Ordinal)
            .Replace("#", "%23", StringComparison.Ordinal) + "?immutable=1";
        return new(path, Connect(path, uri, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI, TimeSpan.Zero)) { Immutable = true };
    }

    /// <summary>A statement, compiled once for the session; <c>using</c> it makes it ready for the next use.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var known)) return known;
        Check(raw.sqlite3_prepare_v2(_connection, sql, out var handle));
        return _statements[sql] = new SqliteStatement(this, handle);
    }

    /// <summary>Runs statements that give no rows.</summary>
    public void Run(string sql)
    {
        while (sql.Length > 0)
        {
            Check(raw.sqlite3_prepare_v2(_connection, sql, out var handle, out var rest));
            using (handle)
            {
                // Null after a trailing comment.
                if (!handle.IsInvalid) Check(StepThrough(handle));
            }
            sql = rest.TrimStart();
        }
    }

    /// <summary>The number that a statement gives in its first row; 0 without one.</summary>
    public long Number(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Number(0) : 0;
    }

    /// <summary>The text that a statement gives in its first row; empty without one.</summary>
    public string Text(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Text(0) : "";
    }

    /// <summary>Does the work as one whole: all of it is stored, or nothing when it throws.</summary>
    /// <param name="begin"><c>BEGIN</c> for one consistent view, <c>BEGIN IMMEDIATE</c> to write.</param>
    /// <param name="work">The work.</param>
    public T Whole<T>(string begin, Func<SqliteSession, T> work)
    {
        Step(begin);
        try
        {
            var result = work(this);
            Step("COMMIT");
            return result;
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    /// <summary>Runs a prepared statement without rows.</summary>
    public void Step(string sql)
    {
        using var statement = Prepare(sql);
        statement.Step();
    }

    /// <summary>Ends a transaction, if there is one: some errors have ended it already.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(_connection) == 0) raw.sqlite3_exec(_connection, "ROLLBACK");
    }

    /// <summary>Throws what a result code means.</summary>
    public void Check(int code)
    {
        if (code is raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_ROW) return;
        throw StateErrors.FromSqlite(code, raw.sqlite3_errmsg(_connection).utf8_to_string(), Path);
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Close();
        _statements.Clear();
        _connection.Dispose();
    }

    private static sqlite3 Connect(string path, string name, int flags, TimeSpan busyTimeout)
    {
        SqliteNative.Load();
        var code = raw.sqlite3_open_v2(name, out var connection, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
        {
            connection.Dispose();
            throw StateErrors.FromSqlite(code, raw.sqlite3_errstr(code).utf8_to_string(), path);
        }
        raw.sqlite3_extended_result_codes(connection, 1);
        raw.sqlite3_busy_timeout(connection, (int)busyTimeout.TotalMilliseconds);
        return connection;
    }

    private static int StepThrough(sqlite3_stmt statement)
    {
        int code;
        do code = raw.sqlite3_step(statement); while (code == raw.SQLITE_ROW);
        return code;
    }
}
