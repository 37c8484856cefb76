using LyttleCluster.Formatting;

namespace LyttleCluster.Core.Alerts;

/// <summary>Every failure of this folder.</summary>
internal static class AlertErrors
{
    public static ClusterException RuleUnknown(string rule) => new(
        "AlertRuleUnknown", ClusterErrorCategory.ObjectNotFound,
        $"There is no rule '{Printable.Line(rule)}'.",
        $"The rules are {string.Join(", ", AlertRules.All.Select(known => known.Name))}.") { TargetName = rule };

    public static ClusterException UntilInvalid(DateTimeOffset until) => new(
        "AlertSuspensionTimeInvalid", ClusterErrorCategory.InvalidArgument,
        $"Alerts cannot be kept quiet until {until:u}: that is over, or more than {SuspendAlertHandler.Longest.TotalDays:0} days away.",
        "Give a time that is to come, within a year.");

    public static ClusterException TooMany(int count) => new(
        "AlertSuspensionTooMany", ClusterErrorCategory.InvalidArgument,
        $"That would be {count} suspensions at once.",
        $"Name at most {SuspendAlertHandler.MostAtOnce} rules and objects together, or use wildcards.");

    public static ClusterException NotSuspended(string what) => new(
        "AlertSuspensionNotFound", ClusterErrorCategory.ObjectNotFound,
        $"Nothing keeps {Printable.Line(what)} quiet.",
        "Get-ClusterAlert -State Suspended lists what is kept quiet.") { TargetName = what };

    public static ClusterWarning NeverWatched() => new()
    {
        Id = "AlertsNeverWatched",
        Message = "No manager has watched this cluster yet, so nobody looks for alerts.",
        Remedy = "Start one: Start-ClusterManager.",
    };

    public static ClusterWarning NotWatched(DateTimeOffset since) => new()
    {
        Id = "AlertsNotWatched",
        Message = $"No manager watches this cluster now: these are the alerts as they were at {since:u}.",
        Remedy = "Start one: Start-ClusterManager.",
    };
}
