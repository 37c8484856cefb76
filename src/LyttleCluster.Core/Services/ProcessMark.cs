using System.Diagnostics;
using System.Globalization;

namespace LyttleCluster.Core.Services;

/// <summary>Tells a process from a later one that got the same number.</summary>
internal static class ProcessMark
{
    /// <summary>When the process began, in the finest way that the system tells; null when there is no such process, or it is over and not yet waited for.</summary>
    public static string? Of(int processId)
    {
        try
        {
            if (OperatingSystem.IsLinux()) return FromStat(File.ReadAllText($"/proc/{processId}/stat"));
            using var process = Process.GetProcessById(processId);
            return process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>From <c>/proc/PID/stat</c>: the ticks since the boot, exact where .NET's StartTime is calculated anew from the clock each time.</summary>
    internal static string? FromStat(string stat)
    {
        // 4242 (a name) with) brackets) S 1 …: the name may hold anything, so fields are counted from its last bracket.
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 20 || fields[0] is "Z" or "X" ? null : fields[19];
    }
}
