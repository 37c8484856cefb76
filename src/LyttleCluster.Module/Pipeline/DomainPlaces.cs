namespace LyttleCluster.Module;

/// <summary>
/// Domains as they were piped, each with the nodes that came with it. One request means all its names on all its nodes, so pairs that are
/// not a full table become several: nodes with the same domains share one, and no node is in two of them (one node, one reload).
/// </summary>
internal sealed class DomainPlaces
{
    private readonly OrderedDictionary<string, OrderedSet> _domainsOf = new(StringComparer.OrdinalIgnoreCase);
    private readonly OrderedSet _everywhere = new();

    /// <summary>Adds a domain on these nodes, on all of them when there are none; what is there already counts once.</summary>
    public void Add(string domain, IReadOnlyList<string> nodes)
    {
        if (nodes.Count == 0) _everywhere.Add(domain);
        foreach (var node in nodes)
        {
            if (!_domainsOf.TryGetValue(node, out var domains)) _domainsOf.Add(node, domains = new OrderedSet());
            domains.Add(domain);
        }
    }

    /// <summary>What was added, as requests can say it; what is meant everywhere is not repeated for single nodes.</summary>
    public IReadOnlyList<DomainSelection> Selections()
    {
        var tables = _domainsOf
            .Select(pair => (Node: pair.Key, Domains: pair.Value.Items.Where(domain => !_everywhere.Contains(domain)).ToArray()))
            .Where(row => row.Domains.Length > 0)
            .GroupBy(row => string.Join('\n', row.Domains.Order(StringComparer.OrdinalIgnoreCase)), StringComparer.OrdinalIgnoreCase)
            .Select(rows => new DomainSelection([.. rows.Select(row => row.Node)], rows.First().Domains));
        return _everywhere.Items.Count == 0 ? [.. tables] : [new DomainSelection([], [.. _everywhere.Items]), .. tables];
    }

    /// <summary>Names without case, each once, in the order they came in.</summary>
    private sealed class OrderedSet
    {
        private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

        public List<string> Items { get; } = [];

        public bool Contains(string item) => _known.Contains(item);

        public void Add(string item)
        {
            if (_known.Add(item)) Items.Add(item);
        }
    }
}
