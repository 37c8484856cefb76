namespace LyttleCluster.Core.State;

/// <summary>Tells whether a path lies on a file system of another machine, where SQLite's locks and shared memory fail.</summary>
internal static class NetworkFileSystems
{
    // Types as in /proc/self/mountinfo. 9p and drvfs are Windows drives seen from WSL; vboxsf and vmhgfs are host folders seen from a VM.
    private static readonly HashSet<string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "v9fs", "drvfs", "afs", "ncpfs", "ceph", "glusterfs", "lustre", "beegfs", "davfs",
        "vboxsf", "fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.s3fs", "fuse.rclone", "fuse.davfs", "fuse.vmhgfs-fuse",
    };

    /// <summary>The network file system that holds the path; null when it is local, or cannot be known.</summary>
    public static string? Find(string path)
    {
        if (OperatingSystem.IsWindows()) return FindOnWindows(path);
        return OperatingSystem.IsLinux() ? FindInMounts(RealPath(path), File.ReadAllText("/proc/self/mountinfo")) : null;
    }

    /// <summary>The same from the text of a mount table, as <c>proc(5)</c> describes <c>/proc/[pid]/mountinfo</c>.</summary>
    public static string? FindInMounts(string realPath, string mountInfo)
    {
        string? type = null;
        var longest = 0;
        foreach (var line in mountInfo.Split('\n'))
        {
            // "36 35 98:0 /root /mount/point rw,noatime master:1 - ext4 /dev/root rw": the optional fields end with a lone hyphen.
            var fields = line.Split(' ');
            var end = Array.IndexOf(fields, "-");
            if (end < 6 || end + 1 >= fields.Length) continue;
            var mountPoint = Unescape(fields[4]);
            // Of two mounts on one point the later one is seen.
            if (mountPoint.Length < longest || !Holds(mountPoint, realPath)) continue;
            (longest, type) = (mountPoint.Length, fields[end + 1]);
        }
        return type is not null && Types.Contains(type) ? type : null;
    }

    /// <summary>A UNC path, or a drive letter that stands for one.</summary>
    private static string? FindOnWindows(string path) =>
        FindUnc(path) ?? (Path.GetPathRoot(path) is { Length: > 0 } root && new DriveInfo(root).DriveType == DriveType.Network ? "SMB" : null);

    /// <summary>Whether a Windows path names a share itself.</summary>
    internal static string? FindUnc(string path)
    {
        if (path.StartsWith(@"\\?\UNC\", StringComparison.OrdinalIgnoreCase)) return "SMB";
        return path is ['\\', '\\', not ('?' or '.'), ..] ? "SMB" : null;
    }

    private static bool Holds(string mountPoint, string path) =>
        mountPoint == "/" || path == mountPoint ||
        (path.StartsWith(mountPoint, StringComparison.Ordinal) && path[mountPoint.Length] == '/');

    // Space, tab, newline and backslash are written as three octal digits.
    private static string Unescape(string field)
    {
        for (var at = field.IndexOf('\\', StringComparison.Ordinal); at >= 0 && at + 3 < field.Length; at = field.IndexOf('\\', at + 1))
            field = field[..at] + (char)Convert.ToInt32(field.Substring(at + 1, 3), 8) + field[(at + 4)..];
        return field;
    }

    /// <summary>The path with the symbolic links in it followed; parts that do not exist stay as they are.</summary>
    /// <param name="path">A full path.</param>
    /// <param name="links">How many links may still be followed: as many as Linux follows.</param>
    internal static string RealPath(string path, int links = 40)
    {
        var real = "/";
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, part);
            var target = links > 0 ? new FileInfo(next).LinkTarget : null;
            real = target is null ? next : RealPath(Path.GetFullPath(target, real), links - 1);
        }
        return real;
    }
}
