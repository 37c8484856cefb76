using System.Globalization;
using System.Text;
using LyttleCluster.Formatting;
using LyttleCluster.Service.Manager.Metrics;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;
using LyttleCluster.Service.Manager.Pages.Views;

namespace LyttleCluster.Service.Manager.Pages.Dashboards;

/// <summary>How the manager and the cluster were within the last hour.</summary>
internal static class DashboardsPage
{
    private const double Width = 600;
    private const double Height = 120;

    public static Task ShowAsync(PageCall call)
    {
        var all = call.Parts.Samples.All;
        if (ListRequest.From(call.Context.Request).Output != ListOutput.Html) return ListPages.ShowAsync(call, "Dashboards", Definition(), all);
        return call.ShowAsync<DashboardsDetails, IReadOnlyList<ChartView>>(call.Shell("Dashboards") with { Live = "clock" }, Charts(all));
    }

    private static IReadOnlyList<ChartView> Charts(IReadOnlyList<MetricSample> all) => all.Count == 0 ? [] :
    [
        Chart(all, "CPU of the manager", value => $"{value:0.#} % of a core", ("CPU", Tone.None, sample => sample.CpuPercent)),
        Chart(all, "Memory of the manager", value => Display.Bytes(value), ("Memory", Tone.None, sample => sample.MemoryBytes)),
        Chart(all, "Probes", value => Display.Duration(TimeSpan.FromMilliseconds(value)), ("slowest", Tone.Doubtful, sample => sample.ProbeSlowestMs), ("median", Tone.Good, sample => sample.ProbeMedianMs)),
        Chart(all, "Nodes", Whole, ("all", Tone.Quiet, sample => sample.Nodes.Values.Sum()), ("ready", Tone.Good, sample => Of(sample.Nodes, NodeStatus.Ready)), ("unreachable", Tone.Bad, sample => Of(sample.Nodes, NodeStatus.Unreachable))),
        Chart(all, "Containers", Whole, ("running", Tone.Good, sample => Of(sample.Containers, ContainerState.Running)), ("exited", Tone.Quiet, sample => Of(sample.Containers, ContainerState.Exited)), ("restarting", Tone.Doubtful, sample => Of(sample.Containers, ContainerState.Restarting)), ("unhealthy", Tone.Bad, sample => sample.UnhealthyContainers)),
        Chart(all, "Events of nodes", PerSecond, ("events", Tone.None, sample => sample.EventsPerSecond)),
        Chart(all, "Requests to the manager", PerSecond, ("answered", Tone.None, sample => sample.RequestsPerSecond)),
        Chart(all, "Readers and alerts", Whole, ("live readers", Tone.None, sample => sample.StreamReaders), ("active alerts", Tone.Bad, sample => sample.ActiveAlerts)),
    ];

    private static int Of<T>(IReadOnlyDictionary<T, int> counts, T key) => counts.GetValueOrDefault(key);

    private static string PerSecond(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.##} a second");

    private static ChartView Chart(IReadOnlyList<MetricSample> all, string title, Func<double, string> words, params ReadOnlySpan<(string Name, Tone Tone, Func<MetricSample, double?> Value)> lines)
    {
        var top = 0.0;
        foreach (var line in lines) top = Math.Max(top, all.Max(line.Value) ?? 0);
        var views = new List<ChartLineView>();
        foreach (var line in lines)
            views.Add(new ChartLineView(line.Name, line.Value(all[^1]) is { } now ? words(now) : "-", Points(all, line.Value, top), line.Tone));
        return new ChartView(title, views, words(top), all.Count == 1 ? "a sample every 10 s" : $"the last {Display.Duration(all[^1].At - all[0].At)}");
    }

    /// <summary>The newest at the right edge; where nothing was measured, nothing is drawn.</summary>
    private static string Points(IReadOnlyList<MetricSample> all, Func<MetricSample, double?> value, double top)
    {
        if (all.Count == 1 && value(all[0]) is { } only) return string.Create(CultureInfo.InvariantCulture, $"0,{At(only, top):0.#} {Width},{At(only, top):0.#}");
        var points = new StringBuilder();
        for (var i = 0; i < all.Count; i++)
        {
            if (value(all[i]) is not { } y) continue;
            points.Append(CultureInfo.InvariantCulture, $"{Width * i / (all.Count - 1):0.#},{At(y, top):0.#} ");
        }

        return points.ToString().TrimEnd();
    }

    private static double At(double value, double top) => top > 0 ? Height - (value / top * Height) : Height;

    private static string Whole(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static ListDefinition<MetricSample> Definition() => new()
    {
        Noun = "samples",
        Key = sample => Moments.Iso(sample.At)!,
        Columns =
        [
            new("time", "Time", sample => Moments.Iso(sample.At)) { SortBy = sample => sample.At },
            Number("cpuPercent", sample => Math.Round(sample.CpuPercent, 2)),
            Number("memoryBytes", sample => sample.MemoryBytes),
            Number("probeMedianMs", sample => sample.ProbeMedianMs),
            Number("probeSlowestMs", sample => sample.ProbeSlowestMs),
            Number("nodes", sample => sample.Nodes.Values.Sum()),
            Number("ready", sample => Of(sample.Nodes, NodeStatus.Ready)),
            Number("containers", sample => sample.Containers.Values.Sum()),
            Number("running", sample => Of(sample.Containers, ContainerState.Running)),
            Number("unhealthy", sample => sample.UnhealthyContainers),
            Number("alerts", sample => sample.ActiveAlerts),
            Number("eventsPerSecond", sample => Math.Round(sample.EventsPerSecond, 2)),
            Number("requestsPerSecond", sample => Math.Round(sample.RequestsPerSecond, 2)),
            Number("streamReaders", sample => sample.StreamReaders),
        ],
    };

    private static Column<MetricSample> Number(string key, Func<MetricSample, IComparable?> value) =>
        Column<MetricSample>.Number(key, key, value, sample => Convert.ToString(value(sample), CultureInfo.InvariantCulture));
}
