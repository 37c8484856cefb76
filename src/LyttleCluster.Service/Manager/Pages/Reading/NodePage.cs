using System.Globalization;
using LyttleCluster.Core.Watching;
using LyttleCluster.Formatting;
using LyttleCluster.Service.Manager.Pages.Actions;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;
using LyttleCluster.Service.Manager.Pages.Views;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>One node: its facts, its endpoints, its containers.</summary>
internal static class NodePage
{
    public static Task ShowAsync(PageCall call)
    {
        var watched = call.Seen.Nodes.GetValueOrDefault(call.Route("node")) ?? throw PageErrors.NodeNotFound(call.Route("node"));
        var node = watched.Node;
        var shell = call.Shell(node.Name) with { Crumbs = [new LinkView("Nodes", "/nodes")], Live = "nodes containers", LiveNode = node.Name };
        return ListRequest.From(call.Context.Request).Output == ListOutput.Html
            ? call.ShowAsync<NodeDetails, NodeView>(shell, View(call, watched))
            : ListPages.ShowAsync(call, node.Name, NodesPage.Definition([node], call.Now), [node]);
    }

    private static NodeView View(PageCall call, WatchedNode watched)
    {
        var node = watched.Node;
        return new NodeView
        {
            Name = node.Name,
            Status = Cell.Badge(node.Status.ToString()),
            Actions = Actions(call, node),
            Notices = Notices(watched, call.Now),
            Facts = Facts(call, watched),
            Labels = Table("labels", ["Label", "Value"], node.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => new RowView(label.Key, [label.Key, label.Value]))),
            Endpoints = Endpoints(node, call.Now),
            Disks = Table("file systems", ["Mounted at", "Used"], node.Disks.Select(disk => new RowView(disk.Path, [disk.Path, Cells.Used(disk.UsedBytes, disk.TotalBytes)]))),
            Tiles = Tiles(node),
            Containers = Containers(call, watched),
            AllContainers = Links.With("/containers", ("node", node.Name)),
            Events = call.May("Events.Get") ? Links.With("/events", ("node", node.Name)) : null,
        };
    }

    private static List<LinkView> Actions(PageCall call, ClusterNode node)
    {
        var actions = new List<LinkView>();
        if (!node.Suspended && call.MayChange("Nodes.Suspend", node.Owners)) actions.Add(new LinkView("Suspend…", Links.Node(node.Name) + "/suspend"));
        if (node.Suspended && call.MayChange("Nodes.Resume", node.Owners)) actions.Add(new LinkView("Resume…", Links.Node(node.Name) + "/resume"));
        if (node.NginxApi is not null && call.MayChange("Nginx.Reload", node.Owners)) actions.Add(new LinkView("Reload nginx…", Links.With(NginxActions.AddressOf(null), ("node", node.Name))));
        return actions;
    }

    private static List<NoticeView> Notices(WatchedNode watched, DateTimeOffset now)
    {
        var notices = new List<NoticeView>();
        if (watched.AwaySince is { } since)
            notices.Add(new NoticeView($"It has not answered since {Moments.Long(since)} ({Display.Age(since, now)}). What stands here is what was last seen.", null, Tone.Bad));
        foreach (var endpoint in new[] { watched.Node.Docker, watched.Node.NginxApi }.OfType<ClusterEndpoint>().Where(endpoint => endpoint.Reason is not null))
            notices.Add(new NoticeView(endpoint.Reason!, endpoint.Remedy, endpoint.Connection == EndpointConnection.Connected ? Tone.Doubtful : Tone.Bad));
        if (watched.ClockSkew is { } skew && skew.Duration() > Warnings.MuchSkew)
            notices.Add(new NoticeView(Warnings.SkewText(watched.Node.Name, skew), Warnings.SkewRemedy, Tone.Doubtful));
        return notices;
    }

    private static IReadOnlyList<FactView> Facts(PageCall call, WatchedNode watched)
    {
        var node = watched.Node;
        return FactView.Known(
            ("Last heard", Cell.Age(Cells.Heard(node), call.Now)),
            ("In use", node.Suspended ? Cell.Badge("Suspended") : "yes"),
            ("Location", Cell.Link(node.Location ?? "", node.Location is null ? null : Links.With("/nodes", ("location", node.Location)))),
            ("Owners", Display.List(node.Owners)),
            ("Operating system", node.OperatingSystem),
            ("Kernel", node.Kernel),
            ("CPUs", Cells.Number(node.Cpus)),
            ("CPU busy", Cells.Percent(node.CpuPercent)),
            ("Load", string.Join("  ", node.Load.Select(load => load.ToString("0.00", CultureInfo.InvariantCulture)))),
            ("Memory", Cells.Used(node.MemoryUsedBytes, node.MemoryBytes)),
            ("Runs for", Display.Duration(node.Uptime)),
            ("Host addresses", Display.List(node.HostAddresses)),
            ("Reached by other nodes at", Display.List(node.Address)),
            ("Publishes ports on", node.PublishAddress),
            ("Its nginx takes requests at", node.ProxyAddress?.ToString()),
            ("Host ports for instances", node.PortRange),
            ("Last probe took", Display.Duration(watched.ProbeDuration)));
    }

    private static TableView Endpoints(ClusterNode node, DateTimeOffset now)
    {
        var rows = new List<RowView>();
        if (node.Docker is { } docker) rows.Add(EndpointRow("Docker", docker, null, now));
        if (node.NginxApi is { } api) rows.Add(EndpointRow("nginx_api", api, Links.Nginx(node.Name), now));
        return Table("endpoints", ["Endpoint", "Address", "Connection", "Health", "Version", "Latency", "Heard"], rows);
    }

    private static RowView EndpointRow(string name, ClusterEndpoint endpoint, string? href, DateTimeOffset now) => new(
        name,
        [
            Cell.Link(name, href),
            endpoint.Uri.ToString(),
            Cell.Badge(endpoint.Connection.ToString()),
            Cell.Badge(endpoint.Health.ToString()),
            new Cell(endpoint.Version ?? "") { Note = endpoint.ApiVersion is null ? null : "API " + endpoint.ApiVersion },
            Display.Duration(endpoint.Latency),
            Cell.Age(endpoint.ObservedAt, now),
        ]);

    private static List<TileView> Tiles(ClusterNode node)
    {
        if (node.Containers is not { } counts) return [];
        return
        [
            .. new[] { ("Running", counts.Running), ("Paused", counts.Paused), ("Restarting", counts.Restarting), ("Unhealthy", counts.Unhealthy) }
                .Where(count => count.Item2 > 0)
                .Select(count => new TileView(count.Item1, Count(count.Item2), Links.With("/containers", ("node", node.Name), (count.Item1 == "Unhealthy" ? "health" : "state", count.Item1)), Tones.Of(count.Item1))),
            .. counts.Stopped > 0 ? (TileView[])[new TileView("Stopped", Count(counts.Stopped), Links.With("/containers", ("node", node.Name)), Tone.Quiet)] : [],
        ];
    }

    private static TableView Containers(PageCall call, WatchedNode watched)
    {
        var definition = ContainersPage.Definition(call.Seen, call.Now);
        var request = ListRequest.From(call.Context.Request) with { Filters = [] };
        var table = Listing<ClusterContainer>.Of(definition with { Columns = [.. definition.Columns.Where(column => column.Key is not "node")], Footer = _ => [] }, request, watched.Containers).Table();
        return table with { Caption = $"containers of {watched.Node.Name}", Empty = watched.Node.Docker is null ? "It has no Docker endpoint." : "No containers." };
    }

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static TableView Table(string caption, string[] titles, IEnumerable<RowView> rows) => Tables.Of(caption, titles, [.. rows]);
}
