using System.Text.RegularExpressions;

namespace LyttleCluster.Core.State;

/// <summary>Tells whether a path lies on a file system of another machine, where SQLite's locks and shared memory fail.</summary>
internal static partial class NetworkFileSystems
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
        foreach (var line in mountInfo.AsSpan().EnumerateLines())
        {
            if (ReadMount(line) is not var (mountPoint, fileSystem) || !Holds(mountPoint, realPath)) continue;
            // Of two mounts on one point the later one is seen.
            if (mountPoint.Length < longest) continue;
            (longest, type) = (mountPoint.Length, fileSystem);
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

    // "36 35 98:0 /root /mount/point rw,noatime master:1 - ext4 /dev/root rw": the optional fields end with a lone hyphen.
    private static (string MountPoint, string Type)? ReadMount(ReadOnlySpan<char> line)
    {
        var fields = line.ToString().Split(' ');
        var end = Array.IndexOf(fields, "-");
        return end < 6 || end + 1 >= fields.Length ? null : (Unescape(fields[4]), fields[end + 1]);
    }

    private static bool Holds(string mountPoint, string path) =>
        mountPoint == "/" || path == mountPoint ||
        (path.StartsWith(mountPoint, StringComparison.Ordinal) && path[mountPoint.Length] == '/');

    // Space, tab, newline and backslash are written as three octal digits.
    private static string Unescape(string field) =>
        field.Contains('\\', StringComparison.Ordinal)
            ? Octal().Replace(field, match => ((char)Convert.ToInt32(match.Groups[1].Value, 8)).ToString())
            : field;

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

    [GeneratedRegex(@"\\([0-7]{3})")]
    private static partial Regex Octal();
}
