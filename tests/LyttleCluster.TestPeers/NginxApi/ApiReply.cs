using System.Text;
using System.Text.Json;

namespace LyttleCluster.TestPeers;

/// <summary>An answer of a simulated nginx_api.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">Its body as text.</param>
/// <param name="Lost">What becomes of it on the way.</param>
internal sealed record ApiReply(int Status, string Body, LostReply Lost = LostReply.None)
{
    // As JavaScript writes JSON: only what must be is escaped.
    private static readonly JsonSerializerOptions Style = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string ContentType { get; init; } = "application/json; charset=utf-8";

    public static ApiReply Json(int status, object? body) => new(status, JsonSerializer.Serialize(body, Style));

    public static string Text(object body) => JsonSerializer.Serialize(body, Style);

    public byte[] Bytes(IEnumerable<(string Name, string Value)> headers)
    {
        var body = Encoding.UTF8.GetBytes(Body);
        var head = new StringBuilder($"HTTP/1.1 {Status} Whatever\r\nContent-Type: {ContentType}\r\nContent-Length: {body.Length}\r\n");
        foreach (var (name, value) in headers) head.Append($"{name}: {value}\r\n");
        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
    }
}
