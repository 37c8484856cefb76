using System.Text;
using System.Text.Json;

namespace LyttleCluster.Core.NginxApi;

/// <summary>
/// An answer other than success. The <c>code</c> of LyttleNGINX is always the same and says nothing, only the agent's does; <c>message</c> is a text or a list
/// of texts; <c>details</c> holds the server's stack trace and is never looked at.
/// </summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">The server's own words; null when the body is not its envelope.</param>
/// <param name="Code">Its name for the failure.</param>
/// <param name="Text">The body as plain text, its beginning; empty for JSON.</param>
/// <param name="IsHtml">Whether it is a web page.</param>
internal sealed record NginxApiRefusal(int Status, string? Message, string? Code, string Text, bool IsHtml)
{
    // nginx says this to whoever speaks plain HTTP to a TLS port (ngx_http_special_response.c).
    private const string TlsPort = "The plain HTTP request was sent to HTTPS port";

    /// <summary>Whether the framework of nginx_api made it: it has a message, and not just any server's.</summary>
    public bool IsEnvelope => Message is not null;

    public static NginxApiRefusal Of(NginxApiAnswer answer) => Parse(answer.Status, answer.MediaType, answer.Body);

    public static NginxApiRefusal Parse(int status, string? mediaType, ReadOnlyMemory<byte> body)
    {
        if (WireJson.TryParse(body) is { } json)
        {
            using (json)
            {
                return new NginxApiRefusal(status, MessageIn(json.RootElement), json.RootElement.Text("code"), "", false);
            }
        }

        var text = Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 2000)]).Trim();
        return new NginxApiRefusal(status, null, null, text, mediaType == "text/html" || text.StartsWith('<'));
    }

    /// <summary>The same in the operator's words.</summary>
    public ClusterException ToException(NginxApiEndpoint endpoint, NginxApiLimits limits, bool wantsLogin) => Status switch
    {
        400 when Text.Contains(TlsPort, StringComparison.Ordinal) => NginxApiErrors.TlsExpected(endpoint),
        401 when endpoint is { ApiKey: null, CertificatePath: not null } => NginxApiErrors.ClientCertificateRefused(endpoint),
        401 when endpoint.ApiKey is null => NginxApiErrors.ApiKeyMissing(endpoint),
        401 => wantsLogin ? NginxApiErrors.LoginRefused(endpoint) : NginxApiErrors.Unauthorized(endpoint, Said),
        403 when Code == "RebootNotAllowed" => NginxApiErrors.RebootNotAllowed(endpoint),
        403 => NginxApiErrors.Forbidden(endpoint, Said),
        429 => NginxApiErrors.RateLimited(endpoint, limits.RetryAfter),
        >= 500 when Message?.Contains("Can't reach database server", StringComparison.Ordinal) == true => NginxApiErrors.DatabaseDown(endpoint),
        >= 500 => NginxApiErrors.ServerFailed(endpoint, Status, Said),
        _ when IsHtml => NginxApiErrors.NotNginxApi(endpoint, $"it sends a web page ({Status})"),
        >= 300 and < 400 => NginxApiErrors.NotNginxApi(endpoint, $"it redirects elsewhere ({Status})"),
        404 when !IsEnvelope => NginxApiErrors.NotNginxApi(endpoint, "it does not know the calls of nginx_api (404)"),
        404 => NginxApiErrors.NotFound(endpoint, Said),
        _ => NginxApiErrors.BadRequest(endpoint, Status, Said),
    };

    /// <summary>The words that came, if they are for people.</summary>
    public string? Said => Message ?? (IsHtml || Text.Length == 0 ? null : Text);

    private static string? MessageIn(JsonElement body)
    {
        if (body.Text("message") is { } text) return text;
        var several = body.Items("message").Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()).ToList();
        return several.Count > 0 ? string.Join("; ", several) : body.Text("error");
    }
}
