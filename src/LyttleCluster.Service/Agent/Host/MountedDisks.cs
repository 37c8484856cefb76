using System.Text;

namespace LyttleCluster.Service.Agent.Host;

/// <summary>Which mounts are local disks. A network file system is left out: looking at one whose server is away hangs for ever.</summary>
internal static class MountedDisks
{
    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "reiserfs", "bcachefs", "vfat", "exfat", "ntfs", "ntfs3", "fuseblk",
    };

    /// <summary>The paths from /proc/self/mounts: one a device, the shortest; the root whatever it is.</summary>
    public static IReadOnlyList<string> Paths(string mounts) =>
    [
        .. mounts.Split('\n')
            .Select(line => line.Split(' '))
            .Where(fields => fields.Length >= 3 && (Types.Contains(fields[2]) || fields[1] == "/"))
            .Select(fields => (Device: fields[0], Path: Unescaped(fields[1])))
            .GroupBy(mount => mount.Device)
            .Select(device => device.MinBy(mount => mount.Path.Length).Path)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Blanks, tabs, line ends and backslashes are written as three octal digits (getmntent(3)).</summary>
    private static string Unescaped(string path)
    {
        if (!path.Contains('\\')) return path;
        var result = new StringBuilder(path.Length);
        for (var i = 0; i < path.Length; i++)
        {
            var isEscape = path[i] == '\\' && i + 3 < path.Length && path.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0;
            result.Append(isEscape ? (char)Convert.ToInt32(path.Substring(i + 1, 3), 8) : path[i]);
            if (isEscape) i += 3;
        }

        return result.ToString();
    }
}
