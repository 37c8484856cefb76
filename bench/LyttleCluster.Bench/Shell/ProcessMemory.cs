using System.Globalization;

namespace LyttleCluster.Bench.Shell;

/// <summary>What Linux counts to this process (proc(5), status), in MB.</summary>
internal static class ProcessMemory
{
    public static double PeakMegabytes => Read("VmHWM");

    public static double HeldMegabytes => Read("VmRSS");

    private static double Read(string field)
    {
        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith(field, StringComparison.Ordinal));
        return int.Parse(line.AsSpan(field.Length + 1).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture) / 1024.0;
    }
}
