using System.Globalization;
using LyttleCluster.Service.Manager.Http;

namespace LyttleCluster.Service.Manager.Access;

/// <summary>Writes a refusal: for programs as problem+json (RFC 9457), for people in a browser as a page.</summary>
internal static class RefusalAnswer
{
    public static Task WriteAsync(HttpContext context, AccessRefusal refusal, Func<HttpContext, AccessRefusal, Task>? page)
    {
        var response = context.Response;
        response.StatusCode = refusal.Status;
        response.Headers.CacheControl = "no-store";
        if (refusal.Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer realm=\"lyttle-cluster\"";
        if (refusal.RetryAfter is { } seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (!IsForPeople(context)) return context.ProblemAsync(refusal.Error, refusal.Status);
        return page is not null ? page(context, refusal) : WordsAsync(context, refusal);
    }

    /// <summary>Whether a person reads the answer: a browser asks for a page, and not for the API.</summary>
    private static bool IsForPeople(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/api") && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static Task WordsAsync(HttpContext context, AccessRefusal refusal)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync($"{refusal.Error.Message}\n{refusal.Error.Remedy}\n", context.RequestAborted);
    }
}
