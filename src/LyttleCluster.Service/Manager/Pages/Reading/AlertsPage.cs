using System.Globalization;
using LyttleCluster.Core;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>What is wrong for longer than a moment.</summary>
internal static class AlertsPage
{
    public static async Task ShowAsync(PageCall call)
    {
        var query = new AlertQuery { State = call.Query("over") is not null || call.Query("state") is not null ? Enum.GetValues<AlertState>() : [] };
        var read = await Reads<ClusterAlert>.OfAsync(call.Cluster.Alerts.GetAsync(query, call.Stop), call.Stop);
        await ListPages.ShowAsync(call, "Alerts", Definition(call), read.Values, (view, _) => view with { Tiles = Tiles(read.Values), Notices = read.Notices, About = query.State.Count > 0 ? null : "Those that are not over." }, "nodes containers domains");
    }

    public static ListDefinition<ClusterAlert> Definition(PageCall call) => new()
    {
        Noun = "alerts",
        Key = alert => alert.Id,
        RowTone = alert => alert.State == AlertState.Resolved ? Tone.None : Tones.Of(alert.Severity),
        Empty = "No alert: all is well.",
        Filters =
        [
            ListFilter<ClusterAlert>.State("state", "State", alert => alert.State),
            ListFilter<ClusterAlert>.State("severity", "Severity", alert => alert.Severity),
            ListFilter<ClusterAlert>.Exactly("node", "Node", alert => alert.Node),
            ListFilter<ClusterAlert>.Text(alert => [alert.Rule, alert.Target, alert.Summary]),
            new ListFilter<ClusterAlert>("over", "Those that are over", (_, _) => true) { Options = ["too"], Any = "left out" },
        ],
        Columns =
        [
            Column<ClusterAlert>.State("state", "State", alert => alert.State),
            new("severity", "Severity", alert => new Cell(alert.Severity.ToString()) { Tone = Tones.Of(alert.Severity) }) { SortBy = alert => alert.Severity },
            Column<ClusterAlert>.Text("rule", "Rule", alert => alert.Rule),
            Column<ClusterAlert>.Text("target", "About", alert => alert.Target, alert => Cell.Link(alert.Target, Links.Target(alert.Target))),
            new("summary", "What", alert => new Cell(alert.Summary) { Note = alert.Remedy }) { Plain = alert => alert.Summary, IsWide = true },
            Column<ClusterAlert>.Moment("since", "Since", alert => alert.Since, call.Now),
            Column<ClusterAlert>.Number("count", "Within an hour", alert => alert.Count, alert => Cells.Number(alert.Count)),
            new("quiet", "Quiet until", alert => QuietCell(call, alert)) { SortBy = alert => alert.SuspendedUntil, Plain = alert => Moments.Iso(alert.SuspendedUntil) },
        ],
    };

    private static Cell QuietCell(PageCall call, ClusterAlert alert) =>
        alert.SuspendedUntil is { } until ? new Cell(Moments.Long(until)) { Href = call.MayChange("Alerts.Suspend") ? SuspendLink(alert) : null }
        : alert.State != AlertState.Resolved && call.MayChange("Alerts.Suspend") ? Cell.Link("Suspend…", SuspendLink(alert))
        : Cell.Empty;

    private static string SuspendLink(ClusterAlert alert) => Links.With("/alerts/suspend", ("rule", alert.Rule), ("target", alert.Target));

    private static List<TileView> Tiles(IReadOnlyList<ClusterAlert> alerts) =>
        [.. alerts.CountBy(alert => alert.State).OrderBy(group => group.Key).Select(group => new TileView(group.Key.ToString(), group.Value.ToString(CultureInfo.InvariantCulture), Links.With("/alerts", ("state", group.Key.ToString())), Tones.Of(group.Key)))];
}
