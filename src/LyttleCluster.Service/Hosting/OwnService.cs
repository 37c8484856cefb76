using System.Globalization;

namespace LyttleCluster.Service.Hosting;

/// <summary>Finds out which systemd service this process is, if it is one.</summary>
internal static class OwnService
{
    /// <summary>E.g. <c>lyttle-cluster-manager.service</c>; null when this process is none, though it may have been started inside of one.</summary>
    public static string? Name(IReadOnlyDictionary<string, string> environment) =>
        environment.GetValueOrDefault("SYSTEMD_EXEC_PID") == Environment.ProcessId.ToString(CultureInfo.InvariantCulture) && File.Exists("/proc/self/cgroup")
            ? FromCgroups(File.ReadLines("/proc/self/cgroup"))
            : null;

    /// <summary>The unit, from lines such as <c>0::/system.slice/lyttle-cluster-manager.service</c>.</summary>
    internal static string? FromCgroups(IEnumerable<string> lines) => lines
        .Select(line => line.Split(':', 3))
        .Where(fields => fields.Length == 3 && fields[1] is "" or "name=systemd")
        .Select(fields => fields[2].Split('/').LastOrDefault(part => part.EndsWith(".service", StringComparison.Ordinal)))
        .FirstOrDefault(unit => unit is not null);
}
