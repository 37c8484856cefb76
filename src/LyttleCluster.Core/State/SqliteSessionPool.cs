using System.Collections.Concurrent;

namespace LyttleCluster.Core.State;

/// <summary>Sessions for readers: each is used by one reader at a time and kept for the next.</summary>
internal sealed class SqliteSessionPool(Func<SqliteSession> open) : IDisposable
{
    private const int Kept = 4;

    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private volatile bool _disposed;

    /// <summary>A session; give it back with <see cref="Return"/>.</summary>
    public SqliteSession Rent()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _idle.TryTake(out var session) ? session : open();
    }

    /// <summary>Takes a session back.</summary>
    public void Return(SqliteSession session)
    {
        // An immutable one would go on to show what it saw first.
        if (_disposed || session.Immutable || _idle.Count >= Kept) session.Dispose();
        else _idle.Add(session);
        if (_disposed) Clear();
    }

    /// <summary>Reads with a session of the pool.</summary>
    public T Read<T>(Func<SqliteSession, T> read)
    {
        var session = Rent();
        try
        {
            return read(session);
        }
        finally
        {
            Return(session);
        }
    }

    /// <summary>Closes the sessions that nobody uses now.</summary>
    public void Clear()
    {
        while (_idle.TryTake(out var session)) session.Dispose();
    }

    public void Dispose()
    {
        _disposed = true;
        Clear();
    }
}
