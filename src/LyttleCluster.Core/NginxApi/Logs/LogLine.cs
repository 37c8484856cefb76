using System.Text;
using System.Text.Json;

namespace LyttleCluster.Core.NginxApi;

/// <summary>One line of a log in any of its forms: an object, the same as JSON text, or <c>2026-11-21T04:55:20.111Z [LOG] text</c>. Pure.</summary>
internal static class LogLine
{
    public static NginxApiLogEntry Parse(string text)
    {
        if (text.StartsWith('{') && WireJson.TryParse(Encoding.UTF8.GetBytes(text)) is { } json)
        {
            using (json)
            {
                if (json.RootElement.Text("message") is not null) return Of(json.RootElement, text);
            }
        }

        return OfText(text);
    }

    /// <summary>An entry of v2 or of the agent.</summary>
    /// <param name="item">The object.</param>
    /// <param name="raw">The line as nginx wrote it (agent); null: the object itself.</param>
    public static NginxApiLogEntry Of(JsonElement item, string? raw)
    {
        var level = item.Text("level");
        return new NginxApiLogEntry(item.Time("timestamp"), LevelOf(level), level, item.Text("stream"), item.Text("message") ?? raw ?? "", raw ?? item.GetRawText());
    }

    /// <summary>The level of a name, of nginx or of LyttleNGINX; null when it is none.</summary>
    public static NginxApiLogLevel? LevelOf(ReadOnlySpan<char> name)
    {
        foreach (var (known, level) in Levels)
        {
            if (name.Equals(known, StringComparison.OrdinalIgnoreCase)) return level;
        }

        return null;
    }

    // LyttleNGINX has its framework's levels: log is its everyday one.
    private static readonly (string Name, NginxApiLogLevel Level)[] Levels =
    [
        ("error", NginxApiLogLevel.Error), ("info", NginxApiLogLevel.Info), ("log", NginxApiLogLevel.Info), ("warn", NginxApiLogLevel.Warn),
        ("debug", NginxApiLogLevel.Debug), ("notice", NginxApiLogLevel.Notice), ("crit", NginxApiLogLevel.Crit), ("alert", NginxApiLogLevel.Alert),
        ("emerg", NginxApiLogLevel.Emerg), ("fatal", NginxApiLogLevel.Emerg), ("verbose", NginxApiLogLevel.Debug), ("warning", NginxApiLogLevel.Warn),
    ];

    private static NginxApiLogEntry OfText(string text)
    {
        var rest = text.AsSpan();
        DateTimeOffset? time = null;
        if (rest.IndexOf(' ') is > 18 and < 40 and var space && WireJson.ParseTime(rest[..space]) is { } stamp)
        {
            time = stamp;
            rest = rest[(space + 1)..];
        }

        string? level = null;
        if (rest.Length > 2 && rest[0] == '[' && rest.IndexOf(']') is > 1 and < 12 and var end && LevelOf(rest[1..end]) is not null)
        {
            level = rest[1..end].ToString();
            rest = rest[(end + 1)..].TrimStart(' ');
        }

        return new NginxApiLogEntry(time, LevelOf(level), level?.ToLowerInvariant(), null, rest.ToString(), text);
    }
}
