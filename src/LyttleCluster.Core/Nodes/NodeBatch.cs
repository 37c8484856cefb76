using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core;

/// <summary>Nodes that somebody wants to add in one go.</summary>
public static class NodeBatch
{
    /// <summary>
    /// The requests without those whose name or endpoint an earlier one has, and a failure for each of these. The store would refuse them too,
    /// but which of two comes first would be left to chance, and a preview would show both.
    /// </summary>
    public static (IReadOnlyList<AddNode> Kept, IReadOnlyList<ClusterException> Repeated) WithoutRepeats(IEnumerable<AddNode> requests)
    {
        var kept = new List<AddNode>();
        var repeated = new List<ClusterException>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var endpoints = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var request in requests)
        {
            var own = NodeEndpoints.NamesOf(request.Settings);
            if (!names.Add(request.Name)) repeated.Add(NodeErrors.GivenTwice(request.Name));
            else if (own.FirstOrDefault(endpoints.ContainsKey) is { } taken) repeated.Add(NodeErrors.EndpointGivenTwice(request.Name, NodeEndpoints.UriOf(request.Settings, taken), endpoints[taken]));
            else
            {
                foreach (var endpoint in own) endpoints[endpoint] = request.Name;
                kept.Add(request);
            }
        }

        return (kept, repeated);
    }
}
