using System.Globalization;
using LyttleCluster.Core;
using LyttleCluster.Formatting;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;
using LyttleCluster.Service.Manager.Pages.Views;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>The status page: the whole at a glance.</summary>
internal static class StatusPage
{
    private const int Rows = 8;
    private const int LogLines = 12;

    public static async Task ShowAsync(PageCall call)
    {
        if (ListRequest.From(call.Context.Request).Output != ListOutput.Html)
        {
            await ListPages.ShowAsync(call, "Status", StatusCount.Definition(), StatusCount.Of(call.Seen));
            return;
        }

        await call.ShowAsync<StatusDetails, StatusView>(call.Shell("Status") with { Live = "nodes containers" }, await ViewAsync(call));
    }

    private static async Task<StatusView> ViewAsync(PageCall call)
    {
        var nodes = call.Seen.Nodes.Values.Select(watched => watched.Node).ToList();
        var warnings = Warnings.Of(call.Seen, call.Now);
        return new StatusView
        {
            Tiles = [.. StatusCount.Of(call.Seen).Where(count => count.Count > 0).Select(count => new TileView(count.Name, Number(count.Count), count.Href, count.Tone))],
            Warnings = [.. warnings.Take(Rows)],
            MoreWarnings = Math.Max(0, warnings.Count - Rows),
            Alerts = await AlertsAsync(call),
            Facts = Facts(call),
            Locations = Listing<LocationRow>.Of(LocationsPage.Definition(), new ListRequest { Path = "/locations", Filters = [] }, LocationRow.Of(nodes)).Table() with { Empty = "No node has a location." },
            Operations = await OperationsAsync(call),
            Log = call.May("Manager.ReadLog") ? [.. call.Parts.Log.Recent.Last(LogLines).Select(LogsPage.Line)] : null,
            IsEmpty = nodes.Count == 0,
            Ways = [new LinkView("Metrics for Prometheus", "/metrics"), new LinkView("Dashboards", "/dashboards"), new LinkView("Logs", "/logs"), new LinkView("Health", "/healthz"), new LinkView("Readiness", "/readiness"), new LinkView("API", "/api/v1/openapi.json")],
        };
    }

    private static IReadOnlyList<FactView> Facts(PageCall call)
    {
        var now = call.Parts.Samples.Newest;
        return FactView.Known(
            ("Started", Cell.Age(call.Parts.Lifecycle.StartedAt, call.Now) with { Note = Moments.Long(call.Parts.Lifecycle.StartedAt) }),
            ("Runs for", Display.Duration(call.Now - call.Parts.Lifecycle.StartedAt)),
            ("Host", Environment.MachineName),
            ("Version", Roles.Version),
            ("Role", call.Parts.Options.ReadOnly ? "only watches and shows" : "manages"),
            ("CPU", string.Create(CultureInfo.InvariantCulture, $"{now?.CpuPercent ?? AverageCpu(call):0.0} % of a core")),
            ("Memory", Display.Bytes(Environment.WorkingSet)),
            ("State", call.May("Manager.ReadLog") ? call.Parts.Options.StateFile : null));
    }

    private static async Task<IReadOnlyList<NoticeView>> AlertsAsync(PageCall call)
    {
        if (!call.May("Alerts.Get")) return [];
        var read = await Reads<ClusterAlert>.OfAsync(call.Cluster.Alerts.GetAsync(new AlertQuery(), call.Stop), call.Stop);
        return [.. read.Values.Where(alert => alert.State is AlertState.Active or AlertState.Flapping).Take(Rows).Select(alert => new NoticeView($"{alert.Rule}: {alert.Summary} (since {Display.Age(alert.Since, call.Now)})", alert.Remedy, Tones.Of(alert.Severity) is Tone.Bad ? Tone.Bad : Tone.Doubtful, Links.Target(alert.Target) ?? "/alerts"))];
    }

    private static async Task<TableView?> OperationsAsync(PageCall call)
    {
        if (!call.May("Operations.Get")) return null;
        var read = await Reads<ClusterOperation>.OfAsync(call.Cluster.Operations.GetAsync(new OperationQuery { Newest = Rows }, call.Stop), call.Stop);
        var table = Tables.Of(
            "last changes",
            ["What", "Outcome", "Who", "When"],
            [.. read.Values.Select(operation => new RowView(operation.Id, [Cell.Link(operation.Summary, Links.Operation(operation.Id)), Cell.Badge(operation.Outcome.ToString()), operation.Author, Cell.Age(operation.StartedAt, call.Now)]))]);
        return table with { Empty = "Nothing was changed yet." };
    }

    /// <summary>Since it was started: there is no sample yet.</summary>
    private static double AverageCpu(PageCall call) => 100 * Environment.CpuUsage.TotalTime / (call.Now - call.Parts.Lifecycle.StartedAt + TimeSpan.FromSeconds(1));

    private static string Number(int count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
