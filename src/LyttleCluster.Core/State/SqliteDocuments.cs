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
            if (write.Body is { } body) Put(session, write.Key, revision, body.Span);
            else Delete(session, write.Key, revision);
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

        using var query = session.Prepare("""
            SELECT name, revision, 1, body FROM documents WHERE kind = ?1 AND revision > ?2
            UNION ALL
            SELECT name, revision, 0, NULL FROM tombstones WHERE revision > ?2 AND kind = ?1
            ORDER BY 2, 1
            """).Bind(1, kind).Bind(2, revision);
        var changes = new List<StateChange>();
        while (query.Step())
        {
            var body = query.Number(2) == 1 ? query.Bytes(3).ToArray() : (ReadOnlyMemory<byte>?)null;
            changes.Add(new StateChange(new DocumentKey(kind, query.Text(0)), query.Number(1), body));
        }
        return (changes, upTo);
    }

    /// <summary>Adds one to a counter and gives its new value.</summary>
    public static long NextCounter(SqliteSession session, string name)
    {
        using var update = session.Prepare("UPDATE counters SET value = value + 1 WHERE name = ?1 RETURNING value").Bind(1, name);
        update.Step();
        return update.Number(0);
    }

    private static long RevisionOf(SqliteSession session, DocumentKey key)
    {
        using var query = session.Prepare("SELECT revision FROM documents WHERE kind = ?1 AND name = ?2").Bind(1, key.Kind).Bind(2, key.Name);
        return query.Step() ? query.Number(0) : 0;
    }

    private static void Put(SqliteSession session, DocumentKey key, long revision, ReadOnlySpan<byte> body)
    {
        using var put = session.Prepare("""
            INSERT INTO documents (kind, name, revision, body) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (kind, name) DO UPDATE SET revision = excluded.revision, body = excluded.body
            """).Bind(1, key.Kind).Bind(2, key.Name).Bind(3, revision).Bind(4, body);
        put.Step();
        using var revive = session.Prepare("DELETE FROM tombstones WHERE kind = ?1 AND name = ?2").Bind(1, key.Kind).Bind(2, key.Name);
        revive.Step();
    }

    private static void Delete(SqliteSession session, DocumentKey key, long revision)
    {
        using var delete = session.Prepare("DELETE FROM documents WHERE kind = ?1 AND name = ?2").Bind(1, key.Kind).Bind(2, key.Name);
        delete.Step();
        if (session.Changes == 0) return;
        using var bury = session.Prepare("INSERT INTO tombstones (kind, name, revision) VALUES (?1, ?2, ?3)").Bind(1, key.Kind).Bind(2, key.Name).Bind(3, revision);
        bury.Step();
    }

    private static void ForgetOldTombstones(SqliteSession session)
    {
        using var query = session.Prepare("SELECT revision FROM tombstones ORDER BY revision DESC LIMIT 1 OFFSET ?1").Bind(1, SqliteStateStore.KeptTombstones);
        if (!query.Step()) return;
        var newestForgotten = query.Number(0);
        using var forget = session.Prepare("DELETE FROM tombstones WHERE revision <= ?1").Bind(1, newestForgotten);
        forget.Step();
        using var remember = session.Prepare("UPDATE counters SET value = ?1 WHERE name = 'forgotten'").Bind(1, newestForgotten);
        remember.Step();
    }
}
