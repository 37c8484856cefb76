using System.Text;
using System.Text.Json;

namespace LyttleCluster.Core.NginxApi;

/// <summary>
/// An answer other than success. The <c>code</c> of LyttleNGINX is always the same and says nothing, only the agent's does; <c>message</c> is a text or a list
/// of texts; <c>details</c> holds the server's stack trace, of which only the kind of the fault is recognised: it is never kept.
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

    private static readonly string[] BadInputs = ["DomainValidationError:", "NginxCustomCodeValidationError:", "PayloadTooLargeError:"];

    /// <summary>Whether the framework of nginx_api made it: it has a message, and not just any server's.</summary>
    public bool IsEnvelope => Message is not null;

    /// <summary>Whether it is a fault of what was sent, although it may say 500.</summary>
    public bool IsBadInput { get; private init; }

    public static NginxApiRefusal Of(NginxApiAnswer answer) => Parse(answer.Status, answer.MediaType, answer.Body);

    public static NginxApiRefusal Parse(int status, string? mediaType, ReadOnlyMemory<byte> body)
    {
        if (WireJson.TryParse(body) is { } json)
        {
            using (json)
            {
                var root = json.RootElement;
                return new NginxApiRefusal(status, MessageIn(root), root.Text("code"), "", false) { IsBadInput = status is 400 or 413 || (status == 500 && IsBadInputIn(root)) };
            }
        }

        var text = Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 2000)]).Trim();
        return new NginxApiRefusal(status, null, null, text, mediaType == "text/html" || text.StartsWith('<'));
    }

    /// <summary>The same in the operator's words.</summary>
    public ClusterException ToException(NginxApiEndpoint endpoint, NginxApiLimits limits, bool wantsLogin) => Status switch
    {
        400 when Text.Contains(TlsPort, StringComparison.Ordinal) => NginxApiErrors.TlsExpected(endpoint),
        401 when endpoint is { ApiKey: null, CertificatePath: not null } => NginxApiErrors.ClientCertificateRefused(endpoint, Said),
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

    /// <summary>LyttleNGINX says 500 to domains and custom code that it does not like, and to a body over 100 kB; the trace begins with the kind of the fault.</summary>
    private static bool IsBadInputIn(JsonElement body) =>
        body.Field("details")?.Text("stack") is { } stack && BadInputs.Any(kind => stack.StartsWith(kind, StringComparison.Ordinal));

    private static string? MessageIn(JsonElement body)
    {
        if (body.Text("message") is { } text) return text;
        var several = body.Items("message").Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()).ToList();
        return several.Count > 0 ? string.Join("; ", several) : body.Text("error");
    }
}
