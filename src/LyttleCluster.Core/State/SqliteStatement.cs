using System.Text;
using SQLitePCL;

namespace LyttleCluster.Core.State;

/// <summary>A compiled statement of a session. Parameters count from 1 and columns from 0, as SQLite counts them.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteSession _session;
    private readonly sqlite3_stmt _handle;

    internal SqliteStatement(SqliteSession session, sqlite3_stmt handle) => (_session, _handle) = (session, handle);

    public SqliteStatement Bind(int parameter, long value)
    {
        _session.Check(raw.sqlite3_bind_int64(_handle, parameter, value));
        return this;
    }

    public SqliteStatement Bind(int parameter, string value)
    {
        // With its length: a text that ends at its first NUL would find another document. Spans that are empty would bind NULL.
        _session.Check(value.Length == 0
            ? raw.sqlite3_bind_text(_handle, parameter, "")
            : raw.sqlite3_bind_text(_handle, parameter, Encoding.UTF8.GetBytes(value).AsSpan()));
        return this;
    }

    public SqliteStatement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        _session.Check(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_handle, parameter, 0)
            : raw.sqlite3_bind_blob(_handle, parameter, value));
        return this;
    }

    /// <summary>Goes to the next row; false when there is none (more).</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_handle);
        if (code == raw.SQLITE_ROW) return true;
        _session.Check(code);
        return false;
    }

    public long Number(int column) => raw.sqlite3_column_int64(_handle, column);

    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_handle, column));

    /// <summary>A column's bytes, valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_handle, column);

    /// <summary>Makes it ready for the next use.</summary>
    public void Dispose()
    {
        // The code repeats the error of the last step, which was reported there.
        _ = raw.sqlite3_reset(_handle);
        _ = raw.sqlite3_clear_bindings(_handle);
    }

    internal void Close() => _handle.Dispose();
}
