using LyttleCluster.Core.Api;

namespace LyttleCluster.Service.Hosting;

/// <summary>Every call has an id: the caller's (<c>X-Correlation-Id</c>, else <c>X-Request-Id</c>) where it is a plain word, else one of ours. It is answered, and stands in logs and operations.</summary>
internal static class CorrelationIds
{
    public const string Header = ApiProtocol.CorrelationHeader;
    private const string OtherHeader = "X-Request-Id";
    private const int MaxLength = 128;
    private static readonly object Key = new();

    public static Task UseAsync(HttpContext context, RequestDelegate next)
    {
        var id = Wanted(context, Header) ?? Wanted(context, OtherHeader) ?? Guid.NewGuid().ToString();
        context.Items[Key] = id;
        context.Response.Headers[Header] = id;
        return next(context);
    }

    /// <summary>The id of this call.</summary>
    public static string CorrelationId(this HttpContext context) => (string)context.Items[Key]!;

    /// <summary>Whether a caller may choose this id: <c>^[A-Za-z0-9._:-]{1,128}$</c>.</summary>
    public static bool IsPlain(string id) => id.Length is > 0 and <= MaxLength && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or ':' or '-');

    private static string? Wanted(HttpContext context, string header) =>
        context.Request.Headers[header] is [{ } id] && IsPlain(id) ? id : null;
}
