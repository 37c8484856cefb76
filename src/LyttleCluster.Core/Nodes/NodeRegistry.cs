using LyttleCluster.Core.State;
using LyttleCluster.Core.Text;

namespace LyttleCluster.Core.Nodes;

/// <summary>The stored nodes, and which of them a request means.</summary>
internal sealed class NodeRegistry(IStateStore store)
{
    public static DocumentKey KeyOf(string name) => new(NodeDocument.Kind, name.ToLowerInvariant());

    public async Task<IReadOnlyList<StoredNode>> ListAsync(CancellationToken cancellationToken)
    {
        var nodes = new List<StoredNode>();
        await foreach (var document in store.ListAsync(NodeDocument.Kind, "", cancellationToken)) nodes.Add(ToStored(document));
        return nodes;
    }

    /// <summary>The nodes that these names and wildcards mean (none means all), and a failure for each plain name that means none.</summary>
    public async Task<NodeSelection> SelectAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var all = await ListAsync(cancellationToken);
        var selected = all.Where(node => Wildcard.MatchesAny(names, node.Name)).ToList();
        var failures = names
            .Where(name => !Wildcard.IsPattern(name) && !all.Any(node => string.Equals(node.Name, name, StringComparison.OrdinalIgnoreCase)))
            .Select(NodeErrors.NotFound);
        return new NodeSelection(selected, [.. failures]);
    }

    private static StoredNode ToStored(StateDocument document) =>
        new(DocumentWrite.Read(document, StateJson.Default.NodeDocument), document.Revision);
}

/// <summary>The nodes a request means.</summary>
internal sealed record NodeSelection(IReadOnlyList<StoredNode> Nodes, IReadOnlyList<ClusterException> Failures);
