namespace LyttleCluster.Core.Watching;

/// <summary>What became of an engine's containers from one list to the next. Pure.</summary>
internal static class ContainerComparison
{
    /// <summary>New and changed containers, and the ids of those that are gone.</summary>
    public static ContainerDifference Compare(IReadOnlyList<ClusterContainer> before, IReadOnlyList<ClusterContainer> now)
    {
        var left = new Dictionary<string, ClusterContainer>(before.Count, StringComparer.Ordinal);
        foreach (var container in before) left[container.Id] = container;
        var changed = new List<ClusterContainer>();
        foreach (var container in now)
        {
            if (!left.Remove(container.Id, out var known) || !TellsSame(known, container)) changed.Add(container);
        }

        return new ContainerDifference(changed, [.. left.Keys]);
    }

    /// <summary>Whether two say the same; the time at which they were seen does not count, nor does the order in which an engine names ports.</summary>
    private static bool TellsSame(ClusterContainer one, ClusterContainer other) =>
        one.Name == other.Name
        && one.Image == other.Image
        && one.StateText == other.StateText
        && one.State == other.State
        && one.Health == other.Health
        && one.ExitCode == other.ExitCode
        && one.Status == other.Status
        && one.CreatedAt == other.CreatedAt
        && HaveSamePorts(one.Ports, other.Ports)
        && one.Labels.Count == other.Labels.Count
        && one.Labels.All(label => other.Labels.TryGetValue(label.Key, out var value) && value == label.Value);

    private static bool HaveSamePorts(ClusterPort[] one, ClusterPort[] other) =>
        one.Length == other.Length && (one.AsSpan().SequenceEqual(other) || one.All(port => other.Contains(port)));
}

/// <summary>What became of an engine's containers.</summary>
/// <param name="Changed">New and changed ones.</param>
/// <param name="Gone">The ids of those that are gone.</param>
internal sealed record ContainerDifference(IReadOnlyList<ClusterContainer> Changed, IReadOnlyList<string> Gone)
{
    public bool IsEmpty => Changed.Count == 0 && Gone.Count == 0;
}
