using LyttleCluster.Service.Manager.Pages.Http;

namespace LyttleCluster.Service.Manager.Pages;

/// <summary>The pages at the top of every page.</summary>
internal static class Navigation
{
    private static readonly (string Text, string Href, string Method)[] All =
    [
        ("Status", "/", "Overview.Get"),
        ("Nodes", "/nodes", "Nodes.Get"),
        ("Containers", "/containers", "Containers.Get"),
        ("Domains", "/domains", "Domains.Get"),
        ("nginx", "/nginx", "Nginx.GetStatus"),
        ("Events", "/events", "Events.Get"),
        ("Alerts", "/alerts", "Alerts.Get"),
        ("Operations", "/operations", "Operations.Get"),
        ("Certificates", "/certificates", "Manager.GetStatus"),
        ("Locations", "/locations", "Nodes.Get"),
        ("Dashboards", "/dashboards", "Manager.GetMetrics"),
        ("Logs", "/logs", "Manager.ReadLog"),
        ("Access", "/access", "Access.Get"),
    ];

    public static IReadOnlyList<LinkView> Of(PageCall call)
    {
        var path = call.Context.Request.Path.Value ?? "/";
        return [.. All.Where(page => call.May(page.Method)).Select(page => new LinkView(page.Text, page.Href, IsCurrent(page.Href, path)))];
    }

    private static bool IsCurrent(string href, string path) =>
        href == path || (href.Length > 1 && path.StartsWith(href + "/", StringComparison.Ordinal));
}
