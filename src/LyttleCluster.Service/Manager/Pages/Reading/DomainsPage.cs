using System.Globalization;
using LyttleCluster.Core;
using LyttleCluster.Formatting;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>The domains, and whether the nodes have them as they are wanted.</summary>
internal static class DomainsPage
{
    public static async Task ShowAsync(PageCall call)
    {
        var read = await Reads<ClusterDomain>.OfAsync(call.Cluster.Domains.GetAsync(new DomainQuery { Cached = true }, call.Stop), call.Stop);
        await ListPages.ShowAsync(call, "Domains", Definition(read.Values), read.Values, (view, _) => view with { Tiles = Tiles(read.Values), Notices = read.Notices, Actions = Actions(call, read.Values) }, "domains");
    }

    public static ListDefinition<ClusterDomain> Definition(IReadOnlyList<ClusterDomain> domains) => new()
    {
        Noun = "domains",
        Key = domain => domain.AsciiName,
        RowTone = domain => domain.Sync == DomainSync.Applied ? Tone.None : Tones.Of(domain.Sync),
        Empty = "No domain yet.",
        Filters =
        [
            ListFilter<ClusterDomain>.State("sync", "Sync", domain => domain.Sync),
            ListFilter<ClusterDomain>.State("kind", "Kind", domain => domain.Kind),
            new ListFilter<ClusterDomain>("node", "Node", (domain, value) => domain.Nodes.Contains(value, StringComparer.OrdinalIgnoreCase)) { Options = [.. domains.SelectMany(domain => domain.Nodes).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)] },
            ListFilter<ClusterDomain>.Text(domain => [domain.Name, domain.AsciiName, domain.Target, .. domain.Aliases]),
        ],
        Columns =
        [
            Column<ClusterDomain>.Text("name", "Domain", domain => domain.Name, domain => Cell.Link(domain.Name, Links.Domain(domain.AsciiName)) with { Note = domain.Aliases.Length == 0 ? null : Display.List(domain.Aliases) }),
            Column<ClusterDomain>.State("sync", "Sync", domain => domain.Sync),
            Column<ClusterDomain>.State("kind", "Kind", domain => domain.Kind) with { Cell = domain => domain.Kind.ToString() },
            Column<ClusterDomain>.Text("target", "Leads to", domain => domain.Target) with { IsWide = true },
            new("tls", "TLS", domain => domain.Tls ? "yes" : "") { SortBy = domain => domain.Tls, Plain = domain => domain.Tls ? "yes" : "no" },
            Column<ClusterDomain>.Number("nodes", "Nodes", domain => domain.Nodes.Length, domain => Cells.Number(domain.Nodes.Length) with { Note = domain.Nodes.Length is > 0 and <= 3 ? Display.List(domain.Nodes) : null }),
            Column<ClusterDomain>.Text("reason", "Why", Reason) with { IsWide = true },
        ],
    };

    /// <summary>The first node that has it otherwise, and why.</summary>
    private static string? Reason(ClusterDomain domain) =>
        domain.States.Where(state => state.Reason is not null).OrderByDescending(state => state.Sync).Select(state => $"{state.Node}: {state.Reason}").FirstOrDefault();

    private static List<TileView> Tiles(IReadOnlyList<ClusterDomain> domains) =>
        [.. domains.CountBy(domain => domain.Sync).OrderByDescending(group => group.Key).Select(group => new TileView(group.Key.ToString(), group.Value.ToString(CultureInfo.InvariantCulture), Links.With("/domains", ("sync", group.Key.ToString())), Tones.Of(group.Key)))];

    private static List<LinkView> Actions(PageCall call, IReadOnlyList<ClusterDomain> domains)
    {
        var actions = new List<LinkView>();
        if (call.MayChange("Domains.Set")) actions.Add(new LinkView("Add a domain…", "/domains/new"));
        if (domains.Count > 0 && call.MayChange("Domains.Publish")) actions.Add(new LinkView("Publish all…", "/domains/publish"));
        return actions;
    }
}
