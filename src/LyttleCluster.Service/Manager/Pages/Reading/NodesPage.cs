using System.Globalization;
using LyttleCluster.Core;
using LyttleCluster.Core.Watching;
using LyttleCluster.Formatting;
using LyttleCluster.Service.Manager.Pages.Actions;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>The nodes, with what they have and what of it is used.</summary>
internal static class NodesPage
{
    public static async Task ShowAsync(PageCall call)
    {
        var nodes = call.Seen.Nodes.Values.Select(watched => watched.Node).ToList();
        var waiting = await WaitingAsync(call);
        await ListPages.ShowAsync(call, "Nodes", Definition(nodes, call.Now), nodes, (view, shown) => view with { Tiles = Tiles(nodes), Notices = waiting, Actions = Actions(call) }, "nodes");
    }

    public static ListDefinition<ClusterNode> Definition(IReadOnlyList<ClusterNode> nodes, DateTimeOffset now) => new()
    {
        Noun = "nodes",
        Key = node => node.Name,
        RowTone = Cells.Edge,
        Empty = "No node yet. In PowerShell: Add-ClusterNode -Name web1 -Docker ssh://web1",
        Filters =
        [
            ListFilter<ClusterNode>.State("state", "State", node => node.Status),
            ListFilter<ClusterNode>.Location(node => node.Location, Locations.Of(nodes)),
            new ListFilter<ClusterNode>("owner", "Owner", (node, value) => node.Owners.Contains(value, StringComparer.OrdinalIgnoreCase)) { Options = Owners(nodes) },
            ListFilter<ClusterNode>.Text(node => [node.Name, node.Location, node.Reason, node.OperatingSystem, .. node.HostAddresses, .. node.Labels.Select(label => $"{label.Key}={label.Value}")]),
        ],
        Columns =
        [
            Column<ClusterNode>.Text("name", "Node", node => node.Name, node => Cells.Node(node.Name)),
            new("status", "Status", node => Cell.Badge(node.Status.ToString()) with { Note = node.Reason }) { SortBy = node => node.Status, Plain = node => node.Status.ToString(), IsWide = true },
            Column<ClusterNode>.Text("location", "Location", node => node.Location, node => Cell.Link(node.Location ?? "", node.Location is null ? null : Links.With("/nodes", ("location", node.Location)))),
            Column<ClusterNode>.Text("docker", "Docker", node => Tones.Word(node.Docker), node => Cells.Endpoint(node.Docker)),
            Column<ClusterNode>.Text("nginx", "nginx_api", node => Tones.Word(node.NginxApi), node => Cells.Endpoint(node.NginxApi)),
            Column<ClusterNode>.Number("containers", "Containers", node => node.Containers?.Total, node => Cells.Containers(node.Containers) with { Href = node.Containers is null ? null : Links.With("/containers", ("node", node.Name)) }),
            Column<ClusterNode>.Number("cpu", "CPU", node => node.CpuPercent, node => Cells.Percent(node.CpuPercent) with { Note = node.Cpus is { } cpus ? $"{cpus} CPUs" : null }),
            Column<ClusterNode>.Number("memory", "Memory", node => node.MemoryUsedBytes, node => Cells.Used(node.MemoryUsedBytes, node.MemoryBytes)),
            Column<ClusterNode>.Number("storage", "Storage", node => Cells.DisksUsed(node), node => Cells.Used(Cells.DisksUsed(node), Cells.DisksTotal(node))),
            Column<ClusterNode>.Moment("heard", "Heard", Cells.Heard, now),
        ],
        Footer = Totals,
    };

    /// <summary>What they have together, and how much of it is used.</summary>
    private static IReadOnlyList<RowView> Totals(IReadOnlyList<ClusterNode> nodes)
    {
        var cpus = nodes.Sum(node => node.Cpus ?? 0);
        var memory = nodes.Sum(node => node.MemoryBytes ?? 0);
        var disks = nodes.Sum(node => Cells.DisksTotal(node) ?? 0);
        var containers = nodes.Sum(node => node.Containers?.Total ?? 0);
        return
        [
            new RowView("TOTAL", [Bold("TOTAL"), Cells.Number(nodes.Count) with { Note = "nodes" }, "", "", "", Cells.Number(containers), cpus == 0 ? "" : $"{cpus} CPUs", memory == 0 ? "" : Display.Bytes(memory), disks == 0 ? "" : Display.Bytes(disks), ""]),
            new RowView("USAGE", [Bold("USAGE"), "", "", "", "", Cells.Number(nodes.Sum(node => node.Containers?.Running ?? 0)) with { Note = "running" }, Cells.Percent(Busy(nodes)), UsedOf(nodes, node => node.MemoryUsedBytes, node => node.MemoryBytes), UsedOf(nodes, Cells.DisksUsed, Cells.DisksTotal), ""]),
        ];
    }

    private static Cell Bold(string text) => new(text);

    /// <summary>How busy all processors are together, over the nodes that tell.</summary>
    private static double? Busy(IReadOnlyList<ClusterNode> nodes)
    {
        var telling = nodes.Where(node => node is { CpuPercent: not null, Cpus: > 0 }).ToList();
        return telling.Count == 0 ? null : telling.Sum(node => node.CpuPercent!.Value * node.Cpus!.Value) / telling.Sum(node => node.Cpus!.Value);
    }

    private static Cell UsedOf(IReadOnlyList<ClusterNode> nodes, Func<ClusterNode, long?> used, Func<ClusterNode, long?> total)
    {
        var telling = nodes.Where(node => used(node) is not null && total(node) > 0).ToList();
        return telling.Count == 0 ? Cell.Empty : Cells.Used(telling.Sum(used), telling.Sum(total));
    }

    private static List<TileView> Tiles(IReadOnlyList<ClusterNode> nodes) =>
        [.. nodes.GroupBy(node => node.Status).OrderByDescending(group => group.Key).Select(group => new TileView(group.Key.ToString(), group.Count().ToString(CultureInfo.InvariantCulture), Links.With("/nodes", ("state", group.Key.ToString())), Tones.Of(group.Key)))];

    private static List<string> Owners(IReadOnlyList<ClusterNode> nodes) => [.. nodes.SelectMany(node => node.Owners).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];

    private static List<LinkView> Actions(PageCall call) => call.MayChange("Nginx.Reload") ? [new LinkView("Reload nginx…", NginxActions.AddressOf(null))] : [];

    /// <summary>Agents that wait to become nodes.</summary>
    private static async Task<IReadOnlyList<NoticeView>> WaitingAsync(PageCall call)
    {
        if (!call.MayChange("Nodes.Add") || !call.May("Nodes.Find")) return [];
        var notices = new List<NoticeView>();
        await foreach (var answer in call.Cluster.Nodes.FindAsync(new NodeDiscovery { Pending = true }, call.Stop))
        {
            if (answer.Value is { JoinId: { } id } candidate)
                notices.Add(new NoticeView($"Agent '{candidate.Name}' waits to become a node.", $"Fingerprint of its key: {candidate.Fingerprint}", Tone.Doubtful, $"/agents/{Uri.EscapeDataString(id)}/approve"));
        }

        return notices;
    }
}
