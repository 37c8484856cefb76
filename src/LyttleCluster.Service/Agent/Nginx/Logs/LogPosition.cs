using System.Globalization;
using System.Numerics;

namespace LyttleCluster.Service.Agent.Nginx.Logs;

/// <summary>A place in one log.</summary>
/// <param name="File">Of a file: its inode.</param>
/// <param name="Offset">Of a file: how many bytes lie before. Of a container's log: the time of the last line, in nanoseconds since 1970.</param>
/// <param name="Check">Of a file: what the line before hashes to, so that a file that was emptied and filled again is noticed. Of a container's log: how many lines of that time were read.</param>
internal readonly record struct LogPosition(long File, long Offset, uint Check)
{
    private const int Checked = 64;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File:x}.{Offset:x}.{Check:x}");

    public static LogPosition? Parse(string text) =>
        text.Split('.') is [var file, var offset, var check]
        && long.TryParse(file, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var f)
        && long.TryParse(offset, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var o) && o >= 0
        && uint.TryParse(check, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var c)
            ? new LogPosition(f, o, c)
            : null;

    /// <summary>How many bytes before an offset are needed to check it.</summary>
    public static int BytesToCheck => Checked + 1;

    /// <summary>The hash of the end of a line, without its line end.</summary>
    public static uint CheckOf(ReadOnlySpan<byte> line)
    {
        var hash = 2166136261u; // FNV-1a
        foreach (var one in line.Length > Checked ? line[^Checked..] : line) hash = (hash ^ one) * 16777619u;
        return BitOperations.RotateLeft(hash, 7);
    }

    /// <summary>Whether the bytes before <see cref="Offset"/> are those that were there.</summary>
    public bool Fits(ReadOnlySpan<byte> before)
    {
        if (Offset == 0) return true;
        if (before.IsEmpty || before[^1] != (byte)'\n') return false;
        var line = before[..^1];
        return CheckOf(line[(line.LastIndexOf((byte)'\n') + 1)..]) == Check;
    }
}
