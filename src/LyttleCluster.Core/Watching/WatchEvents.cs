using System.Globalization;

namespace LyttleCluster.Core.Watching;

/// <summary>Events that no engine tells: what the watch itself sees of a node. Pure.</summary>
internal static class WatchEvents
{
    /// <summary>The type of all of them.</summary>
    public const string Type = "node";

    public static ClusterEvent Unreachable(string node, string? why, DateTimeOffset now) =>
        Of(node, "unreachable", EventSeverity.Error, $"Node '{node}' does not answer: {why ?? "no reason is known"}", now);

    public static ClusterEvent Reachable(string node, TimeSpan? away, DateTimeOffset now) =>
        Of(node, "reachable", EventSeverity.Information, away is { } time ? $"Node '{node}' answers again, after {Seconds(time)} s." : $"Node '{node}' answers.", now);

    public static ClusterEvent Degraded(string node, string? why, DateTimeOffset now) =>
        Of(node, "degraded", EventSeverity.Warning, $"Node '{node}' is not well: {why ?? "no reason is known"}", now);

    public static ClusterEvent Well(string node, DateTimeOffset now) => Of(node, "well", EventSeverity.Information, $"Node '{node}' is well again.", now);

    public static ClusterEvent Gap(string node, string why, DateTimeOffset now) =>
        Of(node, "gap", EventSeverity.Warning, $"Node '{node}': events may be missing: {why}. Its containers were listed anew.", now);

    public static ClusterEvent ClockOff(string node, TimeSpan skew, DateTimeOffset now) =>
        Of(node, "clock-skew", EventSeverity.Warning, $"The clock of node '{node}' is off by {Seconds(skew)} s against this machine: set up time synchronisation.", now);

    public static ClusterEvent ClockRight(string node, DateTimeOffset now) =>
        Of(node, "clock-right", EventSeverity.Information, $"The clock of node '{node}' agrees with this machine again.", now);

    public static ClusterEvent Duplicate(string node, IReadOnlyList<string> nodes, DateTimeOffset now) =>
        Of(node, "duplicate-engine", EventSeverity.Warning, $"Nodes {string.Join(", ", nodes)} list the same containers: they are one engine, and are counted once.", now);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);

    private static ClusterEvent Of(string node, string action, EventSeverity severity, string message, DateTimeOffset now) => new()
    {
        Node = node,
        Timestamp = now,
        Type = Type,
        Action = action,
        Name = node,
        Severity = severity,
        Message = message,
    };
}
