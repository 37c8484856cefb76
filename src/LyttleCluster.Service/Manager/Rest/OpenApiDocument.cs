using System.Security.Cryptography;

namespace LyttleCluster.Service.Manager.Rest;

/// <summary>The description of the API for programs, as it is committed (docs/openapi.json) and built in.</summary>
internal static class OpenApiDocument
{
    private const string Resource = "openapi.json";

    private static readonly Lazy<(byte[] Bytes, string Etag)> Document = new(Load);

    public static Task AnswerAsync(HttpContext context)
    {
        var (bytes, etag) = Document.Value;
        context.Response.Headers.ETag = etag;
        context.Response.Headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch.Any(seen => seen is not null && (seen.Contains(etag, StringComparison.Ordinal) || seen == "*")))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static (byte[] Bytes, string Etag) Load()
    {
        using var stream = typeof(OpenApiDocument).Assembly.GetManifestResourceStream(Resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return (bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"");
    }
}
