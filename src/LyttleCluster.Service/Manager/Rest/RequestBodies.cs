using System.Text.Json;
using LyttleCluster.Core.Api;
using Microsoft.AspNetCore.Http.Features;

namespace LyttleCluster.Service.Manager.Rest;

/// <summary>Reads the body of a call.</summary>
internal static class RequestBodies
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>The JSON that was sent; an empty object where nothing was.</summary>
    public static async Task<JsonDocument> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength == 0 || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }) return JsonDocument.Parse("{}");
        // A form of a page elsewhere could send anything else without being asked for leave first.
        if (!request.HasJsonContentType()) throw ApiErrors.MediaTypeUnsupported(request.ContentType);
        try
        {
            return await JsonDocument.ParseAsync(request.Body, Strict, context.RequestAborted);
        }
        catch (JsonException wrong)
        {
            throw ApiErrors.RequestNotJson(wrong.Message);
        }
    }
}
