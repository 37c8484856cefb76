namespace LyttleCluster.Service.Manager.Metrics;

/// <summary>Counts who reads a stream, whichever call gives it: what is sent as server-sent events is one.</summary>
internal static class StreamCount
{
    public static void Use(WebApplication web, ManagerCounters counters) => web.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            if (context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true) context.Response.RegisterForDispose(counters.Reading());
            return Task.CompletedTask;
        });
        return next(context);
    });
}
