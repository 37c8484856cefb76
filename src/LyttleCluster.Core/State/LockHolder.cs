namespace LyttleCluster.Core.State;

/// <summary>
/// Finds the process that holds a database for writing. Linux only. It never opens the file: closing a descriptor would
/// drop every POSIX lock that this process has on it.
/// </summary>
internal static class LockHolder
{
    /// <summary>The write lock of WAL: this byte of the shared memory file (sqlite.org/walformat.html, "WAL-Index File Format").</summary>
    private const long WalWriteLock = 120;

    /// <summary>The holder as <c>process name (PID)</c>; null when it cannot be known.</summary>
    public static string? Find(string path)
    {
        try
        {
            if (!OperatingSystem.IsLinux()) return null;
            var inode = InodeOf(path + "-shm", File.ReadLines("/proc/self/maps"));
            return inode is null ? null : FindProcess(inode, File.ReadLines("/proc/locks")) is { } pid ? Describe(pid) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The inode of a file that this process has mapped, from lines of <c>/proc/self/maps</c>.</summary>
    internal static string? InodeOf(string mappedFile, IEnumerable<string> maps)
    {
        // 7f12-7f13 rw-s 00000000 08:01 1835 /path/with spaces
        foreach (var line in maps)
        {
            if (!line.EndsWith(mappedFile, StringComparison.Ordinal)) continue;
            var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (fields.Length == 6 && fields[5] == mappedFile) return fields[4];
        }
        return null;
    }

    /// <summary>The process that has the write lock on that inode, from lines of <c>/proc/locks</c>.</summary>
    internal static int? FindProcess(string inode, IEnumerable<string> locks)
    {
        // 1: POSIX  ADVISORY  WRITE 4242 08:01:1835 120 120
        foreach (var line in locks)
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 8 || fields[3] != "WRITE" || !fields[5].EndsWith(":" + inode, StringComparison.Ordinal)) continue;
            if (!long.TryParse(fields[6], out var first) || first > WalWriteLock) continue;
            if (fields[7] != "EOF" && (!long.TryParse(fields[7], out var last) || last < WalWriteLock)) continue;
            if (int.TryParse(fields[4], out var pid) && pid > 0) return pid;
        }
        return null;
    }

    private static string Describe(int pid)
    {
        if (pid == Environment.ProcessId) return "this process";
        var name = $"/proc/{pid}/comm";
        return File.Exists(name) ? $"{File.ReadAllText(name).Trim()} (process {pid})" : $"process {pid}";
    }
}
