using System.Globalization;
using LyttleCluster.Core.Watching;
using LyttleCluster.Formatting;

namespace LyttleCluster.Core.Alerts;

/// <summary>What is wrong with a node.</summary>
internal static class NodeSigns
{
    /// <summary>A clock that is off by more spoils the order of events and log lines.</summary>
    private static readonly TimeSpan ToleratedSkew = TimeSpan.FromSeconds(2);

    /// <summary>Percent of a file system from which on it is told, and from which on it is an error.</summary>
    private const double Full = 90, VeryFull = 97;

    public static string SourceOf(string node) => $"node/{node}";

    public static IReadOnlyList<AlertCondition> Of(WatchedNode watched)
    {
        var found = new List<AlertCondition>();
        var node = watched.Node;
        if (IsUnreachable(node)) found.Add(Make(node, AlertRules.NodeUnreachable, "does not answer", EventSeverity.Error, node.Reason));
        else if (IsDegraded(node)) found.Add(Make(node, AlertRules.NodeDegraded, "is not well", EventSeverity.Warning, node.Reason));
        if (watched.ClockSkew is { } skew && skew.Duration() > ToleratedSkew) found.Add(SkewOf(node, skew));
        found.AddRange(node.Disks.Where(disk => PercentOf(disk) >= Full).Select(disk => DiskOf(node, disk)));
        return found;
    }

    // A suspended node has that status whatever else it is: nobody is told of it, but the page shows what is wrong.
    private static bool IsUnreachable(ClusterNode node) =>
        node.Status == NodeStatus.Unreachable || (node.Suspended && EndpointsOf(node).Any() && EndpointsOf(node).All(endpoint => endpoint.Connection is not (EndpointConnection.Connected or EndpointConnection.NotProbed)));

    private static bool IsDegraded(ClusterNode node) =>
        node.Status == NodeStatus.Degraded
        || (node.Suspended && EndpointsOf(node).Any(endpoint => endpoint.Connection is not (EndpointConnection.Connected or EndpointConnection.NotProbed) || endpoint.Health == EndpointHealth.Unhealthy));

    private static IEnumerable<ClusterEndpoint> EndpointsOf(ClusterNode node) => new[] { node.Docker, node.NginxApi }.OfType<ClusterEndpoint>();

    private static AlertCondition SkewOf(ClusterNode node, TimeSpan skew) =>
        // Whole seconds: the words must not change with every probe.
        Make(node, AlertRules.NodeClockSkew, string.Create(CultureInfo.InvariantCulture, $"has a clock that is {Math.Abs(Math.Round(skew.TotalSeconds)):0} s {(skew > TimeSpan.Zero ? "ahead" : "behind")}"), EventSeverity.Warning, null)
            with { Remedy = "Set up time synchronisation (chrony, systemd-timesyncd) on the node." };

    private static AlertCondition DiskOf(ClusterNode node, ClusterDisk disk)
    {
        var percent = PercentOf(disk);
        return Make(
            node, AlertRules.DiskFull, string.Create(CultureInfo.InvariantCulture, $"has {Printable.Line(disk.Path)} at {Math.Floor(percent):0} %"),
            percent >= VeryFull ? EventSeverity.Error : EventSeverity.Warning, null) with
        {
            Target = $"disk/{node.Name}:{disk.Path}",
            Remedy = "Free space there: docker system df shows what images and volumes take.",
            Stage = percent >= VeryFull ? 1 : 0,
        };
    }

    private static double PercentOf(ClusterDisk disk) => disk.TotalBytes > 0 ? 100.0 * disk.UsedBytes / disk.TotalBytes : 0;

    private static AlertCondition Make(ClusterNode node, AlertRule rule, string what, EventSeverity severity, string? why) => new()
    {
        Rule = rule.Name,
        Target = $"node/{node.Name}",
        Node = node.Name,
        Severity = severity,
        Summary = $"Node {node.Name} {what}{(string.IsNullOrEmpty(why) ? "." : $": {Printable.Line(why)}")}",
        Remedy = $"Test-ClusterNode -Name {node.Name} shows what stands in the way.",
        Owners = node.Owners,
    };
}
