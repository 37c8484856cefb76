using System.Data;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LyttleCluster.Core.State;

/// <summary>
/// One connection to a database file, for one thread at a time; the library keeps idle ones for the next session. Parameters are
/// <c>?1</c>, <c>?2</c>, … in order. Every failure leaves as a <see cref="ClusterException"/> of <see cref="StateErrors"/>.
/// </summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly SqliteConnection _connection;

    private SqliteSession(string path, SqliteConnectionStringBuilder settings, TimeSpan busyTimeout)
    {
        SqliteNative.Load();
        Path = path;
        _connection = new SqliteConnection(settings.ConnectionString);
        Guard(() => { _connection.Open(); return true; });
        // SQLite waits by itself, and with more patience for short locks than the library, which looks every 150 ms.
        raw.sqlite3_busy_timeout(_connection.Handle, (int)busyTimeout.TotalMilliseconds);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Whether the file cannot be written through this session.</summary>
    public bool IsReadOnly => raw.sqlite3_db_readonly(_connection.Handle, "main") == 1;

    /// <summary>Whether another file stands at the path by now, or none: what is written here would be lost.</summary>
    public bool HasMoved => SqliteNative.HasMoved(_connection.Handle!);

    /// <summary>Opens an existing file. Its content is not looked at yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="readOnly">Whether nothing is to be written.</param>
    /// <param name="busyTimeout">How long a statement waits for another process.</param>
    public static SqliteSession Open(string path, bool readOnly, TimeSpan busyTimeout)
    {
        var session = new SqliteSession(path, Settings(path, readOnly), busyTimeout);
        if (!session.HasMoved) return session;
        // An idle one of a file that was replaced since.
        CloseIdle(path, readOnly);
        session.Dispose();
        return new SqliteSession(path, Settings(path, readOnly), busyTimeout);
    }

    /// <summary>Opens a file in a folder where nothing can be written, not even SQLite's shared memory.</summary>
    public static SqliteSession OpenImmutable(string path)
    {
        var uri = "file:" + path.Replace("%", "%25", StringComparison.Ordinal).Replace("?", "%3f", StringComparison.Ordinal)
            .Replace("#", "%23", StringComparison.Ordinal) + "?immutable=1";
        // Not kept for later: it goes on to show what it saw first.
        var settings = Settings(uri, readOnly: true);
        settings.Pooling = false;
        return new SqliteSession(path, settings, TimeSpan.Zero);
    }

    /// <summary>Closes the connections to a file that nobody uses now, and the others when they come back.</summary>
    public static void CloseIdle(string path, bool readOnly)
    {
        using var any = new SqliteConnection(Settings(path, readOnly).ConnectionString);
        SqliteConnection.ClearPool(any);
    }

    /// <summary>Runs statements that give no rows; how many rows they changed.</summary>
    public int Execute(string sql, params object[] values)
    {
        var command = Command(sql, values);
        return Guard(command.ExecuteNonQuery);
    }

    /// <summary>The rows of a statement, read one after the other as they are asked for.</summary>
    public IEnumerable<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params object[] values)
    {
        var command = Command(sql, values);
        using var rows = Guard(command.ExecuteReader);
        Func<bool> next = rows.Read;
        while (Guard(next)) yield return read(rows);
    }

    /// <summary>The number that a statement gives in its first row; 0 without one.</summary>
    public long Number(string sql, params object[] values) => Query(sql, row => row.GetInt64(0), values).FirstOrDefault();

    /// <summary>The text that a statement gives in its first row; empty without one.</summary>
    public string Text(string sql) => Query(sql, row => row.Text(0)).FirstOrDefault() ?? "";

    /// <summary>Does the work as one whole: all of it is stored, or nothing when it throws.</summary>
    /// <param name="begin"><c>BEGIN</c> for one consistent view, <c>BEGIN IMMEDIATE</c> to write.</param>
    /// <param name="work">The work.</param>
    public T Whole<T>(string begin, Func<SqliteSession, T> work)
    {
        Execute(begin);
        try
        {
            var result = work(this);
            Execute("COMMIT");
            return result;
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    /// <summary>Ends a transaction, if there is one: some errors have ended it already.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0) raw.sqlite3_exec(_connection.Handle, "ROLLBACK");
    }

    public void Dispose()
    {
        if (_connection.State == ConnectionState.Open) Rollback();
        _connection.Dispose();
    }

    // With the least time limit of the library's own waiting, which comes after SQLite's; 0 would be for ever.
    private static SqliteConnectionStringBuilder Settings(string source, bool readOnly) => new()
    {
        DataSource = source,
        Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite,
        DefaultTimeout = 1,
    };

    /// <summary>The command, compiled once for the session.</summary>
    private SqliteCommand Command(string sql, object[] values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            _commands[sql] = command = _connection.CreateCommand();
            command.CommandText = sql;
        }
        command.Parameters.Clear();
        for (var index = 0; index < values.Length; index++) command.Parameters.AddWithValue($"?{index + 1}", SqliteColumns.Parameter(values[index]));
        return command;
    }

    private T Guard<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (SqliteException failure)
        {
            throw StateErrors.FromSqlite(failure, Path);
        }
    }
}
