using LyttleCluster.Core;
using LyttleCluster.Formatting;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;
using LyttleCluster.Service.Manager.Pages.Views;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>One domain: where it leads, how each node has it, what differs, and its configuration.</summary>
internal static class DomainPage
{
    /// <summary>A page does not wait longer than this for the nodes to be compared.</summary>
    private static readonly TimeSpan CompareLimit = TimeSpan.FromSeconds(5);

    public static async Task ShowAsync(PageCall call)
    {
        var domain = await FindAsync(call, call.Route("domain"));
        if (ListRequest.From(call.Context.Request).Output != ListOutput.Html)
        {
            await ListPages.ShowAsync(call, domain.Name, DomainsPage.Definition([domain]), [domain]);
            return;
        }

        var shell = call.Shell(domain.Name) with { Crumbs = [new LinkView("Domains", "/domains")] };
        var view = await ViewAsync(call, domain);
        if (view.HasDifferences) await call.StreamAsync<DomainDetails, DomainView>(shell, view, page => CompareAsync(call, page, domain));
        else await call.ShowAsync<DomainDetails, DomainView>(shell, view);
    }

    /// <summary>The domain of exactly that name: what looks like a wildcard is one that a certificate has, not a pattern.</summary>
    public static async Task<ClusterDomain> FindAsync(PageCall call, string name)
    {
        await foreach (var answer in call.Cluster.Domains.GetAsync(new DomainQuery { Names = [NameOf(name)], Cached = true }, call.Stop))
        {
            if (answer.Failure is { } failure) throw failure;
            if (answer.Value is { } domain) return domain;
        }

        throw new ClusterException("DomainNotFound", ClusterErrorCategory.ObjectNotFound, $"There is no domain '{name}' in this cluster.", "The list of domains has those there are.") { TargetName = name };
    }

    /// <summary>A name as requests take it, without being taken for a pattern.</summary>
    public static string NameOf(string name) => name.StartsWith('*') ? "`" + name : name;

    private static async Task<DomainView> ViewAsync(PageCall call, ClusterDomain domain) => new()
    {
        Name = domain.Name,
        Sync = Cell.Badge(domain.Sync.ToString()),
        Actions = Actions(call, domain),
        Facts = FactView.Known(
            ("Other names", Display.List(domain.Aliases)),
            ("In punycode", domain.AsciiName == domain.Name ? null : domain.AsciiName),
            ("Kind", domain.Kind.ToString()),
            ("Leads to", domain.Target),
            ("Balanced by", domain.Upstreams.Length > 1 ? (domain.LeastConnections ? "fewest connections" : "turns") : null),
            ("Redirects with", domain.RedirectStatus is { } status ? $"{status}{(domain.RedirectKeepPath ? ", path and query kept" : "")}" : null),
            ("TLS", domain.Tls ? "yes, and plain requests are sent there" : "no"),
            ("Certificate", domain.CertificatePath),
            ("Wanted on nodes", Display.List(domain.WantedNodes)),
            ("Wanted on labels", Display.Pairs(domain.WantedLabels)),
            ("Wanted at locations", Display.List(domain.WantedLocations)),
            ("Own directives", domain.CustomConfiguration)),
        States = Tables.Of(
            "states on the nodes",
            ["Node", "Sync", "Why", "Published", "Release"],
            [.. domain.States.Select(state => new RowView(state.Node, [Cells.Node(state.Node), Cell.Badge(state.Sync.ToString()), state.Reason, Cell.Age(state.PublishedAt, call.Now), state.Release], state.Sync == DomainSync.Applied ? Tone.None : Tones.Of(state.Sync)))]) with { Empty = "No node is meant by what it is wanted on." },
        HasDifferences = domain.Nodes.Length > 0 && call.May("Domains.Compare"),
        Configuration = call.May("Domains.Render") ? await RenderAsync(call, domain) : null,
    };

    private static List<LinkView> Actions(PageCall call, ClusterDomain domain)
    {
        var page = Links.Domain(domain.AsciiName);
        var actions = new List<LinkView>();
        if (call.MayChange("Domains.Publish")) actions.Add(new LinkView("Publish…", page + "/publish"));
        if (call.MayChange("Domains.Set")) actions.Add(new LinkView("Edit…", page + "/edit"));
        if (call.MayChange("Domains.Remove")) actions.Add(new LinkView("Remove…", page + "/remove"));
        return actions;
    }

    private static async Task<string?> RenderAsync(PageCall call, ClusterDomain domain)
    {
        await foreach (var answer in call.Cluster.Domains.RenderAsync(new DomainRendering { Names = [NameOf(domain.AsciiName)] }, call.Stop))
        {
            if (answer.Value is { } text) return text;
            if (answer.Failure is { } failure) return "# " + failure.Message;
        }

        return null;
    }

    private static async Task CompareAsync(PageCall call, PagePieces page, ClusterDomain domain)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(call.Stop);
        limit.CancelAfter(CompareLimit);
        var (rows, notices) = (new List<RowView>(), new List<NoticeView>());
        try
        {
            await foreach (var answer in call.Cluster.Domains.CompareAsync(new DomainComparison { Names = [NameOf(domain.AsciiName)], Nodes = domain.Nodes, Timeout = CompareLimit }, limit.Token))
            {
                if (answer.Value is { } difference) rows.Add(Row(difference));
                if (answer.Failure is { } failure) notices.Add(new NoticeView(failure.Message, failure.Remedy, Tone.Doubtful));
            }
        }
        catch (OperationCanceledException) when (!call.Stop.IsCancellationRequested)
        {
            notices.Add(new NoticeView($"Not all nodes answered within {CompareLimit.TotalSeconds:0} s.", null, Tone.Doubtful));
        }
        catch (ClusterException failure)
        {
            notices.Add(new NoticeView(failure.Message, failure.Remedy, Tone.Doubtful));
        }

        var table = Tables.Of("differences", ["Node", "Sync", "Wanted", "On the node", "nginx answers", "Differs in"], rows) with { Empty = "Nothing to compare." };
        await page.ShowAsync<Differences, DifferencesView>(new DifferencesView(table, notices));
    }

    private static RowView Row(ClusterDomainDifference difference) => new(
        difference.Node,
        [Cells.Node(difference.Node), Cell.Badge(difference.Sync.ToString()), difference.Desired, difference.OnNode, difference.Answer, difference.Reason],
        difference.Sync == DomainSync.Applied ? Tone.None : Tones.Of(difference.Sync));
}
