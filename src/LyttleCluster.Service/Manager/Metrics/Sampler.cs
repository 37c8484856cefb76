using LyttleCluster.Core.Watching;
using LyttleCluster.Service.Manager.Access;

namespace LyttleCluster.Service.Manager.Metrics;

/// <summary>Takes a sample every ten seconds, and counts each probe once on the way.</summary>
internal sealed class Sampler(ManagerParts parts, ProbeLatencies latencies, CallCounts calls)
{
    private readonly Dictionary<string, (DateTimeOffset? At, TimeSpan Took)> _probes = new(StringComparer.OrdinalIgnoreCase);
    private TimeSpan _processor = Environment.CpuUsage.TotalTime;
    private long _takenAt = parts.Time.GetTimestamp();
    private long _events;
    private long _requests;

    /// <summary>Goes on until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(MetricSamples.Interval, parts.Time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            parts.Samples.Add(Take());
            parts.Health.Beat("samples", 6 * MetricSamples.Interval);
        }
    }

    /// <summary>One sample of now.</summary>
    public MetricSample Take()
    {
        var nodes = parts.Watch.Now.Nodes;
        var seconds = Math.Max(parts.Time.GetElapsedTime(_takenAt).TotalSeconds, 0.001);
        var processor = Environment.CpuUsage.TotalTime;
        var events = parts.Counters.EventsSeen;
        var requests = calls.Now.Values.Sum();
        var probes = NewProbes(nodes.Values);
        var sample = new MetricSample
        {
            At = parts.Time.GetUtcNow(),
            Nodes = nodes.Values.CountBy(watched => watched.Node.Status).ToDictionary(),
            Containers = nodes.Values.SelectMany(watched => watched.Containers).CountBy(container => container.State).ToDictionary(),
            UnhealthyContainers = nodes.Values.Sum(watched => watched.Containers.Count(container => container.Health == ContainerHealth.Unhealthy)),
            ActiveAlerts = parts.Cluster.Parts.Alerts.Live?.Count(alert => alert.State is AlertState.Active or AlertState.Flapping) ?? 0,
            ProbeMedianMs = probes.Count == 0 ? null : probes[(probes.Count - 1) / 2].TotalMilliseconds,
            ProbeSlowestMs = probes.Count == 0 ? null : probes[^1].TotalMilliseconds,
            CpuPercent = 100 * (processor - _processor).TotalSeconds / seconds,
            MemoryBytes = Environment.WorkingSet,
            EventsPerSecond = (events - _events) / seconds,
            RequestsPerSecond = (requests - _requests) / seconds,
            StreamReaders = parts.Counters.StreamReaders,
        };
        (_processor, _takenAt, _events, _requests) = (processor, parts.Time.GetTimestamp(), events, requests);
        return sample;
    }

    /// <summary>Probes that ended since the last sample, the fastest first.</summary>
    private List<TimeSpan> NewProbes(IEnumerable<WatchedNode> nodes)
    {
        var found = new List<TimeSpan>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var watched in nodes)
        {
            seen.Add(watched.Node.Name);
            if (watched.ProbeDuration is not { } took) continue;
            var probe = (watched.Node.ObservedAt, took);
            if (_probes.TryGetValue(watched.Node.Name, out var before) && before == probe) continue;
            _probes[watched.Node.Name] = probe;
            found.Add(took);
            latencies.Add(took);
        }

        foreach (var gone in _probes.Keys.Where(name => !seen.Contains(name)).ToList()) _probes.Remove(gone);
        found.Sort();
        return found;
    }
}
