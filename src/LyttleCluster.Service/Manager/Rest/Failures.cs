using LyttleCluster.Core.Api;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager.Http;

namespace LyttleCluster.Service.Manager.Rest;

/// <summary>Turns whatever goes wrong behind it into a problem. The words of an unexpected failure go to our log, never to the caller.</summary>
internal sealed class Failures(ManagerLimits limits, ServiceLog log)
{
    private const string Api = "/api";

    public async Task UseAsync(HttpContext context, RequestDelegate next)
    {
        var isApi = context.Request.Path.StartsWithSegments(Api, StringComparison.OrdinalIgnoreCase);
        if (isApi) context.Response.Headers[ApiProtocol.VersionHeader] = ApiProtocol.Versions;
        try
        {
            await next(context);
            if (isApi && !context.Response.HasStarted) await UnroutedAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            var (known, status) = Refused(context, failure);
            await context.ProblemAsync(known, status);
        }
        catch (Exception failure)
        {
            // Half an answer must not look like a whole one.
            Unexpected(context, failure, log);
            context.Abort();
        }
    }

    /// <summary>What the caller is told of a failure that nobody expected; the log is told all of it.</summary>
    public static ClusterException Unexpected(HttpContext context, Exception failure, ServiceLog log)
    {
        log.Error("A call failed unexpectedly.", ("path", context.Request.Path.Value), ("caller", context.Caller().Name), ("correlationId", context.CorrelationId()), ("exception", failure.ToString()));
        return ApiErrors.Unexpected(context.CorrelationId());
    }

    private static Task UnroutedAsync(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => context.ProblemAsync(ApiErrors.RouteNotFound(context.Request.Method, context.Request.Path)),
        StatusCodes.Status405MethodNotAllowed => context.ProblemAsync(ApiErrors.VerbNotAllowed(context.Request.Method, context.Request.Path, context.Response.Headers.Allow.ToString())),
        _ => Task.CompletedTask,
    };

    private (ClusterException Failure, int? Status) Refused(HttpContext context, Exception failure) => failure switch
    {
        ClusterException known => (known, null),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (ApiErrors.BodyTooLarge(limits.BodyBytes), null),
        BadHttpRequestException bad => (ApiErrors.RequestBad(bad.Message), bad.StatusCode),
        _ => (Unexpected(context, failure, log), StatusCodes.Status500InternalServerError),
    };
}
