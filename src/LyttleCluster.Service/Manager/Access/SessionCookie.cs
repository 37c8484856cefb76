namespace LyttleCluster.Service.Manager.Access;

/// <summary>The cookie of a session: no script reads it, no other site's page sends it, and with TLS it never goes without.</summary>
internal static class SessionCookie
{
    // With the prefix __Host- a browser takes it from this host alone, for all of it, over TLS.
    private const string Secure = "__Host-lyttle-session";
    private const string Plain = "lyttle-session";

    public static string? Of(HttpContext context) => context.Request.Cookies[NameFor(context)] is { Length: > 0 } value ? value : null;

    public static void Set(HttpContext context, string value) => context.Response.Cookies.Append(NameFor(context), value, Options(context, BrowserSessions.Lifetime));

    public static void Clear(HttpContext context) => context.Response.Cookies.Append(NameFor(context), "", Options(context, TimeSpan.Zero));

    private static string NameFor(HttpContext context) => context.Request.IsHttps ? Secure : Plain;

    private static CookieOptions Options(HttpContext context, TimeSpan age) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = "/",
        MaxAge = age,
    };
}
