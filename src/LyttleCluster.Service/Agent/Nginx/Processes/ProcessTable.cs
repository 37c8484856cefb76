using System.Globalization;
using System.Text;

namespace LyttleCluster.Service.Agent.Nginx.Processes;

/// <summary>The processes of this host, from /proc. Processes come and go while it is read: those that went are left out.</summary>
internal static class ProcessTable
{
    private const string Root = "/proc";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProcessEntry> ReadAll() =>
        [.. Directory.EnumerateDirectories(Root).Select(folder => ToPid(Path.GetFileName(folder))).OfType<int>().Select(Find).OfType<ProcessEntry>()];

    /// <summary>One of them; null when it is not there.</summary>
    public static ProcessEntry? Find(int pid) =>
        Read($"{pid}/stat") is { } stat ? ParseStat(stat, Title(Read($"{pid}/cmdline") ?? "")) : null;

    /// <summary>
    /// The children of a process. The kernel may leave out one when another ends while it writes them down: good for
    /// finding new ones, not for showing that there is none.
    /// </summary>
    public static IReadOnlyList<ProcessEntry> ChildrenOf(int pid) => Read($"{pid}/task/{pid}/children") is { } children
        ? [.. children.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ToPid).OfType<int>().Select(Find).OfType<ProcessEntry>()]
        : [.. ReadAll().Where(entry => entry.ParentPid == pid)]; // a kernel without this file

    /// <summary>What a master is doing.</summary>
    public static MasterActivity ActivityOf(int pid) => Read($"{pid}/status") is { } status ? MasterStatus.Read(status) : MasterActivity.Gone;

    /// <summary>Whether it is not a container's: a process in a process namespace of its own has several numbers.</summary>
    public static bool IsOfThisHost(int pid)
    {
        var numbers = (Read($"{pid}/status") ?? "").Split('\n').FirstOrDefault(line => line.StartsWith("NSpid:", StringComparison.Ordinal));
        return numbers is null || numbers.Split('\t', StringSplitOptions.RemoveEmptyEntries).Length <= 2;
    }

    /// <summary>Reads /proc/PID/stat: the number, the name in brackets (which may hold anything), the state, the parent, …; field 22 is the start.</summary>
    public static ProcessEntry? ParseStat(string stat, string title)
    {
        var (open, close) = (stat.IndexOf('('), stat.LastIndexOf(')'));
        if (open < 0 || close < open || ToPid(stat[..open].Trim()) is not { } pid) return null;
        var fields = stat[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19 && ToPid(fields[1]) is { } parent && long.TryParse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            ? new ProcessEntry(pid, parent, fields[0][0], start, title)
            : null;
    }

    /// <summary>A command line as one text: arguments end with NUL, a title is padded with them.</summary>
    public static string Title(string commandLine) => commandLine.TrimEnd('\0', ' ').Replace('\0', ' ');

    private static int? ToPid(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;

    private static string? Read(string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(Root, file)));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null; // ESRCH while reading is an IOException
        }
    }
}
