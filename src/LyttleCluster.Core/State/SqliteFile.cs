namespace LyttleCluster.Core.State;

/// <summary>A database file of ours and the rules by which it is opened.</summary>
/// <param name="Path">The file, as a full path.</param>
/// <param name="Schema">What it holds.</param>
/// <param name="ReadOnly">Whether nothing may be written.</param>
/// <param name="BusyTimeout">How long a statement waits for another process.</param>
/// <param name="Time">Names the copies made before an upgrade.</param>
internal sealed record SqliteFile(string Path, SqliteSchema Schema, bool ReadOnly, TimeSpan BusyTimeout, TimeProvider Time)
{
    /// <summary>Whether the file is made when it is not there.</summary>
    public bool Create { get; init; } = !ReadOnly;

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Opens the file, making it (0600) and its folder (0700) first where they do not exist.</summary>
    public SqliteSession Open()
    {
        Prepare();
        var session = SqliteSession.Open(Path, ReadOnly, BusyTimeout);
        try
        {
            Schema.Ensure(session, Time);
            return session;
        }
        catch (ClusterException failure) when (CanOnlyBeRead(session, failure))
        {
            session.Dispose();
            return OpenImmutable();
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Closes what is kept open for the next session.</summary>
    public void CloseIdle() => SqliteSession.CloseIdle(Path, ReadOnly);

    /// <summary>Makes an empty file that only its owner can read; leaves one that is there.</summary>
    public static void CreateEmpty(string path)
    {
        // Never opens one that exists: closing it again would drop every POSIX lock this process has on it.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Private;
        try
        {
            using var file = new FileStream(path, options);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StateErrors.FromFileSystem(exception, path);
        }
    }

    private void Prepare()
    {
        if (NetworkFileSystems.Find(Path) is { } fileSystem) throw StateErrors.OnNetworkFileSystem(Path, fileSystem);
        if (File.Exists(Path)) return;
        if (Directory.Exists(Path)) throw StateErrors.NotAFile(Path);
        if (!Create) throw StateErrors.NotFound(Path);
        CreateFolder(System.IO.Path.GetDirectoryName(Path)!);
        CreateEmpty(Path);
    }

    private void CreateFolder(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, Private | UnixFileMode.UserExecute);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StateErrors.FromFileSystem(exception, Path);
        }
    }

    // To read in WAL mode SQLite makes two files beside the database; where it cannot and none are left, nobody writes either.
    private bool CanOnlyBeRead(SqliteSession session, ClusterException failure) =>
        (session.IsReadOnly || failure.ErrorId == StateErrors.ReadOnlyId) && !File.Exists(Path + "-wal") && !File.Exists(Path + "-shm");

    private SqliteSession OpenImmutable()
    {
        var session = SqliteSession.OpenImmutable(Path);
        try
        {
            Schema.Ensure(session, Time);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
