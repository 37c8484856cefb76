namespace LyttleCluster.Service.Manager.Notifications;

/// <summary>Why the manager cannot tell of alerts as it was asked to. None of them shows the address of a webhook.</summary>
internal static class NotificationErrors
{
    public static ClusterException UrlInvalid(string path) => new(
        "NotificationUrlInvalid", ClusterErrorCategory.InvalidData,
        $"{path} does not hold an address that may be used: https, or http on this host alone.",
        "Put one https://… address on its first line.") { TargetName = path };

    public static ClusterException MailIncomplete(string option) => new(
        "NotificationMailIncomplete", ClusterErrorCategory.InvalidArgument,
        $"Alerts by mail need {option} as well.",
        $"Give {ManagerFlags.AlertMail.Option}, {ManagerFlags.AlertMailFrom.Option} and {ManagerFlags.AlertMailServer.Option}; {ManagerFlags.AlertMailUser.Option} goes with {ManagerFlags.AlertMailPasswordFile.Option}.");
}

/// <summary>A message was not taken. The words name no address.</summary>
/// <param name="reason">Why, as the end of a sentence.</param>
/// <param name="after">How long the other side wants to be left alone; null: it does not say.</param>
internal sealed class NotificationException(string reason, TimeSpan? after = null) : Exception(reason)
{
    public TimeSpan? After { get; } = after;
}
