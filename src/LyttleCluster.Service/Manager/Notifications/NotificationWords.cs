using System.Globalization;
using LyttleCluster.Core.Alerts;
using LyttleCluster.Formatting;

namespace LyttleCluster.Service.Manager.Notifications;

/// <summary>Alerts in words for people. What nodes said of themselves is in them, so every line is made one line.</summary>
internal static class NotificationWords
{
    /// <summary>What a message is about, in one line.</summary>
    public static string Title(NotificationMessage message)
    {
        if (message.Notices is [var only]) return $"{Prefix(only)}{Printable.Line(only.Alert.Summary)}";
        var over = message.Notices.Count(notice => notice.Kind == AlertNoticeKind.Resolved);
        var parts = new List<string>();
        if (message.Notices.Count - over is > 0 and var bad) parts.Add(bad == 1 ? "1 alert" : $"{bad} alerts");
        if (over > 0) parts.Add($"{over} over");
        return string.Join(", ", parts);
    }

    /// <summary>One alert, in one line.</summary>
    public static string Line(AlertNotice notice) => $"{Prefix(notice)}{Printable.Line(notice.Alert.Summary)}";

    /// <summary>One alert, with all there is to say.</summary>
    public static IEnumerable<string> Lines(AlertNotice notice)
    {
        var alert = notice.Alert;
        yield return Line(notice);
        yield return $"  {Printable.Line(alert.Rule)} {Printable.Line(alert.Target)}, since {Time(alert.Since)}{(alert.EndedAt is { } ended ? $" until {Time(ended)}" : "")}";
        if (notice.Kind != AlertNoticeKind.Resolved && alert.Remedy is { } remedy) yield return $"  {Printable.Line(remedy)}";
        if (notice.Owners.Count > 0) yield return $"  Owners: {Printable.Line(string.Join(", ", notice.Owners))}";
    }

    public static string Dropped(NotificationMessage message) => $"{message.Dropped} earlier messages were given up: too many waited, or for too long.";

    private static string Prefix(AlertNotice notice) => notice.Kind switch
    {
        AlertNoticeKind.Resolved => "Over: ",
        AlertNoticeKind.Reminder => "Still so: ",
        AlertNoticeKind.Worsened => "More urgent: ",
        AlertNoticeKind.Flapping => string.Create(CultureInfo.InvariantCulture, $"Comes and goes ({notice.Alert.Count} times within an hour): "),
        _ => notice.Alert.Severity == EventSeverity.Error ? "Error: " : "Warning: ",
    };

    private static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("u", CultureInfo.InvariantCulture);
}
