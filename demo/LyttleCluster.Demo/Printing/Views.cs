using System.Globalization;
using LyttleCluster.Core;
using LyttleCluster.Formatting;

namespace LyttleCluster.Demo.Printing;

/// <summary>The views of the module (LyttleCluster.Format.ps1xml) that the demo needs, with the same columns.</summary>
internal static class Views
{
    public static readonly Table<ClusterConnection> Connection = new(
        new("Default", 7, row => row.IsDefault ? "yes" : ""),
        new("Kind", 7, row => row.Kind.ToString()),
        new("Opened", 19, row => Display.Time(row.ConnectedAt)),
        new("Where", 0, row => Printable.Line(row.ToString())));

    public static readonly Table<ClusterManager> Manager = new(
        new("Status", 8, row => row.Status.ToString()),
        new("Process", 7, row => row.ProcessId?.ToString(CultureInfo.InvariantCulture)),
        new("Started", 19, row => row.StartedAt is { } started ? Display.Time(started) : ""),
        new("Mode", 7, row => row.ReadOnly ? "watches" : "changes"),
        new("Where", 24, row => row.Uri?.ToString()),
        new("State", 0, row => Printable.Line(row.StatePath)));

    public static readonly Table<ClusterNode> Node = new(
        new("Name", 16, row => row.Name),
        new("Status", 11, row => row.Status.ToString()),
        new("Docker", 9, row => Printable.Line(row.Docker?.Version?.Split('+')[0])),
        new("Nginx", 9, row => row.NginxApi is { } nginx ? Display.Endpoint(nginx.Connection, nginx.Health) : ""),
        new("Running", 7, row => row.Containers?.ToString(), Right: true),
        new("Location", 10, row => Printable.Line(row.Location)),
        new("Seen", 10, row => Display.Age(row.ObservedAt)),
        new("Reason", 0, row => Printable.Line(row.Reason)));

    public static readonly PropertyList<ClusterNode> NodeList = new(
        ("Name", row => row.Name),
        ("Status", row => row.Status.ToString()),
        ("Reason", row => Printable.Line(row.Reason)),
        ("Remedy", row => Printable.Line(row.Docker?.Remedy)),
        ("Seen", row => $"{Display.Time(row.ObservedAt)} ({Display.Age(row.ObservedAt)})"),
        ("Docker", row => $"{row.Docker?.Uri} {row.Docker?.Connection}"),
        ("DockerVersion", row => $"{Printable.Line(row.Docker?.Version)} (API {Printable.Line(row.Docker?.ApiVersion)})"),
        ("OperatingSystem", row => Printable.Line(row.OperatingSystem)),
        ("Kernel", row => Printable.Line(row.Kernel)),
        ("Cpus", row => row.Cpus?.ToString(CultureInfo.InvariantCulture)),
        ("Memory", row => Display.Bytes(row.MemoryBytes)),
        ("Containers", row => Counts(row.Containers)),
        ("Location", row => Printable.Line(row.Location)),
        ("Address", row => Display.List(row.Address)));

    public static readonly Table<ClusterCheck> Check = new(
        new("Node", 14, row => row.Node),
        new("Check", 16, row => row.Check),
        new("Passed", 6, row => row.Passed ? "Passed" : "Failed"),
        new("Time", 7, row => Display.Duration(row.Duration), Right: true),
        new("Target", 20, row => Printable.Line(row.Target)),
        new("Detail", 0, row => Printable.Line(row.Remedy is null ? row.Detail : $"{row.Detail} -> {row.Remedy}")));

    public static readonly Table<ClusterContainer> Container = new(
        new("Node", 12, row => row.Node),
        new("Name", 16, row => Printable.Line(row.Name)),
        new("State", 10, row => row.Health == ContainerHealth.Unhealthy ? "Unhealthy" : row.State.ToString()),
        new("Image", 20, row => Printable.Line(row.Image)),
        new("Status", 23, row => $"{Printable.Line(row.Status)} {Display.IfOld(row.ObservedAt)}".TrimEnd()),
        new("Ports", 0, row => Display.Ports(row.Ports)));

    public static readonly Table<ClusterLogEntry> Log = new(
        new("Time", 18, row => Display.PreciseTime(row.Timestamp)),
        new("Node", 12, row => row.Node),
        new("Container", 16, row => Printable.Line(row.Container)),
        new("S", 1, row => row.Stream == LogStream.StdErr ? "E" : ""),
        new("Message", 0, row => Printable.Line(row.Message)));

    public static readonly Table<ClusterEvent> Event = new(
        new("Time", 19, row => Display.Time(row.Timestamp)),
        new("Node", 12, row => row.Node),
        new("Severity", 11, row => row.Severity.ToString()),
        new("Type", 9, row => Printable.Line(row.Type)),
        new("Action", 12, row => Printable.Line(row.Action)),
        new("Message", 0, row => Printable.Line(row.Message)));

