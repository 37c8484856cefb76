using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using LyttleCluster.Service.Manager.Http;

namespace LyttleCluster.Service.Manager.Access;

/// <summary>
/// Proof that a call that changes something comes from one of the manager's own pages, and not from another site's in the same browser. Two things must hold:
/// what the browser itself says of where it comes from, and a token in the form that other sites cannot know. It is bound to the session, or to the caller,
/// and to this process: after a restart a page is loaded again.
/// </summary>
internal static class Csrf
{
    /// <summary>The form's field.</summary>
    public const string Field = "csrf";

    /// <summary>The header, for scripts of the pages.</summary>
    public const string Header = "X-CSRF-Token";

    private const string FetchSite = "Sec-Fetch-Site";
    private const string FetchMode = "Sec-Fetch-Mode";
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    /// <summary>What a form of this caller has in its field <see cref="Field"/>.</summary>
    public static string TokenFor(HttpContext context) => Base64Url.EncodeToString(Tag(context));

    /// <summary>Why a call is refused; null: it is not another site's.</summary>
    public static async Task<AccessRefusal?> WhyNotAsync(HttpContext context, Identity identity)
    {
        // What a program put into a header itself no page of another site can send.
        if (!identity.IsAmbient) return null;
        if (IsSafe(context.Request.Method)) return IsForeignRead(context) ? AccessRefusals.CrossSite() : null;
        if (!IsOwnSite(context)) return AccessRefusals.CrossSite();
        return !IsBrowsers(context) || IsValid(context, await ShownAsync(context)) ? null : AccessRefusals.FormTokenInvalid();
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    /// <summary>Whether another site's page wants to read in the background; to follow a link from there is anybody's right.</summary>
    private static bool IsForeignRead(HttpContext context) =>
        context.Request.Headers[FetchSite].ToString() is "cross-site" or "same-site" && context.Request.Headers[FetchMode].ToString() != "navigate";

    private static bool IsOwnSite(HttpContext context)
    {
        var request = context.Request;
        // "same-site" is not ours: on loopback that is every other port.
        if (request.Headers[FetchSite].ToString() is { Length: > 0 } site && site is not ("same-origin" or "none")) return false;
        return request.Headers.Origin.ToString() is not { Length: > 0 } origin || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a browser may have sent it: they say so, or it is a form, which any of them can send without asking.</summary>
    private static bool IsBrowsers(HttpContext context) =>
        context.Request.Headers.ContainsKey(FetchSite) || context.Request.Headers.ContainsKey("Origin") || context.Request.HasFormContentType
        || context.Request.ContentType?.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) == true;

    private static async Task<string> ShownAsync(HttpContext context)
    {
        if (context.Request.Headers[Header].ToString() is { Length: > 0 } header) return header;
        if (!context.Request.HasFormContentType) return "";
        try
        {
            return (await context.Request.ReadFormAsync(context.RequestAborted))[Field].ToString();
        }
        catch (InvalidDataException)
        {
            // A form that breaks its own rules has no field.
            return "";
        }
    }

    private static bool IsValid(HttpContext context, string shown) =>
        Base64Url.IsValid(shown, out var length) && length == HMACSHA256.HashSizeInBytes && CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(shown), Tag(context));

    private static byte[] Tag(HttpContext context) => HMACSHA256.HashData(
        Key,
        Encoding.UTF8.GetBytes(context.Session() is { } session ? $"session\n{session.Id}" : $"{context.Caller().Proof}\n{context.Caller().Name}"));
}
