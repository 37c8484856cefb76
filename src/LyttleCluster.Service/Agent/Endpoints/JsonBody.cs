using System.Text.Json;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>Reads the body of a call that has one.</summary>
internal static class JsonBody
{
    // An entry in a list in a body, and a level to spare.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>The object that was sent; null, with the reason, when it is none.</summary>
    public static async Task<(JsonDocument? Document, string? Why)> ReadAsync(HttpContext context)
    {
        try
        {
            var document = await JsonDocument.ParseAsync(context.Request.Body, Strict, context.RequestAborted);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return (document, null);
            document.Dispose();
            return (null, "The body is a JSON object");
        }
        catch (JsonException wrong)
        {
            return (null, $"The body is no JSON that is taken here: {wrong.Message}");
        }
    }
}
