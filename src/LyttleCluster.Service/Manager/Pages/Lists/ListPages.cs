using System.Globalization;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Views;

namespace LyttleCluster.Service.Manager.Pages.Lists;

/// <summary>Answers a request for a list: as a page, or in the form asked for.</summary>
internal static class ListPages
{
    /// <param name="call">The request.</param>
    /// <param name="title">The heading.</param>
    /// <param name="definition">The list.</param>
    /// <param name="rows">All of its rows.</param>
    /// <param name="dress">Adds to the page what only this list has, from the rows that the filters left.</param>
    /// <param name="live">What keeps it up to date; see <see cref="PageShell.Live"/>.</param>
    public static Task ShowAsync<T>(
        PageCall call, string title, ListDefinition<T> definition, IReadOnlyList<T> rows, Func<ListPageView, IReadOnlyList<T>, ListPageView>? dress = null, string live = "")
    {
        var request = ListRequest.From(call.Context.Request);
        var listing = Listing<T>.Of(definition, request, rows);
        if (request.Output != ListOutput.Html)
        {
            PageHeaders.Set(call.Context.Response);
            return ListAnswer.WriteAsync(call.Context, definition, listing, request);
        }

        var view = View(title, definition, listing, request, rows.Count);
        return call.ShowAsync<ListPage, ListPageView>(call.Shell(title) with { Live = live }, dress is null ? view : dress(view, listing.All));
    }

    private static ListPageView View<T>(string title, ListDefinition<T> definition, Listing<T> listing, ListRequest request, int all) => new()
    {
        Title = title,
        Count = request.Filters.Count == 0 || listing.All.Count == all ? Number(all) : $"{Number(listing.All.Count)} of {Number(all)}",
        Path = request.Path,
        Filters = listing.Filters(),
        Sort = request.SortText,
        Table = listing.Table(),
        Outputs = [new LinkView("text", request.As("text")), new LinkView("JSON", request.As("json")), new LinkView("CSV", request.As("csv"))],
    };

    private static string Number(int count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
