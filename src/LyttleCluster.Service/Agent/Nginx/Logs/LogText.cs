using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace LyttleCluster.Service.Agent.Nginx.Logs;

/// <summary>Bytes of a log as text.</summary>
internal static class LogText
{
    /// <summary>Longer lines end with an ellipsis: in characters.</summary>
    public const int LongestLine = 16 * 1024;

    /// <summary>UTF-8; bytes that are none are written as nginx itself writes them in access logs, e.g. <c>\xFF</c>.</summary>
    public static string Decode(ReadOnlySpan<byte> line)
    {
        var isLong = line.Length > LongestLine;
        if (isLong) line = line[..LongestLine];
        var text = Utf8.IsValid(line) ? Encoding.UTF8.GetString(line) : DecodeForeign(line);
        return isLong ? text + "…" : text;
    }

    private static string DecodeForeign(ReadOnlySpan<byte> line)
    {
        var text = new StringBuilder(line.Length);
        while (!line.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(line, out var rune, out var length) == OperationStatus.Done) text.Append(rune.ToString());
            else
            {
                foreach (var foreign in line[..length]) text.Append(CultureInfo.InvariantCulture, $"\\x{foreign:X2}");
            }

            line = line[length..];
        }

        return text.ToString();
    }
}
