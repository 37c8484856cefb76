namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>Tags in headers: <c>"16 hex"</c>.</summary>
internal static class ETags
{
    /// <summary>The tag without its quotes.</summary>
    public static string Plain(string tag) => tag.Trim() is ['"', .. var inner, '"'] ? inner : tag.Trim();

    public static void Set(HttpContext context, string tag) => context.Response.Headers.ETag = $"\"{tag}\"";

    /// <summary>What the caller saw; null when it does not say, or means anything (<c>*</c>).</summary>
    public static string? Wanted(HttpContext context) => context.Request.Headers.IfMatch.ToString() is { Length: > 0 } tag && tag != "*" ? Plain(tag) : null;
}
