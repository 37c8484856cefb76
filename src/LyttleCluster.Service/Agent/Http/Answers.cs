using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LyttleCluster.Service.Agent.Access;

namespace LyttleCluster.Service.Agent.Http;

/// <summary>Writes answers.</summary>
internal static class Answers
{
    private const string JsonType = "application/json; charset=utf-8";

    public static Task JsonAsync<T>(this HttpContext context, T body, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        context.JsonAsync(JsonSerializer.SerializeToUtf8Bytes(body, type), status);

    /// <summary>A body that is made whole, so that its length is known and nothing breaks in the middle.</summary>
    public static Task JsonAsync(this HttpContext context, byte[] bytes, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = JsonType;
        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    public static Task RefuseAsync(this HttpContext context, Refusal refusal, TimeProvider time)
    {
        if (refusal.Status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = Authentication.Challenge;
        if (refusal.RetryAfter is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return context.JsonAsync(
            new ErrorBody(refusal.Status, time.GetUtcNow(), context.Request.Path.Value ?? "/", context.Request.Method, refusal.Message, refusal.Code),
            AgentJson.Default.ErrorBody,
            refusal.Status);
    }
}
