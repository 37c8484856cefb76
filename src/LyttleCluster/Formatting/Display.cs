using System.Collections;
using System.Globalization;

namespace LyttleCluster.Formatting;

/// <summary>
/// What the views of the module show for values. It takes what PowerShell has at hand (also the property bags that jobs give
/// back), never throws and never gives text that a terminal would obey.
/// </summary>
public static class Display
{
    private const int NowSeconds = 2;
    private const int ShortIdLength = 12;
    private static readonly string[] ByteUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>How long ago: <c>now</c> (up to 2 s: what was just asked for), <c>40 s ago</c>, <c>3 min ago</c>, <c>5 h ago</c>, <c>2 d ago</c>; <c>never</c> for null.</summary>
    public static string Age(object? time) => Age(time, TimeProvider.System.GetUtcNow());

    /// <summary>As <see cref="Age(object?)"/>, seen from <paramref name="now"/>.</summary>
    public static string Age(object? time, DateTimeOffset now) => Times.From(time) is not { } then ? "never" : (now - then) switch
    {
        { TotalSeconds: < NowSeconds } => "now",
        { TotalSeconds: < 120 } passed => Invariant($"{passed.TotalSeconds:0} s ago"),
        { TotalMinutes: < 120 } passed => Invariant($"{passed.TotalMinutes:0} min ago"),
        { TotalHours: < 48 } passed => Invariant($"{passed.TotalHours:0} h ago"),
        var passed => Invariant($"{passed.TotalDays:0} d ago"),
    };

    /// <summary>The age in brackets where it is not <c>now</c>; else nothing. Says beside a value that it is the last known one.</summary>
    public static string IfOld(object? time) => IfOld(time, TimeProvider.System.GetUtcNow());

    /// <summary>As <see cref="IfOld(object?)"/>, seen from <paramref name="now"/>.</summary>
    public static string IfOld(object? time, DateTimeOffset now) =>
        Times.From(time) is { } then && (now - then).TotalSeconds >= NowSeconds ? $"(seen {Age(then, now)})" : "";

    /// <summary>A moment in local time to the second, as it sorts: <c>2026-01-31 08:05:09</c>.</summary>
    public static string Time(object? time) => Local(time, "yyyy-MM-dd HH:mm:ss");

    /// <summary>A moment in local time to the millisecond, without the year: <c>01-31 08:05:09.123</c>.</summary>
    public static string PreciseTime(object? time) => Local(time, "MM-dd HH:mm:ss.fff");

    /// <summary>A duration in the unit that reads best: <c>12 ms</c>, <c>1.5 s</c>, <c>3 min</c>, <c>2.5 h</c>, <c>12 d</c>.</summary>
    public static string Duration(object? duration) => Times.SpanFrom(duration) switch
    {
        null => "",
        { TotalSeconds: < 1 } span => Invariant($"{span.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 2 } span => Invariant($"{span.TotalSeconds:0.#} s"),
        { TotalHours: < 2 } span => Invariant($"{span.TotalMinutes:0} min"),
        { TotalHours: < 48 } span => Invariant($"{span.TotalHours:0.#} h"),
        { } span => Invariant($"{span.TotalDays:0.#} d"),
    };

    /// <summary>Bytes in binary units with three digits: <c>512 B</c>, <c>1.46 GiB</c>.</summary>
    public static string Bytes(object? count)
    {
        if (Numbers.From(count) is not { } value) return "";
        var unit = 0;
        while (value >= 1024 && unit < ByteUnits.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        var format = unit == 0 || value >= 99.95 ? "0" : value >= 9.995 ? "0.#" : "0.##";
        return $"{value.ToString(format, CultureInfo.InvariantCulture)} {ByteUnits[unit]}";
    }

    /// <summary>Percent with one digit after the point; a dash where it is not known.</summary>
    public static string Percent(object? percent) => Numbers.From(percent) is { } value ? Invariant($"{value:0.0}") : "-";

    /// <summary>An endpoint in one word: how it is, or how the last attempt to reach it ended.</summary>
    public static string Endpoint(object? connection, object? health) =>
        connection?.ToString() is nameof(EndpointConnection.Connected) ? health?.ToString() ?? "" : connection?.ToString() ?? "";

    /// <summary>How the id of an operation begins: its millisecond, which is enough to find it by.</summary>
    public static string ShortId(object? id)
    {
        var text = Printable.Line(id?.ToString());
        return text.Length > ShortIdLength ? text[..ShortIdLength] : text;
    }

    /// <summary>Labels or other pairs in one line: <c>env=prod, tier=web</c>.</summary>
    public static string Pairs(IEnumerable? pairs) => pairs is IDictionary dictionary
        ? string.Join(", ", dictionary.Keys.Cast<object>().OrderBy(key => key.ToString(), StringComparer.Ordinal).Select(key => $"{Printable.Line(key.ToString())}={Printable.Line(dictionary[key]?.ToString())}"))
        : List(pairs);

    /// <summary>Published and other ports in one line, without what goes without saying: <c>8080->80, 53/udp</c>.</summary>
    public static string Ports(IEnumerable? ports) => ports is null ? "" : string.Join(", ", ports.Cast<object?>().Select(ShortPort).Distinct());

    /// <summary>Values in one line, commas between them.</summary>
    public static string List(IEnumerable? values) => values switch
    {
        null => "",
        string text => Printable.Line(text),
        _ => string.Join(", ", values.Cast<object?>().Select(value => Printable.Line(value?.ToString()))),
    };

    /// <summary>Every address and tcp are the rule, so only others are named. Works on text: after a job a port is no more than that.</summary>
    private static string ShortPort(object? port)
    {
        var text = Printable.Line(port?.ToString());
        foreach (var every in (string[])["0.0.0.0:", "[::]:"])
        {
            if (text.StartsWith(every, StringComparison.Ordinal)) text = text[every.Length..];
        }

        return text.EndsWith("/tcp", StringComparison.Ordinal) ? text[..^4] : text;
    }

    private static string Local(object? time, string format) =>
        Times.From(time) is { } moment ? moment.ToLocalTime().ToString(format, CultureInfo.InvariantCulture) : "";

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
