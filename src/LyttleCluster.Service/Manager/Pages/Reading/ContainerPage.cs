using LyttleCluster.Core;
using LyttleCluster.Formatting;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;
using LyttleCluster.Service.Manager.Pages.Views;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>One container: where it lives, what is known of it, and the end of its log.</summary>
internal static class ContainerPage
{
    public static Task ShowAsync(PageCall call)
    {
        var (node, container) = Find(call);
        if (ListRequest.From(call.Context.Request).Output != ListOutput.Html)
            return ListPages.ShowAsync(call, container.Name, ContainersPage.Definition(call.Seen, call.Now), [container]);
        var shell = call.Shell(container.Name) with
        {
            Crumbs = [new LinkView("Containers", "/containers"), new LinkView(node.Name, Links.Node(node.Name))],
            Live = "nodes containers",
            LiveNode = node.Name,
        };
        var view = View(call, node, container);
        return !view.HasLog
            ? call.ShowAsync<ContainerDetails, ContainerView>(shell, view)
            : call.StreamAsync<ContainerDetails, ContainerView>(shell, view, page => ShowLogAsync(call, page, container));
    }

    /// <summary>By its whole id, or by how it begins.</summary>
    public static (ClusterNode Node, ClusterContainer Container) Find(PageCall call)
    {
        var watched = call.Seen.Nodes.GetValueOrDefault(call.Route("node")) ?? throw PageErrors.NodeNotFound(call.Route("node"));
        var id = call.Route("id");
        var container = id.Length < 4 ? null : watched.Containers.FirstOrDefault(one => one.Id.StartsWith(id, StringComparison.OrdinalIgnoreCase));
        return (watched.Node, container ?? throw PageErrors.ContainerNotFound(watched.Node.Name, id));
    }

    private static ContainerView View(PageCall call, ClusterNode node, ClusterContainer container) => new()
    {
        Name = container.Name,
        State = Cell.Badge(container.State.ToString()),
        Health = container.Health == ContainerHealth.None ? Cell.Empty : Cell.Badge(container.Health.ToString()),
        Actions = Actions(call, node, container),
        Notices = node.Docker?.Connection is EndpointConnection.Connected
            ? []
            : [new NoticeView($"Node '{node.Name}' does not answer: this is what was last seen of the container, {Display.Age(container.ObservedAt, call.Now)}.", node.Docker?.Reason, Tone.Bad, Links.Node(node.Name))],
        Facts = FactView.Known(
            ("Lives on", Cells.Node(node.Name) with { Note = node.Location }),
            ("State of the node", Cell.Badge(node.Status.ToString())),
            ("Status", container.Status),
            ("Exit code", container.ExitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("Restarts", container.RestartCount?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("Image", container.Image),
            ("App", container.App),
            ("Ports", Display.Ports(container.Ports)),
            ("Id", container.Id),
            ("Created", Cell.Age(container.CreatedAt, call.Now)),
            ("Seen", Cell.Age(container.ObservedAt, call.Now))),
        Labels = Tables.Of("labels", ["Label", "Value"], [.. container.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => new RowView(label.Key, [label.Key, label.Value]))]),
        HasLog = call.May("Containers.ReadLog") && node.Docker is not null,
    };

    private static List<LinkView> Actions(PageCall call, ClusterNode node, ClusterContainer container)
    {
        var page = Links.Container(container.Node, container.Id);
        var actions = new List<LinkView>();
        var runs = container.State is ContainerState.Running or ContainerState.Restarting or ContainerState.Paused;
        if (!runs && call.MayChange("Containers.Start", node.Owners)) actions.Add(new LinkView("Start…", page + "/start"));
        if (runs && call.MayChange("Containers.Stop", node.Owners)) actions.Add(new LinkView("Stop…", page + "/stop"));
        if (call.MayChange("Containers.Restart", node.Owners)) actions.Add(new LinkView("Restart…", page + "/restart"));
        return actions;
    }

    private static Task ShowLogAsync(PageCall call, PagePieces page, ClusterContainer container) => LogTail.ShowAsync(
        call,
        page,
        $"log of {container.Name}",
        Links.With("/api/v1/containers/log", ("nodes", container.Node), ("names", container.Id), ("tail", "0"), ("follow", "true")),
        stop => call.Cluster.Containers.ReadLogAsync(
            new ContainerLogQuery { Containers = [new ContainerRef(container.Node, container.Id, container.Name)], Tail = LogTail.Lines, Timeout = LogTail.Limit }, stop),
        LogViews.Of);
}
