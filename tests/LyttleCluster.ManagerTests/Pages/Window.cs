using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace LyttleCluster.ManagerTests.Pages;

/// <summary>A window of the browser that remembers everything that it complained about.</summary>
internal sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    private Window(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") Complaints.Enqueue($"{message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => Complaints.Enqueue("page error: " + error);
        page.RequestFailed += (_, request) =>
        {
            // What is cancelled because the page goes elsewhere is no failure.
            if (request.Failure != "net::ERR_ABORTED") Complaints.Enqueue($"failed: {request.Url} {request.Failure}");
        };
        page.Request += (_, request) => Requests.Enqueue(request.Url);
    }

    public IPage Page { get; }

    /// <summary>Errors of scripts, violations of the policy, files that are missing.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    public ConcurrentQueue<string> Requests { get; } = [];

    public static async Task<Window> OpenAsync(IBrowserContext context) => new(context, await context.NewPageAsync());

    public async Task<IResponse> GoAsync(string path) => (await Page.GotoAsync(path))!;

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
