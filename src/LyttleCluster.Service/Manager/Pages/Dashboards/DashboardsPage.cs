using System.Globalization;
using System.Text;
using LyttleCluster.Formatting;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;
using LyttleCluster.Service.Manager.Pages.Views;

namespace LyttleCluster.Service.Manager.Pages.Dashboards;

/// <summary>How the manager and the cluster were within the last two hours.</summary>
internal sealed class DashboardsPage(DashboardSamples samples)
{
    private const double Width = 600;
    private const double Height = 120;

    public Task ShowAsync(PageCall call)
    {
        var all = samples.All();
        if (ListRequest.From(call.Context.Request).Output != ListOutput.Html) return ListPages.ShowAsync(call, "Dashboards", Definition(), all);
        return call.ShowAsync<DashboardsDetails, IReadOnlyList<ChartView>>(call.Shell("Dashboards") with { Live = "clock" }, Charts(all));
    }

    private static IReadOnlyList<ChartView> Charts(IReadOnlyList<DashboardSample> all) =>
    [
        Chart(all, "CPU of the manager", value => $"{value:0.#} % of a core", ("CPU", Tone.None, sample => sample.CpuPercent)),
        Chart(all, "Memory of the manager", value => Display.Bytes(value), ("Memory", Tone.None, sample => sample.MemoryBytes)),
        Chart(all, "Probes", value => Display.Duration(TimeSpan.FromMilliseconds(value)), ("slowest 5 %", Tone.Doubtful, sample => sample.ProbeSlow?.TotalMilliseconds), ("median", Tone.Good, sample => sample.ProbeMedian?.TotalMilliseconds)),
        Chart(all, "Nodes", Whole, ("all", Tone.Quiet, sample => sample.Nodes), ("ready", Tone.Good, sample => sample.Ready)),
        Chart(all, "Containers by state", Whole, ("running", Tone.Good, sample => sample.Running), ("stopped", Tone.Quiet, sample => sample.Stopped), ("not well", Tone.Bad, sample => sample.Unwell)),
    ];

    private static ChartView Chart(IReadOnlyList<DashboardSample> all, string title, Func<double, string> words, params ReadOnlySpan<(string Name, Tone Tone, Func<DashboardSample, double?> Value)> lines)
    {
        var top = 0.0;
        foreach (var line in lines) top = Math.Max(top, all.Max(line.Value) ?? 0);
        var views = new List<ChartLineView>();
        foreach (var line in lines)
            views.Add(new ChartLineView(line.Name, line.Value(all[^1]) is { } now ? words(now) : "-", Points(all, line.Value, top), line.Tone));
        return new ChartView(title, views, words(top), all.Count == 1 ? "a sample every 10 s" : $"the last {Display.Duration(all[^1].Time - all[0].Time)}");
    }

    /// <summary>The newest at the right edge; where nothing was measured, nothing is drawn.</summary>
    private static string Points(IReadOnlyList<DashboardSample> all, Func<DashboardSample, double?> value, double top)
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

    private static ListDefinition<DashboardSample> Definition() => new()
    {
        Noun = "samples",
        Key = sample => Moments.Iso(sample.Time)!,
        Columns =
        [
            new("time", "Time", sample => Moments.Iso(sample.Time)) { SortBy = sample => sample.Time },
            Number("cpuPercent", sample => Math.Round(sample.CpuPercent, 2)),
            Number("memoryBytes", sample => sample.MemoryBytes),
            Number("probeMedianMs", sample => sample.ProbeMedian?.TotalMilliseconds),
            Number("probeSlowMs", sample => sample.ProbeSlow?.TotalMilliseconds),
            Number("nodes", sample => sample.Nodes),
            Number("ready", sample => sample.Ready),
            Number("running", sample => sample.Running),
            Number("stopped", sample => sample.Stopped),
            Number("unwell", sample => sample.Unwell),
        ],
    };

    private static Column<DashboardSample> Number(string key, Func<DashboardSample, IComparable?> value) =>
        Column<DashboardSample>.Number(key, key, value, sample => Convert.ToString(value(sample), CultureInfo.InvariantCulture));
}
