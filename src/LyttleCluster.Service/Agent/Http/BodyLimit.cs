using LyttleCluster.Service.Agent.Access;
using Microsoft.AspNetCore.Http.Features;

namespace LyttleCluster.Service.Agent.Http;

/// <summary>Refuses a request that announces a larger body than its call takes, before it is sent; one of unknown length is cut by the server itself.</summary>
/// <param name="limits">The usual limit.</param>
/// <param name="routes">Every call; those with a limit of their own have no parameters in their path.</param>
/// <param name="time">The clock.</param>
internal sealed class BodyLimit(AgentLimits limits, IReadOnlyList<AgentRoute> routes, TimeProvider time)
{
    private readonly AgentRoute[] _larger = [.. routes.Where(route => route.BodyBytes is not null)];

    public Task UseAsync(HttpContext context, RequestDelegate next)
    {
        var most = MostOf(context.Request);
        if (context.Request.ContentLength is not { } length || length <= most)
        {
            if (most != limits.BodyBytes && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = most;
            return next(context);
        }

        // What is on its way is not read, so nothing else can come over this connection.
        context.Response.Headers.Connection = "close";
        return context.RefuseAsync(new Refusal(413, "BodyTooLarge", $"The body has {length} bytes; at most {most} are taken"), time);
    }

    private int MostOf(HttpRequest request) =>
        _larger.FirstOrDefault(route => route.Method == request.Method && route.Pattern.Equals(request.Path.Value?.TrimEnd('/'), StringComparison.OrdinalIgnoreCase))?.BodyBytes ?? limits.BodyBytes;
}
