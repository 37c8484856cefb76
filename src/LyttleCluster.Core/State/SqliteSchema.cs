namespace LyttleCluster.Core.State;

/// <summary>
/// What a database file holds, as the steps that lead there; <c>user_version</c> counts the steps a file has seen.
/// A step is never changed once it was released: a new one is added behind it.
/// </summary>
/// <param name="applicationId">The mark in the file's header by which one of ours is known.</param>
/// <param name="steps">SQL; step n makes format n.</param>
internal sealed class SqliteSchema(int applicationId, params IReadOnlyList<string> steps)
{
    /// <summary>The format that this program works with.</summary>
    public int Version => steps.Count;

    /// <summary>Brings the file to <see cref="Version"/>, after a copy of it when it had an older one.</summary>
    public void Ensure(SqliteSession session, TimeProvider time)
    {
        var found = Check(session);
        if (found == Version) return;
        if (session.IsReadOnly) throw found == 0 ? StateErrors.ReadOnly(session.Path) : StateErrors.UpgradeNeeded(session.Path, found, Version);
        if (found == 0) UseWriteAheadLog(session);
        session.Whole("BEGIN EXCLUSIVE", _ => Upgrade(session, time));
    }

    /// <summary>The format of the file; throws when it is not ours, or from a newer version.</summary>
    private int Check(SqliteSession session)
    {
        var found = (int)session.Number("PRAGMA user_version");
        var mark = session.Number("PRAGMA application_id");
        var empty = found == 0 && mark == 0 && session.Number("SELECT count(*) FROM sqlite_master") == 0;
        if (mark != applicationId && !empty) throw StateErrors.Foreign(session.Path);
        return found <= Version ? found : throw StateErrors.FromNewerVersion(session.Path, found, Version);
    }

    private bool Upgrade(SqliteSession session, TimeProvider time)
    {
        // Another process may have done it while this one waited for the lock.
        var found = Check(session);
        if (found == Version) return false;
        if (found > 0) Copy(session.Path, $"{session.Path}.v{found}-{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}.bak");
        for (var step = found; step < Version; step++) session.Execute(steps[step]);
        session.Execute($"PRAGMA application_id = {applicationId}; PRAGMA user_version = {Version};");
        return true;
    }

    /// <summary>Copies what is committed. Readers go on in WAL while another session holds the lock.</summary>
    private static void Copy(string path, string backup)
    {
        SqliteFile.CreateEmpty(backup);
        using var reader = SqliteSession.Open(path, readOnly: false, TimeSpan.FromSeconds(10));
        reader.Execute("VACUUM INTO ?1", backup);
    }

    // The mode is written into the file, so it is set once; it cannot be set inside a transaction.
    private static void UseWriteAheadLog(SqliteSession session)
    {
        if (session.Text("PRAGMA journal_mode = WAL") != "wal")
            throw StateErrors.Failed(session.Path, "its file system does not support SQLite's write-ahead log");
    }
}
