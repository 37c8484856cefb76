using System.Globalization;
using LyttleCluster.Core.Watching;
using LyttleCluster.Formatting;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>The containers of all nodes; those of a node that is away as they were last seen.</summary>
internal static class ContainersPage
{
    public static Task ShowAsync(PageCall call)
    {
        var rows = call.Seen.Nodes.Values.SelectMany(watched => watched.Containers).ToList();
        return ListPages.ShowAsync(call, "Containers", Definition(call.Seen, call.Now), rows, (view, shown) => view with { Tiles = Tiles(call, rows) }, "nodes containers");
    }

    public static ListDefinition<ClusterContainer> Definition(ClusterSnapshot seen, DateTimeOffset now)
    {
        var nodes = seen.Nodes.Values.Select(watched => watched.Node).ToList();
        ClusterNode? NodeOf(ClusterContainer container) => seen.Nodes.GetValueOrDefault(container.Node)?.Node;
        return new()
        {
            Noun = "containers",
            Key = container => $"{container.Node}/{container.Id}",
            RowTone = container => Cells.Edge(container, NodeOf(container)),
            Empty = "No containers.",
            Filters =
            [
                ListFilter<ClusterContainer>.State("state", "State", container => container.State),
                ListFilter<ClusterContainer>.State("health", "Health", container => container.Health),
                ListFilter<ClusterContainer>.Exactly("node", "Node", container => container.Node),
                ListFilter<ClusterContainer>.Location(container => NodeOf(container)?.Location, Locations.Of(nodes)),
                new ListFilter<ClusterContainer>("owner", "Owner", (container, value) => NodeOf(container)?.Owners.Contains(value, StringComparer.OrdinalIgnoreCase) == true) { Options = [.. nodes.SelectMany(node => node.Owners).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)] },
                ListFilter<ClusterContainer>.Exactly("app", "App", container => container.App),
                new ListFilter<ClusterContainer>("q", "Text, or label=value", Holds),
            ],
            Columns = Columns(NodeOf, now),
            Footer = Totals,
        };
    }

    private static List<Column<ClusterContainer>> Columns(Func<ClusterContainer, ClusterNode?> nodeOf, DateTimeOffset now) =>
    [
        Column<ClusterContainer>.Text("name", "Container", container => container.Name, container => Cell.Link(container.Name, Links.Container(container.Node, container.Id)) with { Note = container.Id[..Math.Min(12, container.Id.Length)] }),
        Column<ClusterContainer>.Text("node", "Node", container => container.Node, container => Cells.Node(container.Node) with { Note = nodeOf(container) is { Status: not NodeStatus.Ready } node ? node.Status.ToString() : null }),
        Column<ClusterContainer>.State("state", "State", container => container.State),
        new("health", "Health", container => container.Health == ContainerHealth.None ? Cell.Empty : Cell.Badge(container.Health.ToString())) { SortBy = container => container.Health, Plain = container => container.Health.ToString() },
        Column<ClusterContainer>.Text("status", "Status", container => container.Status) with { IsWide = true },
        Column<ClusterContainer>.Text("image", "Image", container => container.Image) with { IsWide = true },
        Column<ClusterContainer>.Text("app", "App", container => container.App, container => Cell.Link(container.App ?? "", container.App is null ? null : Links.With("/containers", ("app", container.App)))),
        Column<ClusterContainer>.Text("ports", "Ports", container => Display.Ports(container.Ports)),
        Column<ClusterContainer>.Moment("created", "Created", container => container.CreatedAt, now),
        Column<ClusterContainer>.Moment("seen", "Seen", container => container.ObservedAt, now),
    ];

    /// <summary>Whether any of its words holds the text; with an equals sign in it, whether a label does. Nothing is made for it: there are tens of thousands.</summary>
    private static bool Holds(ClusterContainer container, string text) => text.IndexOf('=') is var at && at >= 0
        ? container.Labels.Any(label => label.Key.AsSpan().EndsWith(text.AsSpan(0, at), StringComparison.OrdinalIgnoreCase) && label.Value.AsSpan().StartsWith(text.AsSpan(at + 1), StringComparison.OrdinalIgnoreCase))
        : container.Name.Contains(text, StringComparison.OrdinalIgnoreCase)
        || container.Image.Contains(text, StringComparison.OrdinalIgnoreCase)
        || container.Id.StartsWith(text, StringComparison.OrdinalIgnoreCase)
        || container.Status.Contains(text, StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<RowView> Totals(IReadOnlyList<ClusterContainer> containers)
    {
        var running = containers.Count(container => container.State == ContainerState.Running);
        var unwell = containers.Count(container => container.Health == ContainerHealth.Unhealthy);
        return
        [
            new RowView(
                "TOTAL",
                ["TOTAL", Cells.Number(containers.Select(container => container.Node).Distinct(StringComparer.Ordinal).Count()) with { Note = "nodes" }, $"{Grouped(running)} running", unwell == 0 ? "" : $"{Grouped(unwell)} unhealthy", $"{Grouped(containers.Count)} containers", "", "", "", "", ""]),
        ];
    }

    private static List<TileView> Tiles(PageCall call, List<ClusterContainer> containers) =>
    [
        .. containers.CountBy(container => container.State).OrderBy(group => group.Key).Select(group => new TileView(group.Key.ToString(), Grouped(group.Value), Links.With("/containers", ("state", group.Key.ToString())), Tones.Of(group.Key))),
        .. containers.CountBy(container => container.Health).Where(group => group.Key == ContainerHealth.Unhealthy).Select(group => new TileView("Unhealthy", Grouped(group.Value), Links.With("/containers", ("health", "Unhealthy")), Tone.Bad)),
        .. OwnerTiles(call),
    ];

    /// <summary>How many containers are on the nodes of each owner.</summary>
    public static IEnumerable<TileView> OwnerTiles(PageCall call) => call.Seen.Nodes.Values
        .SelectMany(watched => watched.Node.Owners.Select(owner => (owner, count: watched.Containers.Count)))
        .GroupBy(pair => pair.owner, pair => pair.count, StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Sum() > 0)
        .OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase)
        .Select(group => new TileView($"of {group.Key}", Grouped(group.Sum()), Links.With("/containers", ("owner", group.Key))));

    private static string Grouped(int count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
