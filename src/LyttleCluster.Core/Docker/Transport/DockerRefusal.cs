using System.Text;
using System.Text.Json;
using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Docker;

/// <summary>An answer other than success: its status and the engine's message.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">The engine's own words; null when the body is not the engine's <c>{"message":"…"}</c>.</param>
/// <param name="Text">The body as plain text, its beginning.</param>
/// <param name="IsHtml">Whether it is a web page.</param>
internal sealed record DockerRefusal(int Status, string? Message, string Text, bool IsHtml)
{
    // Go's http server says this in plain HTTP/1.0 to whoever speaks plain HTTP to a TLS port (net/http/server.go).
    private const string TlsPort = "Client sent an HTTP request to an HTTPS server";

    public static async Task<DockerRefusal> ReadAsync(AnswerStream answer)
    {
        var body = await answer.ReadWholeAsync();
        var type = answer.Response.Content.Headers.ContentType?.MediaType;
        return Parse((int)answer.Response.StatusCode, type, body.Span);
    }

    public static DockerRefusal Parse(int status, string? mediaType, ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, 2000)]).Trim();
        var isHtml = mediaType == "text/html" || text.StartsWith('<');
        return new DockerRefusal(status, MessageIn(body), text, isHtml);
    }

    public ClusterException ToException(DockerEndpoint endpoint, string? container)
    {
        if (Status == 400 && Text.Contains(TlsPort, StringComparison.Ordinal)) return DockerErrors.TlsExpected(endpoint);
        // A login page is still a refusal to let us in; any other page below 500 means that this is some web server.
        return Status switch
        {
            401 => DockerErrors.Unauthorized(endpoint, Said),
            403 => DockerErrors.Forbidden(endpoint, Said),
            // podman's way of a conflict (libpod/define/errors.go).
            500 when Message?.EndsWith("container state improper", StringComparison.Ordinal) == true => DockerErrors.Conflict(endpoint, container, Said),
            >= 500 when container is not null && Message?.Contains("logging driver does not support reading", StringComparison.Ordinal) == true =>
                DockerErrors.LogUnavailable(endpoint, container, Said),
            >= 500 => DockerErrors.EngineFailed(endpoint, container, Status, Said),
            _ when IsHtml => DockerErrors.NotAnEngine(endpoint, $"it sends a web page ({Status})"),
            >= 300 and < 400 => DockerErrors.NotAnEngine(endpoint, $"it redirects elsewhere ({Status})"),
            404 when Message is null => DockerErrors.NotAnEngine(endpoint, "it does not know the Docker API (404)"),
            404 when container is not null && Message.Contains("container", StringComparison.OrdinalIgnoreCase) => DockerErrors.ContainerNotFound(endpoint, container),
            404 => DockerErrors.NotFound(endpoint, Said),
            409 => DockerErrors.Conflict(endpoint, container, Said),
            _ => DockerErrors.BadRequest(endpoint, container, Status, Said),
        };
    }

    /// <summary>The words that came, if they are for people: engines speak plain text to clients that they find too old.</summary>
    public string? Said => Message ?? (IsHtml || Text.Length == 0 ? null : Text);

    private static string? MessageIn(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, DockerJson.Default.DockerMessage)?.Message;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
