using System.Globalization;
using LyttleCluster.Core.Watching;
using LyttleCluster.Formatting;
using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>Values of the model as cells, the same on every page.</summary>
internal static class Cells
{
    public static Cell Node(string name) => Cell.Link(name, Links.Node(name));

    /// <summary>How much of something is used.</summary>
    public static Cell Used(long? used, long? total) => (used, total) switch
    {
        (_, null or 0) => Cell.Empty,
        (null, _) => Display.Bytes(total),
        _ => new Cell(Display.Bytes(used)) { Note = "of " + Display.Bytes(total), Percent = 100.0 * used / total },
    };

    /// <summary>A share of 100.</summary>
    public static Cell Percent(double? percent) => percent is null ? Cell.Empty : new Cell(string.Create(CultureInfo.InvariantCulture, $"{percent:0.0} %")) { Percent = percent };

    public static Cell Number(long? number) => number?.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Containers that run, of all, and those that need a look.</summary>
    public static Cell Containers(ClusterContainerCounts? counts) => counts is null ? Cell.Empty : new Cell($"{counts.Running} / {counts.Total}")
    {
        Note = counts.Unhealthy + counts.Restarting > 0 ? $"{counts.Unhealthy + counts.Restarting} not well" : null,
        Tone = counts.Unhealthy + counts.Restarting > 0 ? Tone.Doubtful : Tone.None,
    };

    /// <summary>An endpoint in one word; empty where there is none.</summary>
    public static Cell Endpoint(ClusterEndpoint? endpoint) => Cell.Badge(Tones.Word(endpoint));

    /// <summary>When a node was last heard.</summary>
    public static DateTimeOffset? Heard(ClusterNode node) => new[] { node.Docker?.ObservedAt, node.NginxApi?.ObservedAt }.Max() ?? node.ObservedAt;

    public static Tone Edge(ClusterNode node) => node.Status == NodeStatus.Ready ? Tone.None : Tones.Of(node.Status);

    /// <summary>Edges of containers: a node that does not answer colours all of its own.</summary>
    public static Tone Edge(ClusterContainer container, ClusterNode? node) =>
        node?.Status is NodeStatus.Unreachable ? Tone.Bad
        : container.Health == ContainerHealth.Unhealthy ? Tone.Bad
        : container.State == ContainerState.Running ? Tone.None
        : Tones.Of(container.State);

    /// <summary>The whole of each disk of a node, in bytes.</summary>
    public static long? DisksTotal(ClusterNode node) => node.Disks.Length == 0 ? null : node.Disks.Sum(disk => disk.TotalBytes);

    public static long? DisksUsed(ClusterNode node) => node.Disks.Length == 0 ? null : node.Disks.Sum(disk => disk.UsedBytes);
}
