using LyttleCluster.Service.Agent.Access;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Agent.Http;

/// <summary>Turns whatever goes wrong behind it into the error envelope. The words of an unexpected failure go to our log, never to the caller.</summary>
internal sealed class Failures(ServiceLog log, TimeProvider time)
{
    public async Task UseAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && Unrouted(context) is { } refusal) await context.RefuseAsync(refusal, time);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            await context.RefuseAsync(Refused(context, failure), time);
        }
    }

    private static Refusal? Unrouted(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => Refusal.NotFound($"Cannot {context.Request.Method} {context.Request.Path}"),
        StatusCodes.Status405MethodNotAllowed => new Refusal(405, "MethodNotAllowed", $"Cannot {context.Request.Method} {context.Request.Path}: use {context.Response.Headers.Allow}"),
        _ => null,
    };

    private Refusal Refused(HttpContext context, Exception failure)
    {
        switch (failure)
        {
            case BadHttpRequestException bad:
                return new Refusal(bad.StatusCode, bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? "BodyTooLarge" : "BadRequest", bad.Message);
            case ClusterException { Category: ClusterErrorCategory.InvalidArgument } wrong:
                return new Refusal(400, wrong.ErrorId, $"{wrong.Message} {wrong.Remedy}");
            case ClusterException { Category: ClusterErrorCategory.NotImplemented } absent:
                return new Refusal(501, absent.ErrorId, $"{absent.Message} {absent.Remedy}");
            case ClusterException known:
                log.Error(known.Message, ("code", known.ErrorId), ("path", context.Request.Path.Value), ("correlationId", context.CorrelationId()));
                return new Refusal(500, known.ErrorId, $"{known.Message} {known.Remedy}");
            default:
                log.Error("A call failed unexpectedly.", ("path", context.Request.Path.Value), ("correlationId", context.CorrelationId()), ("exception", failure.ToString()));
                return new Refusal(500, "Unexpected", $"The agent failed unexpectedly: its log has the details under correlation id {context.CorrelationId()}");
        }
    }
}
