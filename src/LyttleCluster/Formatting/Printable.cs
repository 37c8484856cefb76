using System.Globalization;
using System.Text;

namespace LyttleCluster.Formatting;

/// <summary>
/// Text from nodes as a terminal may show it. A container's name, label or log line can hold escape sequences that would move
/// the cursor, recolour or rewrite what stands on the screen; here they become visible signs.
/// </summary>
public static class Printable
{
    private const char FirstControlPicture = '\u2400';
    private const char DeletePicture = '\u2421';

    /// <summary>One line: line ends and tabs become signs as well.</summary>
    /// <param name="text">Any text; null gives an empty one.</param>
    public static string Line(string? text) => Replace(text, keepLineEnds: false);

    /// <summary>Text of several lines: line feeds and tabs stay; a carriage return alone would overwrite its line.</summary>
    /// <param name="text">Any text; null gives an empty one.</param>
    public static string Text(string? text) => Replace(text, keepLineEnds: true);

    private static string Replace(string? text, bool keepLineEnds)
    {
        if (text is null) return "";
        var first = FirstUnsafe(text, keepLineEnds);
        if (first < 0) return text;

        var result = new StringBuilder(text.Length + 16).Append(text, 0, first);
        foreach (var character in text.AsSpan(first))
        {
            if (IsUnsafe(character, keepLineEnds)) AppendSign(result, character);
            else result.Append(character);
        }

        return result.ToString();
    }

    private static int FirstUnsafe(string text, bool keepLineEnds)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsUnsafe(text[i], keepLineEnds)) return i;
        }

        return -1;
    }

    private static bool IsUnsafe(char character, bool keepLineEnds) =>
        character is < ' ' or >= '\u007f'
        && !(keepLineEnds && character is '\n' or '\t')
        && (char.IsControl(character) || IsDirectional(character));

    /// <summary>Line and paragraph separators, and the marks that turn the direction of what follows on the line.</summary>
    private static bool IsDirectional(char character) =>
        character is '\u2028' or '\u2029' or '\u200e' or '\u200f' or '\u061c' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    private static void AppendSign(StringBuilder result, char character)
    {
        if (character < ' ') result.Append((char)(FirstControlPicture + character));
        else if (character == '\u007f') result.Append(DeletePicture);
        else result.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
    }
}
