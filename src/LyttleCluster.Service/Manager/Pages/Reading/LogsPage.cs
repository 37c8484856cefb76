using System.Globalization;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;
using LyttleCluster.Service.Manager.Pages.Views;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>The manager's own log: all that is kept of it, or a part by time, level and words.</summary>
internal static class LogsPage
{
    public static Task ShowAsync(PageCall call)
    {
        var request = ListRequest.From(call.Context.Request);
        var query = LogsQuery.From(call);
        var found = call.Parts.Log.Recent.All().Where(query.Matches).ToList();
        if (request.Output != ListOutput.Html)
        {
            // Times and words are asked for above; the list has no filters of its own.
            return ListPages.ShowAsync(call, "Logs", Definition(), found);
        }

        var shown = found.Skip(Math.Max(0, found.Count - query.Lines)).Select(Line).ToList();
        var view = new LogsView(
            found.Count == shown.Count ? Number(found.Count) : $"the last {Number(shown.Count)} of {Number(found.Count)}",
            shown,
            query.Fields(),
            [new LinkView("text", request.As("text")), new LinkView("JSON", request.As("json")), new LinkView("CSV", request.As("csv"))]);
        return call.ShowAsync<LogsDetails, LogsView>(call.Shell("Logs"), view);
    }

    public static LogLineView Line(LoggedLine line) => new(Moments.OfLine(line.Time), line.Level, line.Text, ToneOf(line.Level));

    private static Tone ToneOf(string level) => level switch
    {
        "error" => Tone.Bad,
        "warn" => Tone.Doubtful,
        _ => Tone.None,
    };

    private static ListDefinition<LoggedLine> Definition() => new()
    {
        Noun = "logs",
        Key = line => line.Text,
        Columns =
        [
            new("time", "Time", line => Moments.Iso(line.Time)) { SortBy = line => line.Time },
            new("level", "Level", line => line.Level) { SortBy = line => line.Level },
            new("text", "Text", line => line.Text) { SortBy = line => line.Text },
        ],
    };

    private static string Number(int count) => $"{count.ToString("#,0", CultureInfo.InvariantCulture)} {(count == 1 ? "line" : "lines")}";
}
