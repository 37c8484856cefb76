using System.Globalization;

namespace LyttleCluster.Service.Agent.Nginx.Logs;

/// <summary>
/// One line of an error log: <c>2026/11/21 04:42:33 [emerg] 21744#21744: *12 text</c> (<c>ngx_log.c</c>). A line that begins otherwise
/// belongs to the one before: messages of FastCGI programs and Lua have several.
/// </summary>
internal static class ErrorLogLine
{
    private const int TimeLength = 19;

    /// <summary>Reads a line that begins an entry; null for one that goes on with it.</summary>
    public static LogLine? Parse(string line, LogClock clock)
    {
        if (line.Length < TimeLength + 4 || line[TimeLength] != ' ' || line[TimeLength + 1] != '[') return null;
        if (!DateTime.TryParseExact(line.AsSpan(0, TimeLength), "yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) return null;
        var close = line.IndexOf(']', TimeLength);
        if (close < 0 || LevelOf(line.AsSpan(TimeLength + 2, close - TimeLength - 2)) is not { } level) return null;
        var rest = line.AsSpan(close + 1).TrimStart(' ');
        var pid = Process(ref rest);
        return new LogLine
        {
            Timestamp = clock.ToUtc(local),
            Stream = NginxLogStream.Error,
            Level = level,
            Message = rest.ToString(),
            Raw = line,
            Pid = pid,
        };
    }

    /// <summary>The severity of that name; null when nginx has none such.</summary>
    public static NginxLogLevel? LevelOf(ReadOnlySpan<char> name) => name switch
    {
        "debug" => NginxLogLevel.Debug,
        "info" => NginxLogLevel.Info,
        "notice" => NginxLogLevel.Notice,
        "warn" => NginxLogLevel.Warn,
        "error" => NginxLogLevel.Error,
        "crit" => NginxLogLevel.Crit,
        "alert" => NginxLogLevel.Alert,
        "emerg" => NginxLogLevel.Emerg,
        _ => null,
    };

    /// <summary>Takes <c>21744#21744: </c> off the front.</summary>
    private static int? Process(ref ReadOnlySpan<char> rest)
    {
        var hash = rest.IndexOf('#');
        if (hash <= 0 || !int.TryParse(rest[..hash], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) return null;
        var colon = rest.IndexOf(": ", StringComparison.Ordinal);
        if (colon < hash || rest[(hash + 1)..colon].ContainsAnyExceptInRange('0', '9')) return null;
        rest = rest[(colon + 2)..];
        return pid;
    }
}
