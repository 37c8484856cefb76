using LyttleCluster.Core;

namespace LyttleCluster.Service.Manager.Pages.Actions;

/// <summary>Keeps alerts quiet for a while.</summary>
internal static class AlertActions
{
    private const string Until = "for";
    private const string Ended = "until now: tell of them again";

    private static readonly (string Word, TimeSpan? Span)[] Spans =
    [
        ("1 hour", TimeSpan.FromHours(1)), ("4 hours", TimeSpan.FromHours(4)), ("1 day", TimeSpan.FromDays(1)), ("7 days", TimeSpan.FromDays(7)), (Ended, null),
    ];

    public static IPageAction Suspend { get; } = new PageAction<ClusterAlert>
    {
        Pattern = "/alerts/suspend",
        Method = "Alerts.Suspend",
        Title = _ => "Suspend alerts",
        FieldsAsync = (_, input) => Task.FromResult(Fields(input)),
        RequestAsync = (call, input) => Task.FromResult<ChangeRequest<ClusterAlert>>(new SuspendAlert
        {
            Rules = input.Words("rule"),
            Targets = input.Words("target"),
            Until = UntilOf(input, call.Now),
            Reason = input.Text("reason"),
        }),
        Show = alert => new ProgressView($"{alert.Rule} {alert.Target}", alert.State.ToString(), Tones.Of(alert.State)) { Reason = alert.SuspendedUntil is { } until ? $"quiet until {Moments.Long(until)}" : null },
        Back = _ => new LinkView("Alerts", "/alerts"),
    };

    private static IReadOnlyList<FormField> Fields(ActionInput input) =>
    [
        new("rule", "Rules") { Value = input.Text("rule") ?? "", Hint = "such as NodeUnreachable, wildcards allowed; empty: any" },
        new("target", "About") { Value = input.Text("target") ?? "", Hint = "such as container/web1/*, wildcards allowed; empty: anything" },
        new(Until, "For") { Kind = FieldKind.Choice, Options = [.. Spans.Select(span => span.Word)], Value = Spans[0].Word },
        new("reason", "Why") { Hint = "for those who see it in the list; may be empty" },
    ];

    private static DateTimeOffset? UntilOf(ActionInput input, DateTimeOffset now)
    {
        var word = input.Text(Until) ?? Spans[0].Word;
        var span = Spans.FirstOrDefault(one => one.Word == word);
        if (span.Word is null) throw ActionErrors.FieldInvalid(Until, word, "one of those to choose from");
        return span.Span is { } length ? now + length : null;
    }
}
