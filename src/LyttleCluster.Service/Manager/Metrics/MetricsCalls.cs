using System.Text;
using LyttleCluster.Core.Alerts;
using LyttleCluster.Service.Manager.Access;
using LyttleCluster.Service.Manager.Http;
using LyttleCluster.Service.Metrics;

namespace LyttleCluster.Service.Manager.Metrics;

/// <summary>
/// GET /metrics, for Prometheus. How many series there are is bounded: by state, by outcome and by method; by node only its status and its latency,
/// by certificate only those that end first.
/// </summary>
internal sealed class MetricsCalls(ManagerParts parts, ProbeLatencies latencies, CallCounts requests, Func<IEnumerable<KeyValuePair<string, int>>> waiting)
{
    private const int MostCertificates = 100;

    public IEnumerable<ManagerRoute> Routes => [ManagerRoute.Get("/metrics", "Manager.GetMetrics", ReadAsync)];

    private async Task ReadAsync(HttpContext context)
    {
        var bytes = Encoding.UTF8.GetBytes(Text());
        context.Response.ContentType = PrometheusText.ContentType;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>All of it, as it is now.</summary>
    public string Text()
    {
        var text = new PrometheusText();
        AddProcess(text);
        AddCluster(text);
        AddWork(text);
        return text.ToString();
    }

    private void AddProcess(PrometheusText text) => text
        .Gauge("lyttle_manager_info", "The version of the manager.", "version", [new(Roles.Version, 1)])
        .Gauge("lyttle_manager_start_time_seconds", "When the manager started, in Unix seconds.", parts.Lifecycle.StartedAt.ToUnixTimeMilliseconds() / 1000.0)
        .Gauge("lyttle_manager_read_only", "Whether it only watches and shows.", parts.Options.ReadOnly ? 1 : 0)
        .Gauge("lyttle_manager_healthy", "Whether each of its parts is well.", "part", parts.Health.Read().Select(part => KeyValuePair.Create(part.Part, part.Reason is null ? 1.0 : 0)))
        .Counter("lyttle_manager_cpu_seconds_total", "Processor time it has used.", Environment.CpuUsage.TotalTime.TotalSeconds)
        .Gauge("lyttle_manager_memory_bytes", "Its resident memory.", Environment.WorkingSet)
        .Gauge("lyttle_manager_heap_bytes", "Memory of its objects after the last collection.", GC.GetGCMemoryInfo().HeapSizeBytes)
        .Counter("lyttle_manager_allocated_bytes_total", "Memory it has asked for since it started.", GC.GetTotalAllocatedBytes())
        .Counter("lyttle_manager_gc_collections_total", "Garbage collections by generation.", "generation", Enumerable.Range(0, GC.MaxGeneration + 1).Select(generation => KeyValuePair.Create($"{generation}", (double)GC.CollectionCount(generation))))
        .Counter("lyttle_manager_gc_pause_seconds_total", "How long garbage collections held it up.", GC.GetTotalPauseDuration().TotalSeconds)
        .Gauge("lyttle_manager_threads", "Threads of its pool.", ThreadPool.ThreadCount);

    private void AddCluster(PrometheusText text)
    {
        var nodes = parts.Watch.Now.Nodes;
        var byStatus = nodes.Values.CountBy(watched => watched.Node.Status).ToDictionary();
        var byState = nodes.Values.SelectMany(watched => watched.Containers).CountBy(container => container.State).ToDictionary();
        var (counts, sum) = latencies.Read();
        text.Gauge("lyttle_manager_nodes", "Nodes by status.", "status", All<NodeStatus>(byStatus))
            .Gauge("lyttle_manager_containers", "Containers by state.", "state", All<ContainerState>(byState))
            .Gauge("lyttle_manager_containers_unhealthy", "Containers whose health check fails.", nodes.Values.Sum(watched => watched.Containers.Count(container => container.Health == ContainerHealth.Unhealthy)))
            .Gauge("lyttle_manager_node_status", "1 for the status that the node has.", ("node", "status"), nodes.Values.Select(watched => ((watched.Node.Name, watched.Node.Status.ToString()), 1.0)))
            .Gauge("lyttle_manager_node_probe_seconds", "How long the last probe of the node took.", "node", nodes.Values.Where(watched => watched.ProbeDuration is not null).Select(watched => KeyValuePair.Create(watched.Node.Name, watched.ProbeDuration!.Value.TotalSeconds)))
            .Histogram("lyttle_manager_probe_duration_seconds", "How long probes took.", ProbeLatencies.Bounds, counts, sum)
            .Gauge("lyttle_manager_certificate_days", "Days until a certificate of the nodes' nginx ends: those that end first.", "certificate", Certificates())
            .Gauge("lyttle_manager_alerts", "Alerts that are not over, by state.", "state", Alerts());
    }

    private void AddWork(PrometheusText text)
    {
        var counters = parts.Counters;
        text.Counter("lyttle_manager_requests_total", "Requests by the method they need, and by outcome.", ("method", "outcome"), requests.Now.OrderBy(pair => pair.Key).Select(pair => ((pair.Key.Method, pair.Key.Outcome.ToString()), (double)pair.Value)))
            .Counter("lyttle_manager_operations_total", "Operations that ended, by use case and outcome.", ("kind", "outcome"), Pairs(counters.Operations))
            .Counter("lyttle_manager_reloads_total", "Nodes whose nginx was to be reloaded, by outcome.", "outcome", Values(counters.Reloads))
            .Counter("lyttle_manager_publishes_total", "Places that domains were published to, by outcome.", "outcome", Values(counters.Publishes))
            .Counter("lyttle_manager_events_total", "Events of nodes that were seen.", counters.EventsSeen)
            .Counter("lyttle_manager_events_missed_total", "Times that events may have been missed.", counters.EventsDropped)
            .Gauge("lyttle_manager_stream_readers", "Streams that are being read.", counters.StreamReaders)
            .Counter("lyttle_manager_notifications_total", "Messages of alerts by target and outcome.", ("target", "outcome"), Pairs(counters.Notices))
            .Gauge("lyttle_manager_notifications_waiting", "Alerts that wait to be told, by target.", "target", waiting().Select(pair => KeyValuePair.Create(pair.Key, (double)pair.Value)));
    }

    private IEnumerable<KeyValuePair<string, double>> Certificates() => CertificateSigns.OfNodes(parts.Watch.Now, [])
        .GroupBy(certificate => certificate.Name, StringComparer.Ordinal)
        .Select(same => KeyValuePair.Create(same.Key, Math.Round((same.Min(certificate => certificate.ExpiresAt) - parts.Time.GetUtcNow()).TotalDays, 2)))
        .OrderBy(pair => pair.Value)
        .Take(MostCertificates);

    private IEnumerable<KeyValuePair<string, double>> Alerts()
    {
        var byState = (parts.Cluster.Parts.Alerts.Live ?? []).CountBy(alert => alert.State).ToDictionary();
        return Enum.GetValues<AlertState>().Where(state => state != AlertState.Resolved).Select(state => KeyValuePair.Create(state.ToString(), (double)byState.GetValueOrDefault(state)));
    }

    private static IEnumerable<KeyValuePair<string, double>> All<T>(Dictionary<T, int> counts)
        where T : struct, Enum => Enum.GetValues<T>().Select(value => KeyValuePair.Create(value.ToString(), (double)counts.GetValueOrDefault(value)));

    private static IEnumerable<KeyValuePair<string, double>> Values(IReadOnlyDictionary<string, long> counts) => counts.Select(pair => KeyValuePair.Create(pair.Key, (double)pair.Value));

    private static IEnumerable<((string First, string Second) Labels, double Value)> Pairs(IReadOnlyDictionary<(string First, string Second), long> counts) =>
        counts.Select(pair => (pair.Key, (double)pair.Value));
}