    public static readonly Table<NginxStatus> NginxStatus = new(
        new("Node", 16, row => row.Node),
        new("Dialect", 20, row => Printable.Line(row.Dialect)),
        new("nginx", 7, row => Printable.Line(row.NginxVersion)),
        new("Health", 9, row => row.Health.ToString()),
        new("Reload", 10, row => Display.Age(row.LastReload)),
        new("Reason", 0, row => Printable.Line(row.Reason)));

    public static readonly Table<NginxReloadResult> NginxReload = new(
        new("Node", 16, row => row.Node),
        new("Outcome", 10, row => row.Outcome.ToString()),
        new("Verified", 8, row => row.Verified ? "yes" : "no"),
        new("Tries", 5, row => row.Attempts.ToString(CultureInfo.InvariantCulture), Right: true),
        new("Took", 8, row => Display.Duration(row.Duration), Right: true),
        new("Reason", 0, row => Printable.Line(row.Reason)));

    public static readonly Table<ClusterDomain> Domain = new(
        new("Name", 24, row => Printable.Line(row.Name)),
        new("Kind", 8, row => row.Kind.ToString()),
        new("Target", 22, row => Printable.Line(row.Target)),
        new("Tls", 3, row => row.Tls ? "yes" : "no"),
        new("Sync", 13, row => row.Sync.ToString()),
        new("Nodes", 0, row => Display.List(row.Nodes)));

    public static readonly Table<ClusterDomainResult> DomainResult = new(
        new("Domain", 24, row => Printable.Line(row.Domain)),
        new("Node", 12, row => row.Node),
        new("Action", 6, row => row.Action),
        new("Outcome", 13, row => row.Outcome.ToString()),
        new("Took", 7, row => Display.Duration(row.Duration), Right: true),
        new("Reason", 0, row => Printable.Line(row.Reason)));

    public static readonly PropertyList<ClusterDomainDifference> DomainDifferenceList = new(
        ("Domain", row => Printable.Line(row.Domain)),
        ("Node", row => row.Node),
        ("Sync", row => row.Sync.ToString()),
        ("Managed", row => row.Managed.ToString()),
        ("Desired", row => Printable.Line(row.Desired)),
        ("OnNode", row => Printable.Line(row.OnNode)),
        ("Answer", row => Printable.Line(row.Answer)),
        ("Reason", row => Printable.Line(row.Reason)));

    public static readonly Table<NginxLogEntry> NginxLog = new(
        new("Time", 18, row => Display.PreciseTime(row.Timestamp)),
        new("Node", 12, row => row.Node),
        new("Stream", 7, row => Printable.Line(row.Stream)),
        new("Level", 6, row => row.Level?.ToString()),
        new("Message", 0, row => row.Late ? $"(late) {Printable.Line(row.Message)}" : Printable.Line(row.Message)));

    public static readonly Table<ClusterOperation> Operation = new(
        new("Id", 12, row => Display.ShortId(row.Id)),
        new("Started", 19, row => Display.Time(row.StartedAt)),
        new("Outcome", 12, row => row.Outcome.ToString()),
        new("Author", 12, row => Printable.Line(row.Author)),
        new("Summary", 0, row => Printable.Line(row.Summary)));

    public static readonly PropertyList<ClusterSummary> Summary = new(
        ("Nodes", row => $"{row.Nodes}: {string.Join(", ", row.NodesByStatus.Select(pair => $"{pair.Value} {pair.Key}"))}"),
        ("Containers", row => Counts(row.Containers)),
        ("Warnings", row => string.Join('\n', row.Warnings.Select(one => Printable.Line($"{one.Node}: {one.Message} -> {one.Remedy}")))),
        ("LastChanges", row => string.Join('\n', row.LastChanges.Select(one => $"{Display.Time(one.StartedAt)}  {Printable.Line(one.Summary)} ({one.Outcome})"))),
        ("Seen", row => Display.Time(row.ObservedAt)));

    /// <summary>What <c>-WhatIf</c> prints.</summary>
    public static readonly IView<PlannedChange> WhatIf = new Sentence<PlannedChange>(change => $"What if: {change}");

    private static string? Counts(ClusterContainerCounts? counts) => counts is null
        ? null
        : $"{counts.Total}: {counts.Running} running, {counts.Paused} paused, {counts.Restarting} restarting, {counts.Stopped} stopped; {counts.Unhealthy} unhealthy";

    private sealed class Sentence<T>(Func<T, string> text) : IView<T>
    {
        public IEnumerable<string> Lines(T row, bool first) => [text(row)];
    }
}
