using System.Globalization;
using System.Text.RegularExpressions;

namespace LyttleCluster.Service.Agent.Nginx.Logs;

/// <summary>
/// One line of an access log, in whatever format: its time is looked for as <c>$time_local</c> (the format <c>combined</c>), as
/// <c>$time_iso8601</c>, or as <c>$msec</c>.
/// </summary>
internal static partial class AccessLogLine
{
    public static LogLine Parse(string line)
    {
        var (time, message) = Local(line) ?? Iso(line) ?? Epoch(line) ?? (null, line);
        return new LogLine { Timestamp = time, Stream = NginxLogStream.Access, Level = NginxLogLevel.Info, Message = message, Raw = line };
    }

    /// <summary><c>[21/Nov/2026:04:42:33 +0100]</c>; a request may hold such a text as well, the first one is nginx's in the usual formats.</summary>
    private static (DateTimeOffset?, string)? Local(string line)
    {
        for (var open = line.IndexOf('['); open >= 0; open = line.IndexOf('[', open + 1))
        {
            const int length = 26;
            if (open + length + 1 >= line.Length) return null;
            if (line[open + length + 1] != ']') continue;
            if (!DateTimeOffset.TryParseExact(line.AsSpan(open + 1, length), "dd/MMM/yyyy:HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) continue;
            var after = open + length + 2;
            return (time.ToUniversalTime(), line[..open] + line[after..].TrimStart(' '));
        }

        return null;
    }

    private static (DateTimeOffset?, string)? Iso(string line) =>
        IsoTime().Match(line) is { Success: true } found
        && DateTimeOffset.TryParse(found.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? (time, line)
            : null;

    private static (DateTimeOffset?, string)? Epoch(string line) =>
        EpochTime().Match(line) is { Success: true } found
        && double.TryParse(found.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? (DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(seconds * 1000)), line)
            : null;

    [GeneratedRegex(@"\b[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?(Z|[+-][0-9]{2}:?[0-9]{2})", RegexOptions.CultureInvariant)]
    private static partial Regex IsoTime();

    [GeneratedRegex(@"\b[0-9]{10}\.[0-9]{3}\b", RegexOptions.CultureInvariant)]
    private static partial Regex EpochTime();
}
