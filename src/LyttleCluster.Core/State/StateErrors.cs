using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LyttleCluster.Core.State;

/// <summary>Every way in which a state or history file can fail, in the operator's words.</summary>
internal static class StateErrors
{
    public const string DamagedId = "StateDamaged";
    public const string ReadOnlyId = "StateReadOnly";
    public const string WatchTooOldId = "StateWatchTooOld";

    public static ClusterException Locked(string path, string? holder) => Of(
        "StateLocked", ClusterErrorCategory.ResourceBusy, path,
        $"'{path}' is locked by {holder ?? "another process"}, and stayed so for the whole waiting time.",
        "Wait until that process is done, or end it, then try again.");

    public static ClusterException OnNetworkFileSystem(string path, string fileSystem) => Of(
        "StateOnNetworkFileSystem", ClusterErrorCategory.InvalidArgument, path,
        $"'{path}' lies on a network file system ({fileSystem}), whose locks do not keep a database whole.",
        "Keep the state on a local disk: give another -Path, or set LYTTLECLUSTER_STATE to a local file.");

    public static ClusterException FromNewerVersion(string path, long found, long known) => Of(
        "StateFromNewerVersion", ClusterErrorCategory.InvalidOperation, path,
        $"'{path}' was written by a newer LyttleCluster: its format is {found}, this one knows formats up to {known}.",
        "Update LyttleCluster on this machine, or use another state file. Nothing was changed.");

    public static ClusterException UpgradeNeeded(string path, long found, long known) => Of(
        "StateUpgradeNeeded", ClusterErrorCategory.InvalidOperation, path,
        $"'{path}' has the older format {found}, this LyttleCluster works with {known}, and it was opened read-only.",
        "Open it once without read-only; it is copied and brought up to date then.");

    public static ClusterException Damaged(string path, string detail) => Of(
        DamagedId, ClusterErrorCategory.InvalidData, path,
        $"'{path}' is damaged or is no state file: {detail}.",
        "Nothing was changed. Keep a copy of the file with its -wal file, then restore a backup, or try 'sqlite3 FILE .recover'.");

    public static ClusterException Foreign(string path) => Of(
        "StateForeign", ClusterErrorCategory.InvalidArgument, path,
        $"'{path}' is a database of another program, or of another kind.",
        "Give the path of a LyttleCluster state file, or of a file that does not exist yet. Nothing was changed.");

    public static ClusterException ReadOnly(string path) => Of(
        ReadOnlyId, ClusterErrorCategory.WriteError, path,
        $"'{path}' can only be read: it was opened read-only, or the file, its folder or its disk is.",
        "Make the file and its folder writable for this user, or give the path of one that is.");

    public static ClusterException DiskFull(string path) => Of(
        "StateDiskFull", ClusterErrorCategory.WriteError, path,
        $"'{path}' could not be written: its disk is full.",
        "Free space on that disk and try again. What was stored before is still there; this change was not made.");

    public static ClusterException AccessDenied(string path) => Of(
        "StateAccessDenied", ClusterErrorCategory.PermissionDenied, path,
        $"'{path}' may not be opened by this user ({Environment.UserName}).",
        "Give this user the right to read and write the file and its folder, or use another state file.");

    public static ClusterException NotFound(string path) => Of(
        "StateNotFound", ClusterErrorCategory.ObjectNotFound, path,
        $"'{path}' does not exist.",
        "Check the path. A new file is made when it is opened for writing; one that was there until now must be restored from a backup.");

    public static ClusterException NotAFile(string path) => Of(
        "StateNotAFile", ClusterErrorCategory.InvalidArgument, path,
        $"'{path}' is a folder, or lies below something that is no folder.",
        "Give the path of a file, e.g. state.db in that folder.");

    public static ClusterException Failed(string path, string detail) => Of(
        "StateFailed", ClusterErrorCategory.WriteError, path,
        $"'{path}' could not be read or written: {detail}.",
        "Look at the disk and the system's log, then try again.");

    public static ClusterException WatchTooOld(string path) => Of(
        WatchTooOldId, ClusterErrorCategory.InvalidOperation, path,
        $"The changes asked for are not known to '{path}': they are too old, or it was put back to an earlier state.",
        "List the documents again and watch from the newest revision seen there.");

    public static ClusterException Unreadable(DocumentKey key, string detail) => Of(
        "StateDocumentUnreadable", ClusterErrorCategory.InvalidData, key.ToString(),
        $"The stored document '{key}' cannot be read: {detail}",
        "Restore the state from a backup, or update LyttleCluster if a newer version wrote it.");

    public static ClusterException EngineMissing(string detail) => new(
        "SqliteMissing", ClusterErrorCategory.ResourceUnavailable,
        $"No SQLite library could be loaded: {detail}.",
        "Install the system's SQLite (Debian: apt install libsqlite3-0), or use a LyttleCluster built for this platform.");

    /// <summary>What an error of SQLite means to the operator.</summary>
    public static ClusterException FromSqlite(SqliteException failure, string path) => failure.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => Locked(path, LockHolder.Find(path)),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => Damaged(path, failure.Message.TrimEnd('.')),
        raw.SQLITE_READONLY => ReadOnly(path),
        raw.SQLITE_FULL => DiskFull(path),
        raw.SQLITE_CANTOPEN when Directory.Exists(path) => NotAFile(path),
        raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH => NoSpace(path) ? DiskFull(path) : AccessDenied(path),
        // SQLite reports a full disk as an I/O error where it grows its shared memory file.
        raw.SQLITE_IOERR when NoSpace(path) => DiskFull(path),
        _ => Failed(path, failure.Message.TrimEnd('.')),
    };

    /// <summary>What an error of the file system means to the operator.</summary>
    public static ClusterException FromFileSystem(Exception exception, string path) => exception switch
    {
        UnauthorizedAccessException => AccessDenied(path),
        IOException { HResult: Enospc or Edquot or DiskFullOnWindows } => DiskFull(path),
        IOException { HResult: Erofs or WriteProtectedOnWindows } => ReadOnly(path),
        IOException { HResult: Enotdir or Eexist } => NotAFile(path),
        _ => Failed(path, exception.Message),
    };

    // .NET keeps errno in HResult on Unix, and the HRESULT of the Win32 error on Windows.
    private const int Eexist = 17, Enotdir = 20, Enospc = 28, Erofs = 30, Edquot = 122;
    private const int DiskFullOnWindows = unchecked((int)0x80070070), WriteProtectedOnWindows = unchecked((int)0x80070013);

    private static bool NoSpace(string path)
    {
        try
        {
            return Path.GetDirectoryName(path) is { } folder && new DriveInfo(folder).AvailableFreeSpace < 64 * 1024;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    private static ClusterException Of(string id, ClusterErrorCategory category, string target, string message, string remedy) =>
        new(id, category, message, remedy) { TargetName = target };
}
