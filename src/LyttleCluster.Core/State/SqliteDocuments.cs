using Microsoft.Data.Sqlite;

namespace LyttleCluster.Core.State;

/// <summary>The documents of a state file. Each method runs inside a transaction of its caller.</summary>
internal static class SqliteDocuments
{
    /// <summary>Does all of the writes if every document is as expected and every lock is still held.</summary>
    public static CommitResult Commit(SqliteSession session, IReadOnlyList<StateWrite> writes, IReadOnlyList<ClusterLock> held)
    {
        foreach (var guard in held)
            if (!SqliteLocks.IsHeld(session, guard)) return new CommitResult(0, null) { LostLock = guard.Name };
        foreach (var write in writes)
            if (write.Expected is { } expected && RevisionOf(session, write.Key) != expected) return new CommitResult(0, write.Key);

        var revision = NextCounter(session, "revision");
        foreach (var write in writes)
        {
            if (write.Body is { } body) Put(session, write.Key, revision, body);
            // One that must not be there is only asserted: another write of the commit may make it.
            else if (write.Expected != 0) Delete(session, write.Key, revision);
        }
        if (writes.Any(write => write.Body is null)) ForgetOldTombstones(session);
        return new CommitResult(revision, null);
    }

    /// <summary>What changed after a revision, in order, and the revision up to which that is known.</summary>
    public static (List<StateChange> Changes, long UpTo) ChangesAfter(SqliteSession session, string kind, long revision)
    {
        var upTo = session.Number("SELECT value FROM counters WHERE name = 'revision'");
        var forgotten = session.Number("SELECT value FROM counters WHERE name = 'forgotten'");
        // From 0 nothing is known that could have been deleted.
        if ((revision > 0 && revision < forgotten) || revision > upTo) throw StateErrors.WatchTooOld(session.Path);

        var changes = session.Query("""
            SELECT name, revision, body FROM documents WHERE kind = ?1 AND revision > ?2
            UNION ALL
            SELECT name, revision, NULL FROM tombstones WHERE revision > ?2 AND kind = ?1
            ORDER BY 2, 1
            """, row => ReadChange(row, kind), kind, revision);
        return (changes.ToList(), upTo);
    }

    /// <summary>Adds one to a counter and gives its new value.</summary>
    public static long NextCounter(SqliteSession session, string name) =>
        session.Number("UPDATE counters SET value = value + 1 WHERE name = ?1 RETURNING value", name);

    private static StateChange ReadChange(SqliteDataReader row, string kind) =>
        new(new DocumentKey(kind, row.Text(0)), row.GetInt64(1), row.IsDBNull(2) ? default(ReadOnlyMemory<byte>?) : row.Bytes(2));

    private static long RevisionOf(SqliteSession session, DocumentKey key) =>
        session.Number("SELECT revision FROM documents WHERE kind = ?1 AND name = CAST(?2 AS TEXT)", key.Kind, key.Name);

    private static void Put(SqliteSession session, DocumentKey key, long revision, ReadOnlyMemory<byte> body)
    {
        session.Execute("""
            INSERT INTO documents (kind, name, revision, body) VALUES (?1, CAST(?2 AS TEXT), ?3, ?4)
            ON CONFLICT (kind, name) DO UPDATE SET revision = excluded.revision, body = excluded.body
            """, key.Kind, key.Name, revision, body.ToArray());
        session.Execute("DELETE FROM tombstones WHERE kind = ?1 AND name = CAST(?2 AS TEXT)", key.Kind, key.Name);
    }

    private static void Delete(SqliteSession session, DocumentKey key, long revision)
    {
        if (session.Execute("DELETE FROM documents WHERE kind = ?1 AND name = CAST(?2 AS TEXT)", key.Kind, key.Name) == 0) return;
        session.Execute("INSERT INTO tombstones (kind, name, revision) VALUES (?1, CAST(?2 AS TEXT), ?3)", key.Kind, key.Name, revision);
    }

    private static void ForgetOldTombstones(SqliteSession session)
    {
        var newestForgotten = session.Number("SELECT revision FROM tombstones ORDER BY revision DESC LIMIT 1 OFFSET ?1", SqliteStateStore.KeptTombstones);
        if (newestForgotten == 0) return;
        session.Execute("DELETE FROM tombstones WHERE revision <= ?1", newestForgotten);
        session.Execute("UPDATE counters SET value = ?1 WHERE name = 'forgotten'", newestForgotten);
    }
}
