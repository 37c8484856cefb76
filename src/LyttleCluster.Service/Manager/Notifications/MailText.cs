using System.Globalization;
using System.Text;
using LyttleCluster.Formatting;

namespace LyttleCluster.Service.Manager.Notifications;

/// <summary>
/// A mail as it goes over the wire (RFC 5322). Its headers are made of checked addresses and of one line of text that is encoded unless it is plain; its
/// body is base64. So nothing that a node says can become a header, and no line can be too long or begin with a dot.
/// </summary>
internal static class MailText
{
    private const int LongestSubject = 150;
    private const int EncodedWordBytes = 42;

    public static byte[] Of(MailOptions options, NotificationMessage message)
    {
        var text = new StringBuilder();
        Header(text, "From", $"LyttleCluster <{options.Sender}>");
        Header(text, "To", string.Join(",\r\n ", options.To.Select(address => $"<{address}>")));
        Header(text, "Subject", Subject($"[LyttleCluster] {NotificationWords.Title(message)}"));
        Header(text, "Date", message.SentAt.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        Header(text, "Message-ID", $"<{Guid.NewGuid():N}@{options.Sender.Split('@')[1]}>");
        Header(text, "Auto-Submitted", "auto-generated");
        Header(text, "MIME-Version", "1.0");
        Header(text, "Content-Type", "text/plain; charset=utf-8");
        Header(text, "Content-Transfer-Encoding", "base64");
        text.Append("\r\n").Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(Body(message)), Base64FormattingOptions.InsertLineBreaks)).Append("\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>One line for the subject: plain where it is, else RFC 2047's encoded words.</summary>
    public static string Subject(string text)
    {
        var line = Printable.Line(text);
        if (line.Length > LongestSubject) line = string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[LongestSubject - 1]) ? LongestSubject - 1 : LongestSubject), "…");
        if (line.All(letter => letter is >= ' ' and <= '~') && !line.Contains("=?", StringComparison.Ordinal)) return line;
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in line.EnumerateRunes())
        {
            if (Encoding.UTF8.GetByteCount(word.ToString()) + rune.Utf8SequenceLength > EncodedWordBytes)
            {
                words.Add(word.ToString());
                word.Clear();
            }

            word.Append(rune.ToString());
        }

        words.Add(word.ToString());
        return string.Join("\r\n ", words.Select(part => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(part))}?="));
    }

    private static string Body(NotificationMessage message)
    {
        var lines = message.Notices.SelectMany(notice => NotificationWords.Lines(notice).Append(""));
        if (message.Dropped > 0) lines = lines.Append(NotificationWords.Dropped(message)).Append("");
        return string.Join("\r\n", lines.Append($"Told by the manager on {message.Sender}. Get-ClusterAlert lists what is so now; Suspend-ClusterAlert keeps it quiet.").Append(""));
    }

    private static void Header(StringBuilder text, string name, string value) => text.Append(name).Append(": ").Append(value).Append("\r\n");
}
