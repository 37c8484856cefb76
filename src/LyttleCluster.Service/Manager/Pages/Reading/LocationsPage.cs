using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>The locations, with the nodes at or below each.</summary>
internal static class LocationsPage
{
    public static Task ShowAsync(PageCall call) => ListPages.ShowAsync(call, "Locations", Definition(), LocationRow.Of([.. call.Seen.Nodes.Values.Select(watched => watched.Node)]), live: "nodes");

    public static ListDefinition<LocationRow> Definition() => new()
    {
        Noun = "locations",
        Key = row => row.Location,
        RowTone = row => row.Healthy == 0 ? Tone.Bad : row.Healthy < row.Nodes ? Tone.Doubtful : Tone.None,
        Empty = "No node has a location. In PowerShell: Set-ClusterNode -Node web1 -Location eu/rack1",
        Filters = [ListFilter<LocationRow>.Text(row => [row.Location])],
        Columns =
        [
            Column<LocationRow>.Text("location", "Location", row => row.Location, row => Cell.Link(row.Location, Links.With("/nodes", ("location", row.Location)))),
            Column<LocationRow>.Number("nodes", "Nodes", row => row.Nodes, row => Cells.Number(row.Nodes)),
            Column<LocationRow>.Number("healthy", "Ready", row => row.Healthy, row => Cells.Number(row.Healthy) with { Percent = null, Tone = row.Healthy < row.Nodes ? Tone.Doubtful : Tone.Good }),
            Column<LocationRow>.Number("suspended", "Suspended", row => row.Suspended, row => row.Suspended == 0 ? Cell.Empty : Cells.Number(row.Suspended)),
            Column<LocationRow>.Number("away", "Unreachable", row => row.Away, row => row.Away == 0 ? Cell.Empty : Cells.Number(row.Away) with { Tone = Tone.Bad }),
            Column<LocationRow>.Number("containers", "Containers", row => row.Containers, row => Cell.Link(Cells.Number(row.Containers).Text, Links.With("/containers", ("location", row.Location)))),
        ],
    };
}

/// <summary>What stands at a location, or below it.</summary>
internal sealed record LocationRow(string Location, int Nodes, int Healthy, int Suspended, int Away, int Containers)
{
    public static IReadOnlyList<LocationRow> Of(IReadOnlyList<ClusterNode> nodes) => [.. Locations.Of(nodes).Select(location => Of(location, [.. nodes.Where(node => Locations.IsAtOrBelow(location, node.Location))]))];

    private static LocationRow Of(string location, List<ClusterNode> nodes) => new(
        location,
        nodes.Count,
        nodes.Count(node => node.Status == NodeStatus.Ready),
        nodes.Count(node => node.Suspended),
        nodes.Count(node => node.Status == NodeStatus.Unreachable),
        nodes.Sum(node => node.Containers?.Total ?? 0));
}
