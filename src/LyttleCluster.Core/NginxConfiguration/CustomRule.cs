using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;

namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>What one directive of the allow-list may look like, and where it may stand.</summary>
/// <param name="InServer">Whether it may stand directly in the server block.</param>
/// <param name="InLyttleNginx">Whether LyttleNGINX v2 takes it there.</param>
/// <param name="Repeats">Whether it may stand more than once in a block.</param>
/// <param name="Variables">The variables that its arguments may have.</param>
/// <param name="WhyNot">What is wrong with its arguments; null when nothing is.</param>
internal sealed record CustomRule(bool InServer, bool InLyttleNginx, bool Repeats, FrozenSet<string> Variables, Func<IReadOnlyList<string>, string?> WhyNot)
{
    private static readonly SearchValues<char> NotInFile = SearchValues.Create("\"'`;\\<>|*");
    private static readonly FrozenSet<string> None = FrozenSet<string>.Empty;

    // None of these can bring a line end into a header: $uri, decoded, could.
    private static readonly FrozenSet<string> InHeaders = FrozenSet.Create(
        "args", "connection", "host", "hostname", "https", "is_args", "msec", "proxy_add_x_forwarded_for", "query_string", "remote_addr", "remote_port", "request_id", "request_length", "request_method",
        "request_time", "request_uri", "scheme", "server_addr", "server_name", "server_port", "server_protocol", "ssl_cipher", "ssl_protocol", "status", "time_iso8601", "upstream_addr", "upstream_response_time",
        "upstream_status");

    private static readonly FrozenSet<string> InFiles = FrozenSet.Create("args", "host", "is_args", "query_string", "scheme", "uri");

    /// <summary>The allow-list, but for location.</summary>
    public static readonly FrozenDictionary<string, CustomRule> All = new Dictionary<string, CustomRule>
    {
        ["add_header"] = new(true, true, true, InHeaders, WhyNoHeader),
        ["client_max_body_size"] = new(true, true, false, None, One(IsSize, "a size such as 50m")),
        ["expires"] = new(true, true, false, None, WhyNoExpiry),
        ["alias"] = new(false, true, false, None, WhyNoPath),
        ["root"] = new(false, true, false, None, WhyNoPath),
        ["autoindex"] = new(true, true, false, None, One(IsSwitch, "on or off")),
        ["default_type"] = new(true, true, false, None, One(IsMediaType, "a media type such as text/plain")),
        ["index"] = new(true, true, false, None, WhyNoIndex),
        ["return"] = new(false, true, false, InHeaders, CustomReturn.WhyNot),
        ["try_files"] = new(true, true, false, InFiles, WhyNoFiles),
        ["client_body_timeout"] = new(true, false, false, None, One(IsTime, "a time such as 60s")),
        ["gzip"] = new(true, false, false, None, One(IsSwitch, "on or off")),
        ["proxy_buffering"] = new(true, false, false, None, One(IsSwitch, "on or off")),
        ["proxy_connect_timeout"] = new(true, false, false, None, One(IsTime, "a time such as 60s")),
        ["proxy_read_timeout"] = new(true, false, false, None, One(IsTime, "a time such as 60s")),
        ["proxy_request_buffering"] = new(true, false, false, None, One(IsSwitch, "on or off")),
        ["proxy_send_timeout"] = new(true, false, false, None, One(IsTime, "a time such as 60s")),
    }.ToFrozenDictionary();

    private static Func<IReadOnlyList<string>, string?> One(Func<string, bool> isOne, string what) =>
        arguments => arguments.Count == 1 && isOne(arguments[0]) ? null : $"it takes {what}";

    private static bool IsSwitch(string text) => text is "on" or "off";

    private static bool IsSize(string text) => IsNumber(text.Length > 0 && text[^1] is 'k' or 'K' or 'm' or 'M' or 'g' or 'G' ? text.AsSpan(0, text.Length - 1) : text, 9);

