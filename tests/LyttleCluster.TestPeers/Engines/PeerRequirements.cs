using System.Globalization;

namespace LyttleCluster.TestPeers;

/// <summary>What this machine lacks for private engines.</summary>
internal static class PeerRequirements
{
    private const int CapNetAdmin = 12;
    private const int CapSysAdmin = 21;

    /// <summary>The first thing that is missing, as a sentence; null when all is there.</summary>
    public static string? FirstMissing(params (string Program, string Package)[] programs)
    {
        if (!OperatingSystem.IsLinux())
            return "private engines need Linux.";
        foreach (var (program, package) in programs.Concat([("ip", "iproute2"), ("nsenter", "util-linux"), ("busybox", "busybox-static")]))
        {
            if (Command.Find(program) is null)
                return $"{program} was not found (Debian package {package}).";
        }

        if (!Environment.IsPrivilegedProcess)
            return "not run as root.";
        if (!Has(CapNetAdmin) || !Has(CapSysAdmin))
            return "this root may not manage networks and mounts (an unprivileged container?).";
        return File.ReadAllText("/proc/mounts").Contains(" cgroup", StringComparison.Ordinal) ? null : "no cgroup file system is mounted.";
    }

    private static bool Has(int capability)
    {
        var line = File.ReadLines("/proc/self/status").First(one => one.StartsWith("CapEff:", StringComparison.Ordinal));
        var effective = ulong.Parse(line["CapEff:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (effective & (1UL << capability)) != 0;
    }
}
