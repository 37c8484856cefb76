using System.Globalization;
using System.Text.RegularExpressions;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>Which lines of the manager's log are meant.</summary>
internal sealed partial class LogsQuery
{
    private const int DefaultLines = 500;

    /// <summary>A pattern that takes longer on a line is refused: it comes from outside.</summary>
    private static readonly TimeSpan PatternLimit = TimeSpan.FromMilliseconds(100);

    private readonly PageCall _call;
    private readonly DateTimeOffset _since;
    private readonly Regex? _include;
    private readonly Regex? _exclude;
    private readonly string? _level;

    private LogsQuery(PageCall call)
    {
        _call = call;
        _since = Since(call);
        _include = Pattern(call, "include");
        _exclude = Pattern(call, "exclude");
        _level = call.Query("level");
        Lines = call.Query("lines") is not { } text ? DefaultLines
            : int.TryParse(text, CultureInfo.InvariantCulture, out var lines) && lines is >= 1 and <= LogRing.Lines ? lines
            : throw PageErrors.ValueInvalid("lines", text, $"a number from 1 to {LogRing.Lines}");
    }

    /// <summary>Lines on a page at most.</summary>
    public int Lines { get; }

    public static LogsQuery From(PageCall call) => new(call);

    public bool Matches(LoggedLine line) =>
        line.Time >= _since
        && (_level is null || line.Level == _level)
        && (_include?.IsMatch(line.Text) ?? true)
        && !(_exclude?.IsMatch(line.Text) ?? false);

    /// <summary>The same as fields of a form.</summary>
    public IReadOnlyList<FilterView> Fields() =>
    [
        new("last", "Of the last (10m, 2h, 1d; start)", _call.Query("last") ?? "", null),
        new("level", "Level", _level ?? "", ["info", "warn", "error"]),
        new("include", "With (pattern)", _call.Query("include") ?? "", null),
        new("exclude", "Without (pattern)", _call.Query("exclude") ?? "", null),
        new("lines", "Lines", _call.Query("lines") ?? "", ["100", "500", "2000", "10000"]),
    ];

    private static DateTimeOffset Since(PageCall call)
    {
        if (call.Query("last") is not { } text || text == "all") return DateTimeOffset.MinValue;
        if (text == "start") return call.Parts.Lifecycle.StartedAt;
        var match = SpanText().Match(text);
        if (!match.Success || !double.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var count)) throw Invalid(text);
        var seconds = count * (match.Groups[2].Value switch { "m" => 60, "h" => 3600, "d" => 86400, _ => 1 });
        return seconds > TimeSpan.FromDays(3650).TotalSeconds ? DateTimeOffset.MinValue : call.Now - TimeSpan.FromSeconds(seconds);
    }

    private static ClusterException Invalid(string text) => PageErrors.ValueInvalid("last", text, "a time such as 30s, 10m, 2h or 1d, or 'start'");

    private static Regex? Pattern(PageCall call, string name)
    {
        if (call.Query(name) is not { } text) return null;
        try
        {
            // Without backtracking, so that no pattern can hold the manager up.
            return new Regex(text, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternLimit);
        }
        catch (Exception invalid) when (invalid is ArgumentException or NotSupportedException)
        {
            throw PageErrors.ValueInvalid(name, text, "a regular expression without look-around and back references");
        }
    }

    [GeneratedRegex("^([0-9]{1,9}(?:\\.[0-9]{1,3})?)(s|m|h|d)?$")]
    private static partial Regex SpanText();
}
