using LyttleCluster.Core.Watching;

namespace LyttleCluster.Service.Manager.Pages.Dashboards;

/// <summary>Samples of the last two hours, in memory: a sample every ten seconds.</summary>
internal sealed class DashboardSamples : IDisposable
{
    /// <summary>How many are kept: 720 of ten seconds are two hours.</summary>
    public const int Kept = 720;

    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly IClusterWatch _watch;
    private readonly TimeProvider _time;
    private readonly ProcessUsage _usage;
    private readonly Lock _gate = new();
    private readonly Queue<DashboardSample> _samples = new();
    private readonly ITimer _timer;

    public DashboardSamples(IClusterWatch watch, TimeProvider time)
    {
        (_watch, _time, _usage) = (watch, time, new ProcessUsage(time));
        Take();
        _timer = time.CreateTimer(_ => Take(), null, Interval, Interval);
    }

    /// <summary>Oldest first; never empty.</summary>
    public IReadOnlyList<DashboardSample> All()
    {
        lock (_gate) return [.. _samples];
    }

    public DashboardSample Last()
    {
        lock (_gate) return _samples.Last();
    }

    public void Dispose() => _timer.Dispose();

    private void Take()
    {
        var sample = Measure(_watch.Now);
        lock (_gate)
        {
            if (_samples.Count == Kept) _samples.Dequeue();
            _samples.Enqueue(sample);
        }
    }

    private DashboardSample Measure(ClusterSnapshot seen)
    {
        var (cpu, memory) = _usage.Measure();
        var probes = seen.Nodes.Values.Select(watched => watched.ProbeDuration).OfType<TimeSpan>().Order().ToList();
        var counts = seen.Nodes.Values.Select(watched => watched.Node.Containers).OfType<ClusterContainerCounts>().ToList();
        return new DashboardSample
        {
            Time = _time.GetUtcNow(),
            CpuPercent = cpu,
            MemoryBytes = memory,
            ProbeMedian = At(probes, 0.5),
            ProbeSlow = At(probes, 0.95),
            Nodes = seen.Nodes.Count,
            Ready = seen.Nodes.Values.Count(watched => watched.Node.Status == NodeStatus.Ready),
            Running = counts.Sum(count => count.Running),
            Stopped = counts.Sum(count => count.Stopped),
            Unwell = counts.Sum(count => count.Paused + count.Restarting + count.Unhealthy),
        };
    }

    private static TimeSpan? At(List<TimeSpan> sorted, double share) => sorted.Count == 0 ? null : sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * share)];
}
