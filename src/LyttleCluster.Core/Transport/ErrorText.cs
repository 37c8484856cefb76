using System.Globalization;
using System.Text;

namespace LyttleCluster.Core.Transport;

/// <summary>Pieces of messages that the errors of all adapters are made of.</summary>
internal static class ErrorText
{
    /// <summary>Text of the other side, safe to show: one line, no control characters, not endless.</summary>
    public static string Printable(string text)
    {
        const int longest = 500;
        var clean = new StringBuilder(Math.Min(text.Length, longest));
        foreach (var rune in text.AsSpan().Trim().EnumerateRunes())
        {
            if (clean.Length >= longest) return clean.Append('…').ToString();
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format) clean.Append(' ');
            else clean.Append(rune.ToString());
        }

        return clean.ToString();
    }

    /// <summary>What the other side said, to follow a message; nothing when it said nothing.</summary>
    public static string Said(string? text) => string.IsNullOrWhiteSpace(text) ? "" : $": {Printable(text).TrimEnd('.')}";

    public static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    public static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
