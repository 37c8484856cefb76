using LyttleCluster.Core.Text;

namespace LyttleCluster.Core.Containers;

/// <summary>The containers that a call names, and which of them are still to be found.</summary>
internal sealed class WantedContainers
{
    private readonly IReadOnlyList<string> _names;
    private readonly List<string> _missingNames;
    private readonly Dictionary<(string Node, string Id), ContainerRef>? _exact;
    private readonly HashSet<string> _failedNodes = new(StringComparer.OrdinalIgnoreCase);

    public WantedContainers(IReadOnlyList<string> nodes, IReadOnlyList<string> names, IReadOnlyList<ContainerRef> containers)
    {
        _names = names;
        if (containers.Count > 0) _exact = containers.DistinctBy(KeyOf).ToDictionary(KeyOf);
        _missingNames = _exact is null ? [.. names.Where(name => !Wildcard.IsPattern(name))] : [];
        Nodes = _exact is null ? nodes : [.. containers.Select(container => container.Node).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The nodes to ask.</summary>
    public IReadOnlyList<string> Nodes { get; }

    /// <summary>Whether a container is meant; it is not missing from then on.</summary>
    public bool Take(ClusterContainer container)
    {
        if (_exact is not null) return _exact.Remove((container.Node.ToLowerInvariant(), container.Id));
        if (!ContainerSelector.IsMeant(_names, container.Name, container.Id)) return false;

        if (_missingNames.Count > 0) _missingNames.RemoveAll(name => ContainerSelector.IsMeant([name], container.Name, container.Id));
        return true;
    }

    /// <summary>Notes that a node did not answer: what it may have is not missing but unknown.</summary>
    public void Failed(string? node)
    {
        if (node is not null) _failedNodes.Add(node);
    }

    /// <summary>What was named and is nowhere.</summary>
    public IEnumerable<ClusterException> Missing() =>
        _exact is not null
            ? _exact.Values.Where(container => !_failedNodes.Contains(container.Node)).Select(ContainerErrors.Gone)
            : _missingNames.Select(ContainerErrors.NotFound);

    private static (string Node, string Id) KeyOf(ContainerRef container) => (container.Node.ToLowerInvariant(), container.Id);
}
