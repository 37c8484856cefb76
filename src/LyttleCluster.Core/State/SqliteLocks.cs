namespace LyttleCluster.Core.State;

/// <summary>The leased locks of a state file. Each method runs inside a transaction of its caller.</summary>
internal static class SqliteLocks
{
    /// <summary>Takes a lock that is free or lapsed, or tells who holds it.</summary>
    public static LockResult Take(SqliteSession session, string name, string owner, DateTimeOffset now, TimeSpan lease)
    {
        if (Find(session, name) is { } other && other.ExpiresAt > now) return new LockResult(false, other);
        var taken = new ClusterLock
        {
            Name = name,
            Owner = owner,
            AcquiredAt = now.ToUniversalTime(),
            ExpiresAt = (now + lease).ToUniversalTime(),
            FencingToken = SqliteDocuments.NextCounter(session, "token"),
        };
        using var put = session.Prepare("INSERT OR REPLACE INTO locks (name, owner, acquired, expires, token) VALUES (?1, ?2, ?3, ?4, ?5)")
            .Bind(1, name).Bind(2, owner).Bind(3, taken.AcquiredAt.UtcTicks).Bind(4, taken.ExpiresAt.UtcTicks).Bind(5, taken.FencingToken);
        put.Step();
        return new LockResult(true, taken);
    }

    /// <summary>Prolongs a lock, unless it was broken or taken over.</summary>
    public static bool Renew(SqliteSession session, ClusterLock held, DateTimeOffset expiresAt)
    {
        using var renew = session.Prepare("UPDATE locks SET expires = ?3 WHERE name = ?1 AND token = ?2")
            .Bind(1, held.Name).Bind(2, held.FencingToken).Bind(3, expiresAt.UtcTicks);
        renew.Step();
        return session.Changes == 1;
    }

    /// <summary>Gives a lock back, unless somebody else has it.</summary>
    public static bool Release(SqliteSession session, ClusterLock held)
    {
        using var release = session.Prepare("DELETE FROM locks WHERE name = ?1 AND token = ?2").Bind(1, held.Name).Bind(2, held.FencingToken);
        release.Step();
        return session.Changes == 1;
    }

    /// <summary>Whether nobody else has taken or broken the lock. Lapsed alone is no loss: nobody can have acted under it.</summary>
    public static bool IsHeld(SqliteSession session, ClusterLock held) => Find(session, held.Name)?.FencingToken == held.FencingToken;

    /// <summary>All locks.</summary>
    public static List<ClusterLock> List(SqliteSession session)
    {
        using var query = session.Prepare("SELECT name, owner, acquired, expires, token FROM locks ORDER BY name");
        var found = new List<ClusterLock>();
        while (query.Step()) found.Add(Read(query));
        return found;
    }

    private static ClusterLock? Find(SqliteSession session, string name)
    {
        using var query = session.Prepare("SELECT name, owner, acquired, expires, token FROM locks WHERE name = ?1").Bind(1, name);
        return query.Step() ? Read(query) : null;
    }

    private static ClusterLock Read(SqliteStatement row) => new()
    {
        Name = row.Text(0),
        Owner = row.Text(1),
        AcquiredAt = new DateTimeOffset(row.Number(2), TimeSpan.Zero),
        ExpiresAt = new DateTimeOffset(row.Number(3), TimeSpan.Zero),
        FencingToken = row.Number(4),
    };
}
