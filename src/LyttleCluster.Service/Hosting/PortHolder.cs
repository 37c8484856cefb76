using System.Globalization;

namespace LyttleCluster.Service.Hosting;

/// <summary>Finds out which process listens on a port, from Linux' /proc.</summary>
internal static class PortHolder
{
    private const string Listening = "0A";
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>E.g. <c>nginx (process 4711)</c>; null when that cannot be seen.</summary>
    public static string? Find(int port)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var sockets = Tables
            .Where(File.Exists)
            .SelectMany(file => ListeningInodes(File.ReadAllText(file), port))
            .Select(inode => $"socket:[{inode}]")
            .ToHashSet(StringComparer.Ordinal);
        return sockets.Count == 0 ? null : Directory.EnumerateDirectories("/proc")
            .Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]) && Holds(folder, sockets))
            .Select(NameOf)
            .FirstOrDefault();
    }

    /// <summary>The inodes of the sockets that listen on the port, from /proc/net/tcp or tcp6.</summary>
    internal static IEnumerable<string> ListeningInodes(string table, int port)
    {
        var ending = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return table.Split('\n').Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[3] == Listening && fields[1].EndsWith(ending, StringComparison.Ordinal))
            .Select(fields => fields[9]);
    }

    private static bool Holds(string process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(process, "fd")).Any(descriptor => new FileInfo(descriptor).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string NameOf(string process)
    {
        try
        {
            return $"{File.ReadAllText(Path.Combine(process, "comm")).Trim()} (process {Path.GetFileName(process)})";
        }
        catch (IOException)
        {
            return $"process {Path.GetFileName(process)}";
        }
    }
}
