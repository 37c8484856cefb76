using System.Collections;

namespace LyttleCluster.Core.Watching;

/// <summary>
/// A list of containers that was seen again later. Most lists stay as they are from look to look, so the containers say the new time only when
/// somebody reads them.
/// </summary>
/// <param name="containers">As they were listed first.</param>
/// <param name="observedAt">When the list was last seen, in UTC.</param>
internal sealed class ListedContainers(ClusterContainer[] containers, DateTimeOffset observedAt) : IReadOnlyList<ClusterContainer>
{
    private ClusterContainer[]? _stamped;

    public static ListedContainers None { get; } = new([], default);

    /// <summary>As they were listed first.</summary>
    public ClusterContainer[] Listed => containers;

    public DateTimeOffset ObservedAt => observedAt;

    public int Count => containers.Length;

    public ClusterContainer this[int index] => Stamped[index];

    private ClusterContainer[] Stamped =>
        _stamped ??= containers.Length == 0 || containers[0].ObservedAt == observedAt ? containers : [.. containers.Select(container => container with { ObservedAt = observedAt })];

    public IEnumerator<ClusterContainer> GetEnumerator() => ((IEnumerable<ClusterContainer>)Stamped).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
