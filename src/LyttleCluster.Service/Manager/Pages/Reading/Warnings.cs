using LyttleCluster.Core.Watching;
using LyttleCluster.Formatting;
using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>What an operator should look at, from what is known without asking anybody.</summary>
internal static class Warnings
{
    public const string SkewRemedy = "Let both hosts follow the same time servers.";

    /// <summary>Clocks further apart than this make times of logs and events misleading.</summary>
    public static readonly TimeSpan MuchSkew = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<NoticeView> Of(ClusterSnapshot seen, DateTimeOffset now) =>
    [
        .. seen.Nodes.Values.Where(watched => watched.Node.Status is NodeStatus.Unreachable).Select(watched => Away(watched, now)),
        .. seen.Nodes.Values.Where(watched => watched.Node.Status is NodeStatus.Degraded).Select(Degraded),
        .. seen.Nodes.Values.Where(watched => watched.ClockSkew?.Duration() > MuchSkew).Select(Skewed),
        .. DuplicateEngines(seen),
    ];

    public static string SkewText(string node, TimeSpan skew) =>
        $"The clock of node '{node}' is {Display.Duration(skew.Duration())} {(skew > TimeSpan.Zero ? "ahead of" : "behind")} the manager's.";

    private static NoticeView Away(WatchedNode watched, DateTimeOffset now) => new(
        $"{watched.Node.Name} is unreachable{(watched.AwaySince is { } since ? $" for {Display.Duration(now - since)}" : "")}: {watched.Node.Reason}", RemedyOf(watched.Node), Tone.Bad, Links.Node(watched.Node.Name));

    private static NoticeView Degraded(WatchedNode watched) => new($"{watched.Node.Name} is degraded: {watched.Node.Reason}", RemedyOf(watched.Node), Tone.Doubtful, Links.Node(watched.Node.Name));

    private static NoticeView Skewed(WatchedNode watched) => new(SkewText(watched.Node.Name, watched.ClockSkew!.Value), SkewRemedy, Tone.Doubtful, Links.Node(watched.Node.Name));

    /// <summary>Nodes that list the same containers. The first of each node tells enough: all of them would be looked at for every page.</summary>
    private static IEnumerable<NoticeView> DuplicateEngines(ClusterSnapshot seen) => seen.Nodes.Values
        .Where(watched => watched.Containers.Count > 0)
        .GroupBy(watched => watched.Containers[0].Id, watched => watched.Node.Name, StringComparer.Ordinal)
        .Where(group => group.Skip(1).Any())
        .Select(group => new NoticeView($"Nodes {string.Join(", ", group)} list the same containers: they are one engine.", "Keep one of them in the cluster.", Tone.Doubtful));

    private static string? RemedyOf(ClusterNode node) =>
        new[] { node.Docker, node.NginxApi }.OfType<ClusterEndpoint>().Select(endpoint => endpoint.Remedy).FirstOrDefault(remedy => remedy is not null);
}