    private static bool IsTime(string text) =>
        IsNumber(text.EndsWith("ms", StringComparison.Ordinal) ? text.AsSpan(0, text.Length - 2) : text.Length > 0 && text[^1] is 's' or 'm' or 'h' ? text.AsSpan(0, text.Length - 1) : text, 5);

    private static bool IsNumber(ReadOnlySpan<char> text, int digits) => text.Length > 0 && text.Length <= digits && text.IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool IsMediaType(string text) =>
        text.Length < 100 && text.Split('/') is [{ Length: > 0 }, { Length: > 0 }] && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '+' or '-' or '_');

    private static string? WhyNoHeader(IReadOnlyList<string> arguments)
    {
        if (arguments.Count is not (2 or 3) || (arguments.Count == 3 && arguments[2] != "always")) return "it takes a name, a value, and perhaps the word always";
        if (arguments[0].Length is 0 or > 100 || !arguments[0].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) return "a header's name has letters, digits and '-' only";
        return arguments[0].ToUpperInvariant() is "CONTENT-LENGTH" or "TRANSFER-ENCODING" or "CONNECTION" or "UPGRADE" or "KEEP-ALIVE" or "TRAILER"
            ? $"the header {arguments[0]} is between nginx and the client" : null;
    }

    private static string? WhyNoExpiry(IReadOnlyList<string> arguments) => arguments switch
    {
        ["off" or "epoch" or "max"] => null,
        [var time] when IsPeriod(time) || IsTimeOfDay(time) => null,
        ["modified", var time] when IsPeriod(time) => null,
        _ => "it takes off, epoch, max or a time such as 24h, @15h30m or modified 1d",
    };

    private static bool IsPeriod(string text)
    {
        var number = text.AsSpan().TrimStart('-');
        if (text.Length - number.Length > 1 || number.Length == 0) return false;
        return IsNumber(number[^1] is 's' or 'm' or 'h' or 'd' or 'w' or 'M' or 'y' ? number[..^1] : number, number[^1] is 'w' or 'M' or 'y' ? 4 : 6);
    }

    private static bool IsTimeOfDay(string text)
    {
        if (!text.StartsWith('@') || text.Split('h') is not [var hours, var minutes]) return false;
        return int.TryParse(hours.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var hour) && hour < 24
            && (minutes.Length == 0 || (minutes[^1] == 'm' && int.TryParse(minutes.AsSpan(0, minutes.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var minute) && minute < 60));
    }

    private static string? WhyNoPath(IReadOnlyList<string> arguments)
    {
        if (arguments.Count != 1) return "it takes one path";
        NodePath.Normalise(arguments[0], out var why);
        return why is null ? null : $"its path cannot be used: {why}";
    }

    private static string? WhyNoIndex(IReadOnlyList<string> arguments) =>
        arguments.Count is > 0 and <= 8 && arguments.All(name => name is not ("." or "..") && name.Length is > 0 and < 256 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            ? null : "it takes names of files such as index.html";

    private static string? WhyNoFiles(IReadOnlyList<string> arguments)
    {
        if (arguments.Count is < 2 or > 16) return "it takes two or more files, the last of which is answered when none is there";
        for (var at = 0; at < arguments.Count; at++)
            if (!(at == arguments.Count - 1 && IsCode(arguments[at])) && !IsFile(arguments[at])) return "its files begin with '/' or $uri and do not climb; the last may be a code such as =404";
        return null;
    }

    private static bool IsCode(string text) => text.StartsWith('=') && text.Length == 4 && IsNumber(text.AsSpan(1), 3) && text[1] is >= '2' and <= '5';

    private static bool IsFile(string text) =>
        (text.StartsWith('/') || text.StartsWith("$uri", StringComparison.Ordinal) || text.StartsWith("${uri}", StringComparison.Ordinal))
        && !text.AsSpan().ContainsAny(NotInFile) && !text.Split('/', '?').Any(part => part is "." or "..");
}
