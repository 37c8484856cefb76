using LyttleCluster.Core.Access;
using LyttleCluster.Service.Manager.Access;
using LyttleCluster.Service.Manager.Http;
using LyttleCluster.Service.Manager.Pages.Actions;
using LyttleCluster.Service.Manager.Pages.Dashboards;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Reading;
using LyttleCluster.Service.Manager.Pages.Views;

namespace LyttleCluster.Service.Manager.Pages;

/// <summary>The pages of the manager: what people see of the cluster, and do with it, in a browser.</summary>
internal sealed class ManagerPages(ManagerParts parts)
{
    private readonly PageAssets _assets = new();

    /// <summary>Every page, action and asset.</summary>
    public IReadOnlyList<ManagerRoute> Routes =>
    [
        Page("/", "Overview.Get", StatusPage.ShowAsync),
        Page("/nodes", "Nodes.Get", NodesPage.ShowAsync),
        Page("/nodes/{node}", "Nodes.Get", NodePage.ShowAsync),
        Page("/containers", "Containers.Get", ContainersPage.ShowAsync),
        Page("/containers/{node}/{id}", "Containers.Get", ContainerPage.ShowAsync),
        Page("/domains", "Domains.Get", DomainsPage.ShowAsync),
        Page("/domains/{domain}", "Domains.Get", DomainPage.ShowAsync),
        Page("/nginx", "Nginx.GetStatus", NginxListPage.ShowAsync),
        Page("/nginx/{node}", "Nginx.GetStatus", NginxPage.ShowAsync),
        Page("/events", "Events.Get", EventsPage.ShowAsync),
        Page("/alerts", "Alerts.Get", AlertsPage.ShowAsync),
        Page("/operations", "Operations.Get", OperationsPage.ShowAsync),
        Page("/operations/{operation}", "Operations.Get", OperationPage.ShowAsync),
        Page("/certificates", "Manager.GetStatus", CertificatesPage.ShowAsync),
        Page("/locations", "Nodes.Get", LocationsPage.ShowAsync),
        Page("/dashboards", "Manager.GetMetrics", DashboardsPage.ShowAsync),
        Page("/logs", "Manager.ReadLog", LogsPage.ShowAsync),
        Page("/access", "Access.Get", AccessPage.ShowAsync),
        Page("/tokens", "Access.GetTokens", TokensPage.ShowAsync),
        .. PageActions.All.SelectMany(action => (ManagerRoute[])
        [
            Page(action.Pattern, action.Method, action.AskAsync),
            ManagerRoute.Post(action.Pattern, action.Method, context => AnswerAsync(context, action.TakeAsync)),
        ]),
        ManagerRoute.Get(SignInPage.Address, null, context => AnswerAsync(context, call => SignInPage.ShowAsync(call, null))),
        .. _assets.All.Select(asset => ManagerRoute.Get(asset.Path, null, asset.ServeAsync)),
    ];

    /// <summary>What is shown where there is no page.</summary>
    public ManagerRoute NotFound => ManagerRoute.Get("/", null, context => AnswerAsync(context, call => throw PageErrors.NotFound(call.Context.Request.Path)));

    /// <summary>Tells people why a call of theirs was refused before it came to a page.</summary>
    public Task ShowRefusalAsync(HttpContext context, AccessRefusal refusal)
    {
        var call = new PageCall(context, parts, _assets);
        return refusal.Status == StatusCodes.Status401Unauthorized || (context.Request.Path == SignInPage.Address && refusal.Status == StatusCodes.Status429TooManyRequests)
            ? SignInPage.ShowAsync(call, refusal)
            : ShowFailureAsync(call, refusal.Error, refusal.Status);
    }

    private ManagerRoute Page(string pattern, string method, Func<PageCall, Task> show) => ManagerRoute.Get(pattern, method, context => AnswerAsync(context, show));

    private async Task AnswerAsync(HttpContext context, Func<PageCall, Task> answer)
    {
        var call = new PageCall(context, parts, _assets);
        try
        {
            await answer(call);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The reader left.
        }
        catch (ClusterException failure) when (!context.Response.HasStarted)
        {
            await ShowFailureAsync(call, failure, PageStatus.Of(failure));
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            parts.Log.Error("A page failed.", ("path", context.Request.Path.Value), ("exception", failure.ToString()));
            await ShowFailureAsync(call, PageErrors.Unexpected(), StatusCodes.Status500InternalServerError);
        }
    }

    private static async Task ShowFailureAsync(PageCall call, ClusterException failure, int status)
    {
        var title = PageStatus.Title(status);
        var view = new ErrorView(title, failure.Message, failure.Remedy, failure.ErrorId, status, status >= 500 ? Tone.Bad : Tone.Doubtful, Ways(call, status));
        await call.ShowAsync<ErrorPage, ErrorView>(call.Shell(title), view, status);
    }

    private static List<LinkView> Ways(PageCall call, int status)
    {
        var ways = new List<LinkView>();
        if (status == StatusCodes.Status403Forbidden && call.Caller.Proof is CallerProof.None or CallerProof.Token) ways.Add(new LinkView("Sign in as somebody else", SignInPage.Address));
        if (call.May("Overview.Get")) ways.Add(new LinkView("Status page", "/"));
        return ways;
    }
}
