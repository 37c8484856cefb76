using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LyttleCluster.Service.Manager.Notifications;

/// <summary>What is posted to a webhook, by its format.</summary>
internal static class WebhookBodies
{
    /// <summary>Discord refuses more.</summary>
    private const int DiscordLimit = 2000;

    /// <summary>Slack cuts off later.</summary>
    private const int SlackLimit = 30_000;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of(WebhookFormat format, NotificationMessage message) => format switch
    {
        WebhookFormat.Slack => Slack(message),
        WebhookFormat.Discord => Discord(message),
        _ => Json(message),
    };

    private static byte[] Json(NotificationMessage message) => Write(json =>
    {
        json.WriteString("source", "lyttle-cluster");
        json.WriteNumber("version", 1);
        json.WriteString("sender", message.Sender);
        json.WriteString("sentAt", message.SentAt);
        json.WriteString("title", NotificationWords.Title(message));
        json.WriteNumber("dropped", message.Dropped);
        json.WriteStartArray("alerts");
        foreach (var notice in message.Notices)
        {
            var alert = notice.Alert;
            json.WriteStartObject();
            json.WriteString("kind", notice.Kind.ToString());
            json.WriteString("at", notice.At);
            json.WriteString("id", alert.Id);
            json.WriteString("rule", alert.Rule);
            json.WriteString("severity", alert.Severity.ToString());
            json.WriteString("state", alert.State.ToString());
            json.WriteString("target", alert.Target);
            if (alert.Node is { } node) json.WriteString("node", node);
            json.WriteString("summary", alert.Summary);
            if (alert.Remedy is { } remedy) json.WriteString("remedy", remedy);
            json.WriteString("since", alert.Since);
            if (alert.EndedAt is { } ended) json.WriteString("endedAt", ended);
            json.WriteNumber("count", alert.Count);
            json.WriteStartArray("owners");
            foreach (var owner in notice.Owners) json.WriteStringValue(owner);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    // In Slack's text these three are what can begin a link, a mention or a call to everybody.
    private static byte[] Slack(NotificationMessage message) => Write(json => json.WriteString(
        "text",
        Text(message, SlackLimit).Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)));

    private static byte[] Discord(NotificationMessage message) => Write(json =>
    {
        json.WriteString("content", Text(message, DiscordLimit));
        // A container may be called @everyone.
        json.WriteStartObject("allowed_mentions");
        json.WriteStartArray("parse");
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static string Text(NotificationMessage message, int limit)
    {
        var text = new StringBuilder($"LyttleCluster on {message.Sender}");
        var left = message.Notices.Count;
        foreach (var notice in message.Notices)
        {
            var line = $"\n{NotificationWords.Line(notice)}";
            var tail = $"\n… and {left} more: Get-ClusterAlert";
            if (text.Length + line.Length + tail.Length + 120 > limit) return Cut(text.Append(tail).ToString(), limit);
            text.Append(line);
            left--;
        }

        if (message.Dropped > 0) text.Append('\n').Append(NotificationWords.Dropped(message));
        return Cut(text.ToString(), limit);
    }

    private static string Cut(string text, int limit)
    {
        if (text.Length <= limit) return text;
        var end = char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit;
        return text[..end];
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(bytes, Readable))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }
}
