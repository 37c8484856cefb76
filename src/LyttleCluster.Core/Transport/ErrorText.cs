using System.Globalization;

namespace LyttleCluster.Core.Transport;

/// <summary>Pieces of messages that the errors of all adapters are made of.</summary>
internal static class ErrorText
{
    private const int Longest = 500;

    /// <summary>Text of the other side, safe to show: one line, no control characters, not endless.</summary>
    public static string Printable(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length <= Longest) return Formatting.Printable.Line(trimmed.ToString());
        // Not through the middle of a character outside the basic plane.
        var end = char.IsHighSurrogate(trimmed[Longest - 1]) ? Longest - 1 : Longest;
        return Formatting.Printable.Line(trimmed[..end].ToString()) + "…";
    }

    /// <summary>What the other side said, to follow a message; nothing when it said nothing.</summary>
    public static string Said(string? text) => string.IsNullOrWhiteSpace(text) ? "" : $": {Printable(text).TrimEnd('.')}";

    public static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    public static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
