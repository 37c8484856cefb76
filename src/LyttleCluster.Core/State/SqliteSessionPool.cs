namespace LyttleCluster.Core.State;

/// <summary>Sessions for readers: each is used by one reader at a time and kept for the next.</summary>
internal sealed class SqliteSessionPool(Func<SqliteSession> open) : IDisposable
{
    private const int Kept = 4;

    private readonly Lock _gate = new();
    private readonly List<SqliteSession> _idle = [];
    private bool _disposed;

    /// <summary>A session; give it back with <see cref="Return"/>.</summary>
    public SqliteSession Rent()
    {
        while (TakeIdle() is { } session)
        {
            if (!session.HasMoved) return session;
            session.Dispose();
        }
        return open();
    }

    /// <summary>Takes a session back.</summary>
    public void Return(SqliteSession session)
    {
        lock (_gate)
        {
            // An immutable one would go on to show what it saw first.
            if (!_disposed && !session.Immutable && _idle.Count < Kept)
            {
                _idle.Add(session);
                return;
            }
        }
        session.Dispose();
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

    private SqliteSession? TakeIdle()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_idle is not [.., var last]) return null;
            _idle.RemoveAt(_idle.Count - 1);
            return last;
        }
    }

    /// <summary>Closes the sessions that nobody uses now; the others when they come back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var session in _idle) session.Dispose();
            _idle.Clear();
        }
    }
}
