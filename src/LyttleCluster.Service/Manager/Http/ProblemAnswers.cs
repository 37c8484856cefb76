using System.Text.Json;
using LyttleCluster.Core.Api;
using LyttleCluster.Service.Hosting;

namespace LyttleCluster.Service.Manager.Http;

/// <summary>Answers that are nothing but a problem.</summary>
internal static class ProblemAnswers
{
    /// <summary>Answers with a failure.</summary>
    /// <param name="context">The call.</param>
    /// <param name="failure">What happened.</param>
    /// <param name="status">The HTTP status; that of its category unless set.</param>
    public static Task ProblemAsync(this HttpContext context, ClusterException failure, int? status = null) => context.ProblemAsync(Problem.Of(failure, status));

    public static Task ProblemAsync(this HttpContext context, Problem problem)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(problem with { CorrelationId = context.CorrelationId() }, ApiJson.Default.Problem);
        context.Response.StatusCode = problem.Status;
        context.Response.ContentType = ApiProtocol.ProblemType;
        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.CacheControl = "no-store";
        // What is left of a body is not read: nothing else can come over this connection.
        if (problem.Status == StatusCodes.Status413PayloadTooLarge) context.Response.Headers.Connection = "close";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }
}
