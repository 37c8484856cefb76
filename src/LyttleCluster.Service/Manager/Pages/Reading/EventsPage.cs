using System.Globalization;
using LyttleCluster.Core;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>What happened on the nodes, newest first.</summary>
internal static class EventsPage
{
    public static async Task ShowAsync(PageCall call)
    {
        var query = new EventQuery { Cached = true, Newest = Newest.Of(call), Nodes = call.Query("node") is { } node ? [node] : [], Severity = Severities(call) };
        var read = await Reads<ClusterEvent>.OfAsync(call.Cluster.Events.GetAsync(query, call.Stop), call.Stop);
        var rows = read.Values.Reverse().ToList();
        await ListPages.ShowAsync(call, "Events", Definition(call.Now), rows, (view, _) => view with { Notices = read.Notices, About = Newest.About("events", rows.Count, call) }, "events");
    }

    public static ListDefinition<ClusterEvent> Definition(DateTimeOffset now) => new()
    {
        Noun = "events",
        Key = item => $"{item.Node}/{item.Timestamp.UtcTicks}/{item.Type}/{item.Action}/{item.Id}",
        RowTone = item => Tones.Of(item.Severity),
        Empty = "Nothing happened that is known.",
        Filters =
        [
            // Both are asked for with the query, too; here they only keep their place in the form.
            new ListFilter<ClusterEvent>("severity", "Severity", (_, _) => true) { Options = Enum.GetNames<EventSeverity>() },
            new ListFilter<ClusterEvent>("node", "Node", (_, _) => true),
            ListFilter<ClusterEvent>.Exactly("type", "Type", item => item.Type, ["container", "image", "network", "volume", "daemon", "node", "nginx"]),
            ListFilter<ClusterEvent>.Text(item => [item.Name, item.Action, item.Message, item.Id, .. item.Attributes.Values]),
            Newest.Filter<ClusterEvent>(),
        ],
        Columns =
        [
            new("time", "When", item => new Cell(Moments.Long(item.Timestamp)) { Note = Formatting.Display.Age(item.Timestamp, now) }) { SortBy = item => item.Timestamp, Plain = item => Moments.Iso(item.Timestamp) },
            new("severity", "Severity", item => new Cell(item.Severity.ToString()) { IsBadge = true, Tone = Tones.Of(item.Severity) }) { SortBy = item => item.Severity },
            Column<ClusterEvent>.Text("node", "Node", item => item.Node, item => Cells.Node(item.Node)),
            Column<ClusterEvent>.Text("type", "Type", item => item.Type),
            Column<ClusterEvent>.Text("action", "What", item => item.Action),
            Column<ClusterEvent>.Text("name", "To", item => item.Name, item => Cell.Link(item.Name, Href(item))),
            Column<ClusterEvent>.Text("message", "Message", item => item.Message) with { IsWide = true },
        ],
    };

    private static string? Href(ClusterEvent item) => item switch
    {
        { Type: "container", Id.Length: > 0, Action: not "destroy" } => Links.Container(item.Node, item.Id),
        { Type: "node" } => Links.Node(item.Node),
        _ => null,
    };

    private static IReadOnlyList<EventSeverity> Severities(PageCall call) => call.Query("severity") is not { } word ? []
        : Enum.TryParse<EventSeverity>(word, ignoreCase: true, out var severity) ? [severity]
        : throw PageErrors.ValueInvalid("severity", word, string.Join(", ", Enum.GetNames<EventSeverity>()));
}
