using LyttleCluster.Core.Access;
using LyttleCluster.Core.Text;
using LyttleCluster.Core.Watching;
using LyttleCluster.Service.Manager.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LyttleCluster.Service.Manager.Watching;

/// <summary>
/// <c>GET /api/v1/watch</c>: server-sent events <c>snapshot</c>, then <c>node</c>, <c>node-gone</c>, <c>containers</c> and <c>event</c>. <c>?nodes=web*</c> and
/// <c>?include=nodes|containers|events</c>, both more than once, narrow it. <c>Last-Event-ID</c> goes on where it ended, if that is still known.
/// With <c>?snapshot=false</c> it begins with the next change: for pages, which have what they show already.
/// </summary>
internal sealed class WatchCalls(WatchFeed feed, WatchLimits limits, TimeProvider time)
{
    private const string Events = "Events.Watch";

    public IReadOnlyList<ManagerRoute> Routes => [ManagerRoute.Get("/api/v1/watch", "Overview.Watch", FollowAsync)];

    private async Task FollowAsync(HttpContext context)
    {
        var nodes = context.Request.Query["nodes"].OfType<string>().ToArray();
        var topics = TopicsOf(context.Request.Query["include"].OfType<string>());
        if (topics == WatchTopics.None)
        {
            await context.ProblemAsync(WatchErrors.IncludeUnknown());
            return;
        }

        // Everybody who is known sees nodes and containers; what happened on them is for those who may ask for it elsewhere too.
        if (!context.May(Events)) topics &= ~WatchTopics.Events;
        if (topics == WatchTopics.None)
        {
            await context.ProblemAsync(AccessRule.Refusal(context.Caller(), AccessMethod.Of(Events)));
            return;
        }

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        // A reader knows at once that it is connected, though nothing may change for a while.
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        var reader = new WatchReader(feed, context.Response.BodyWriter, name => Wildcard.MatchesAny(nodes, name), topics, limits, time);
        try
        {
            await reader.RunAsync(feed.RevisionOf(context.Request.Headers["Last-Event-ID"]) ?? (context.Request.Query["snapshot"] == "false" ? feed.UpTo : null), context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // It left, or took nothing for so long that it is left: what still waits for it is dropped with the connection.
            if (!feed.Ended.IsCancellationRequested) context.Abort();
        }
    }

    private static WatchTopics TopicsOf(IEnumerable<string> words)
    {
        var topics = WatchTopics.None;
        var any = false;
        foreach (var word in words)
        {
            any = true;
            if (!Enum.TryParse<WatchTopics>(word, ignoreCase: true, out var topic) || topic == WatchTopics.None) return WatchTopics.None;
            topics |= topic;
        }

        return any ? topics : WatchTopics.All;
    }
}
