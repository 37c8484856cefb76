using System.Globalization;
using System.Runtime.InteropServices;

namespace LyttleCluster.TestPeers;

/// <summary>Reads /proc and sends signals by number, always to one process that we know.</summary>
internal static class ProcessTable
{
    public const int Hangup = 1;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>False when the process is gone already.</summary>
    public static bool Signal(int pid, int signal) => NativeKill(pid, signal) == 0;

    /// <summary>Tells a process from a later one that got the same number.</summary>
    public static string Identity(int pid) => $"{pid} {StatFields(pid).ElementAtOrDefault(19)}";

    public static bool IsAlive(string identity) =>
        int.TryParse(identity.Split(' ')[0], CultureInfo.InvariantCulture, out var pid) && IsAlive(pid) && Identity(pid) == identity;

    /// <summary>A zombie that nobody collects is dead.</summary>
    public static bool IsAlive(int pid) => StatFields(pid) is [not "Z", ..];

    /// <summary>Every process whose command line names the text, with all their descendants, children last.</summary>
    public static IReadOnlyList<int> NamingWithDescendants(string text)
    {
        var all = Pids().Where(pid => pid != Environment.ProcessId).ToArray();
        var parents = all.ToDictionary(pid => pid, ParentOf);
        var found = all.Where(pid => CommandLine(pid).Contains(text, StringComparison.Ordinal)).ToList();
        for (var next = 0; next < found.Count; next++)
            found.AddRange(all.Where(pid => parents[pid] == found[next] && !found.Contains(pid)));
        return found;
    }

    /// <summary>The children that are alive.</summary>
    public static IReadOnlyList<int> ChildrenOf(int parent) => [.. Pids().Where(pid => ParentOf(pid) == parent && IsAlive(pid)).Order()];

    /// <summary>The command line, which nginx writes its title into.</summary>
    public static string Title(int pid) => CommandLine(pid).TrimEnd();

    /// <summary>The memory of a process that no file stands behind; 0 when it is gone.</summary>
    public static long AnonymousKilobytes(int pid) => StatusKilobytes(pid, "RssAnon:");

    /// <summary>All memory of a process that is in use; 0 when it is gone.</summary>
    public static long ResidentKilobytes(int pid) => StatusKilobytes(pid, "VmRSS:");

    /// <summary>How long processors have worked for a process and for its children that have ended; to 10 ms.</summary>
    public static TimeSpan ProcessorTime(int pid) =>
        TimeSpan.FromMilliseconds(10 * StatFields(pid).Skip(11).Take(4).Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)));

    /// <summary>Whether a signal was sent that the process has not taken yet (ShdPnd of proc(5), status).</summary>
    public static bool IsPending(int pid, int signal) => ReadOrEmpty($"/proc/{pid}/status").Split('\n')
        .Where(line => line.StartsWith("ShdPnd:", StringComparison.Ordinal))
        .Any(line => (ulong.Parse(line.AsSpan("ShdPnd:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> (signal - 1) & 1) != 0);

    private static long StatusKilobytes(int pid, string field) => ReadOrEmpty($"/proc/{pid}/status").Split('\n')
        .Where(line => line.StartsWith(field, StringComparison.Ordinal))
        .Select(line => long.Parse(line.AsSpan(field.Length).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture))
        .FirstOrDefault();

    private static IEnumerable<int> Pids() =>
        Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0);

    private static int ParentOf(int pid) =>
        int.TryParse(StatFields(pid).ElementAtOrDefault(1), CultureInfo.InvariantCulture, out var parent) ? parent : 0;

    private static string CommandLine(int pid) => ReadOrEmpty($"/proc/{pid}/cmdline").Replace('\0', ' ');

    /// <summary>The fields of /proc/PID/stat behind the name, which may hold blanks: state, parent, … start time as number 19.</summary>
    private static string[] StatFields(int pid)
    {
        var stat = ReadOrEmpty($"/proc/{pid}/stat");
        var end = stat.LastIndexOf(')');
        return end < 0 ? [] : stat[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string ReadOrEmpty(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int pid, int signal);
}
