namespace LyttleCluster.Service.Manager.Pages.Dashboards;

/// <summary>What this process uses.</summary>
internal sealed class ProcessUsage(TimeProvider time)
{
    private long _stamp = time.GetTimestamp();
    private TimeSpan _cpu = Environment.CpuUsage.TotalTime;

    /// <summary>Percent of one processor since the last call, and memory in bytes.</summary>
    public (double CpuPercent, long MemoryBytes) Measure()
    {
        var (stamp, cpu) = (time.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var passed = time.GetElapsedTime(_stamp, stamp);
        var busy = passed > TimeSpan.Zero ? 100 * (cpu - _cpu) / passed : 0;
        (_stamp, _cpu) = (stamp, cpu);
        return (busy, Environment.WorkingSet);
    }
}
