using LyttleCluster.Core.Watching;
using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>One counter of the status page.</summary>
internal sealed record StatusCount(string Name, int Count, string Href, Tone Tone)
{
    public static IReadOnlyList<StatusCount> Of(ClusterSnapshot seen)
    {
        var nodes = seen.Nodes.Values.Select(watched => watched.Node).ToList();
        var counts = nodes.Select(node => node.Containers).OfType<ClusterContainerCounts>().ToList();
        return
        [
            new("nodes", nodes.Count, "/nodes", Tone.None),
            .. Enum.GetValues<NodeStatus>().Reverse().Select(status => new StatusCount(Word(status), nodes.Count(node => node.Status == status), Links.With("/nodes", ("state", status.ToString())), Tones.Of(status))),
            new("containers", counts.Sum(count => count.Total), "/containers", Tone.None),
            new("running", counts.Sum(count => count.Running), "/containers?state=Running", Tone.Good),
            new("paused", counts.Sum(count => count.Paused), "/containers?state=Paused", Tone.Doubtful),
            new("restarting", counts.Sum(count => count.Restarting), "/containers?state=Restarting", Tone.Doubtful),
            new("unhealthy", counts.Sum(count => count.Unhealthy), "/containers?health=Unhealthy", Tone.Bad),
            new("stopped", counts.Sum(count => count.Stopped), "/containers?state=Exited", Tone.Quiet),
            .. Owners(seen),
        ];
    }

    public static ListDefinition<StatusCount> Definition() => new()
    {
        Noun = "status",
        Key = count => count.Name,
        Columns = [Column<StatusCount>.Text("name", "What", count => count.Name), Column<StatusCount>.Number("count", "Count", count => count.Count, count => Cells.Number(count.Count))],
    };

    /// <summary>Containers on the nodes of each owner.</summary>
    private static IEnumerable<StatusCount> Owners(ClusterSnapshot seen) => seen.Nodes.Values
        .SelectMany(watched => watched.Node.Owners.Select(owner => (owner, count: watched.Node.Containers?.Total ?? 0)))
        .GroupBy(pair => pair.owner, pair => pair.count, StringComparer.OrdinalIgnoreCase)
        .OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase)
        .Select(group => new StatusCount($"of {group.Key}", group.Sum(), Links.With("/containers", ("owner", group.Key)), Tone.None));

    private static string Word(NodeStatus status) => status switch
    {
        NodeStatus.Unknown => "never probed",
        _ => status.ToString().ToLowerInvariant(),
    };
}
