using System.Runtime.InteropServices;

namespace LyttleCluster.Service.Agent.Host;

/// <summary>Reads the facts of this host. Only Linux has them where we look.</summary>
internal sealed class HostReader
{
    // Two looks closer together than this say nothing about the processors' use.
    private static readonly TimeSpan ShortestSpan = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly bool _rebootAllowed;
    private readonly TimeProvider _time;
    private CpuTimes _lastTimes;
    private DateTimeOffset _lastLook = DateTimeOffset.MinValue;
    private double _lastPercent;

    public HostReader(bool rebootAllowed, TimeProvider time)
    {
        (_rebootAllowed, _time) = (rebootAllowed, time);
        if (OperatingSystem.IsLinux()) (_lastTimes, _lastLook) = (CpuTimes.Parse(Proc("stat")), time.GetUtcNow());
    }

    public HostFacts Read()
    {
        if (!OperatingSystem.IsLinux()) throw AgentErrors.HostFactsUnavailable();
        var (total, available) = ProcText.Memory(Proc("meminfo"));
        var times = CpuTimes.Parse(Proc("stat"));
        return new HostFacts
        {
            HostName = Environment.MachineName,
            OperatingSystem = ProcText.SystemName(ReadIfThere("/etc/os-release")) ?? RuntimeInformation.OSDescription,
            Kernel = Proc("sys/kernel/osrelease").Trim(),
            Architecture = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
            UptimeSeconds = ProcText.Uptime(Proc("uptime")),
            Load = ProcText.Load(Proc("loadavg")),
            CpuModel = ProcText.CpuModel(Proc("cpuinfo")),
            Cpus = times.Processors,
            CpuPercent = Percent(times),
            MemoryBytes = total,
            MemoryUsedBytes = total - available,
            Disks = [.. MountedDisks.Paths(Proc("self/mounts")).Select(DiskAt).OfType<Disk>()],
            Addresses = HostAddresses.Current(),
            Time = _time.GetUtcNow(),
            RebootAllowed = _rebootAllowed,
            AgentVersion = Roles.Version,
        };
    }

    private double Percent(CpuTimes times)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (now - _lastLook >= ShortestSpan) (_lastPercent, _lastTimes, _lastLook) = (times.PercentSince(_lastTimes), times, now);
            return _lastPercent;
        }
    }

    private static Disk? DiskAt(string path)
    {
        try
        {
            var drive = new DriveInfo(path);
            return new Disk(path, drive.TotalSize, drive.TotalSize - drive.TotalFreeSpace);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Gone between the list and the look, or hidden from this user.
            return null;
        }
    }

    private static string Proc(string file) => File.ReadAllText("/proc/" + file);

    private static string ReadIfThere(string path) => File.Exists(path) ? File.ReadAllText(path) : "";
}
