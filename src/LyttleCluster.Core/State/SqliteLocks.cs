using Microsoft.Data.Sqlite;

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
        session.Execute(
            "INSERT OR REPLACE INTO locks (name, owner, acquired, expires, token) VALUES (CAST(?1 AS TEXT), CAST(?2 AS TEXT), ?3, ?4, ?5)",
            name, owner, taken.AcquiredAt.UtcTicks, taken.ExpiresAt.UtcTicks, taken.FencingToken);
        return new LockResult(true, taken);
    }

    /// <summary>Prolongs a lock, unless it was broken or taken over.</summary>
    public static bool Renew(SqliteSession session, ClusterLock held, DateTimeOffset expiresAt) =>
        session.Execute("UPDATE locks SET expires = ?3 WHERE name = CAST(?1 AS TEXT) AND token = ?2", held.Name, held.FencingToken, expiresAt.UtcTicks) == 1;

    /// <summary>Gives a lock back, unless somebody else has it.</summary>
    public static bool Release(SqliteSession session, ClusterLock held) =>
        session.Execute("DELETE FROM locks WHERE name = CAST(?1 AS TEXT) AND token = ?2", held.Name, held.FencingToken) == 1;

    /// <summary>Whether nobody else has taken or broken the lock. Lapsed alone is no loss: nobody can have acted under it.</summary>
    public static bool IsHeld(SqliteSession session, ClusterLock held) => Find(session, held.Name)?.FencingToken == held.FencingToken;

    /// <summary>All locks.</summary>
    public static List<ClusterLock> List(SqliteSession session) =>
        session.Query("SELECT name, owner, acquired, expires, token FROM locks ORDER BY name", Read).ToList();

    private static ClusterLock? Find(SqliteSession session, string name) =>
        session.Query("SELECT name, owner, acquired, expires, token FROM locks WHERE name = CAST(?1 AS TEXT)", Read, name).FirstOrDefault();

    private static ClusterLock Read(SqliteDataReader row) => new()
    {
        Name = row.Text(0),
        Owner = row.Text(1),
        AcquiredAt = new DateTimeOffset(row.GetInt64(2), TimeSpan.Zero),
        ExpiresAt = new DateTimeOffset(row.GetInt64(3), TimeSpan.Zero),
        FencingToken = row.GetInt64(4),
    };
}
