using LyttleCluster.Service.Agent.Access;

namespace LyttleCluster.Service.Agent.Http;

/// <summary>Refuses a request that announces a large body before it is sent. No call reads one; one of unknown length is cut by the server itself.</summary>
internal sealed class BodyLimit(AgentLimits limits, TimeProvider time)
{
    public Task UseAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.ContentLength is not { } length || length <= limits.BodyBytes) return next(context);
        // What is on its way is not read, so nothing else can come over this connection.
        context.Response.Headers.Connection = "close";
        return context.RefuseAsync(new Refusal(413, "BodyTooLarge", $"The body has {length} bytes; at most {limits.BodyBytes} are taken"), time);
    }
}
