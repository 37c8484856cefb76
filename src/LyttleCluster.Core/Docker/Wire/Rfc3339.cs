namespace LyttleCluster.Core.Docker;

/// <summary>Times as Go writes them (RFC 3339 with any number of decimals), read from UTF-8 without allocating.</summary>
internal static class Rfc3339
{
    /// <summary>The longest that is accepted: <c>2026-11-21T06:23:42.096498259+00:00</c>.</summary>
    public const int MaxLength = 35;

    /// <summary>Reads a time at the beginning of the text; 100 ns are kept, further digits are dropped.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="time">The time, in UTC.</param>
    /// <param name="length">How many bytes it took.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time, out int length)
    {
        (time, length) = (default, 0);
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') return false;
        if (!Digits(text[..4], out var year) || !Digits(text.Slice(5, 2), out var month) || !Digits(text.Slice(8, 2), out var day)
            || !Digits(text.Slice(11, 2), out var hour) || !Digits(text.Slice(14, 2), out var minute) || !Digits(text.Slice(17, 2), out var second)) return false;
        if (year is 0 || month is 0 or > 12 || day is 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return false;

        var at = 19;
        var ticks = ReadDecimals(text, ref at);
        if (!TryReadOffset(text, ref at, out var offset)) return false;
        var local = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified).Ticks + ticks;
        var utc = local - offset;
        if (utc < 0 || utc > DateTime.MaxValue.Ticks) return false;
        (time, length) = (new DateTimeOffset(utc, TimeSpan.Zero), at);
        return true;
    }

    private static long ReadDecimals(ReadOnlySpan<byte> text, ref int at)
    {
        if (at >= text.Length || text[at] != '.') return 0;
        at++;
        var ticks = 0L;
        var digits = 0;
        for (; at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9'; at++, digits++)
        {
            if (digits < 7) ticks = (ticks * 10) + (text[at] - '0');
        }

        for (; digits < 7; digits++) ticks *= 10;
        return ticks;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, ref int at, out long offset)
    {
        offset = 0;
        if (at >= text.Length) return false;
        var sign = text[at];
        if (sign == 'Z')
        {
            at++;
            return true;
        }

        if (sign is not ((byte)'+' or (byte)'-') || text.Length < at + 6 || text[at + 3] != ':') return false;
        if (!Digits(text.Slice(at + 1, 2), out var hours) || !Digits(text.Slice(at + 4, 2), out var minutes)) return false;
        offset = ((hours * 60) + minutes) * TimeSpan.TicksPerMinute * (sign == '-' ? -1 : 1);
        at += 6;
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (c is < (byte)'0' or > (byte)'9') return false;
            value = (value * 10) + (c - '0');
        }

        return true;
    }
}
