using System.Text;

namespace LyttleCluster.Core.Text;

/// <summary>Text of foreign origin made safe for a message: control characters are shown, not obeyed.</summary>
internal static class Printable
{
    public static string Escape(string text)
    {
        if (!text.Any(char.IsControl)) return text;

        var escaped = new StringBuilder(text.Length + 8);
        foreach (var character in text)
        {
            if (char.IsControl(character)) escaped.Append($"\\x{(int)character:x2}");
            else escaped.Append(character);
        }

        return escaped.ToString();
    }
}
