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

    /// <summary>The node of a name, without case; null when there is none.</summary>
    public async Task<StoredNode?> FindAsync(string name, CancellationToken cancellationToken) =>
        await store.GetAsync(KeyOf(name), cancellationToken) is { } document ? ToStored(document) : null;

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

    /// <summary>
    /// The same of those with a Docker engine. One without is a failure where it was named, and not meant where a wildcard or nothing was
    /// given.
    /// </summary>
    public Task<NodeSelection> SelectWithDockerAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        SelectWithAsync(names, node => node.Document.Settings.Docker is not null, NodeErrors.NoDocker, cancellationToken);

    /// <summary>The same of those with an nginx_api.</summary>
    public Task<NodeSelection> SelectWithNginxApiAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        SelectWithAsync(names, node => node.Document.Settings.NginxApi is not null, NodeErrors.NoNginxApi, cancellationToken);

    private async Task<NodeSelection> SelectWithAsync(
        IReadOnlyList<string> names, Func<StoredNode, bool> fits, Func<string, ClusterException> refuse, CancellationToken cancellationToken)
    {
        var selection = await SelectAsync(names, cancellationToken);
        var unfit = selection.Nodes.Where(node => !fits(node)).Select(node => node.Name);
        var named = unfit.Where(name => names.Contains(name, StringComparer.OrdinalIgnoreCase)).Select(refuse);
        return new NodeSelection([.. selection.Nodes.Where(fits)], [.. selection.Failures, .. named]);
    }

    private static StoredNode ToStored(StateDocument document) =>
        new(DocumentWrite.Read(document, StateJson.Default.NodeDocument), document.Revision);
}

/// <summary>The nodes a request means.</summary>
internal sealed record NodeSelection(IReadOnlyList<StoredNode> Nodes, IReadOnlyList<ClusterException> Failures);
