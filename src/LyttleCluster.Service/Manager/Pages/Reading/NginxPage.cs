using LyttleCluster.Core;
using LyttleCluster.Core.Watching;
using LyttleCluster.Formatting;
using LyttleCluster.Service.Manager.Pages.Actions;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;
using LyttleCluster.Service.Manager.Pages.Views;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>The nginx of one node: what it says of itself, its certificates, and the end of its log.</summary>
internal static class NginxPage
{
    public static Task ShowAsync(PageCall call)
    {
        var watched = call.Seen.Nodes.GetValueOrDefault(call.Route("node")) ?? throw PageErrors.NodeNotFound(call.Route("node"));
        if (watched.Node.NginxApi is null) throw PageErrors.NginxNotFound(watched.Node.Name);
        if (ListRequest.From(call.Context.Request).Output != ListOutput.Html)
            return ListPages.ShowAsync(call, "nginx", NginxListPage.Definition(call.Now), [NginxRow.Of(watched)]);
        var shell = call.Shell($"nginx on {watched.Node.Name}") with { Crumbs = [new LinkView("nginx", "/nginx")], Live = "nodes", LiveNode = watched.Node.Name };
        var view = View(call, watched);
        return view.HasLog
            ? call.StreamAsync<NginxDetails, NginxView>(shell, view, page => ShowLogAsync(call, page, watched.Node.Name))
            : call.ShowAsync<NginxDetails, NginxView>(shell, view);
    }

    private static NginxView View(PageCall call, WatchedNode watched)
    {
        var (node, api, status) = (watched.Node, watched.Node.NginxApi!, watched.Nginx);
        return new NginxView
        {
            Node = node.Name,
            State = Cell.Badge(Tones.Word(api)),
            Actions = call.MayChange("Nginx.Reload", node.Owners) ? [new LinkView("Reload…", Links.With(NginxActions.AddressOf(null), ("node", node.Name)))] : [],
            Notices = api.Reason is null ? [] : [new NoticeView(api.Reason, api.Remedy, api.Connection == EndpointConnection.Connected ? Tone.Doubtful : Tone.Bad)],
            Facts = FactView.Known(
                ("Node", Cells.Node(node.Name)),
                ("Address", api.Uri.ToString()),
                ("nginx_api", status?.Dialect),
                ("Its version", status?.Version ?? api.Version),
                ("nginx", status?.NginxVersion),
                ("Can be asked for", status is null ? null : status.Capabilities.ToString()),
                ("Release", status?.Release),
                ("Last reload", status?.LastReload is null ? null : Cell.Age(status.LastReload, call.Now)),
                ("Old workers", Cells.Number(status?.OldWorkers)),
                ("Latency", Display.Duration(api.Latency)),
                ("Heard", Cell.Age(api.ObservedAt, call.Now))),
            Certificates = Certificates(status, call.Now),
            HasLog = call.May("Nginx.ReadLog"),
        };
    }

    private static TableView Certificates(NginxStatus? status, DateTimeOffset now) => Tables.Of(
        "certificates",
        ["Names", "Ends", "Days left"],
        [
            .. (status?.Certificates ?? []).OrderBy(certificate => certificate.DaysLeft).Select(certificate => new RowView(
                string.Join(',', certificate.Domains),
                [Display.List(certificate.Domains), Moments.Long(certificate.ExpiresAt), new Cell(certificate.DaysLeft?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "") { Tone = Tones.OfDays(certificate.DaysLeft) }])),
        ]);

    private static Task ShowLogAsync(PageCall call, PagePieces page, string node) => LogTail.ShowAsync(
        call,
        page,
        $"log of nginx on {node}",
        Links.With("/api/v1/nginx/log", ("nodes", node), ("tail", "1"), ("follow", "true")),
        stop => call.Cluster.Nginx.ReadLogAsync(new NginxLogQuery { Nodes = [node], Tail = LogTail.Lines, Timeout = LogTail.Limit }, stop),
        LogViews.Of);
}
