using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Watching;

/// <summary>
/// Where reads go when this process watches the cluster: what is known comes from memory instead of the history, and a live look joins those of the
/// watch, so that no node is ever asked twice at once. Nothing of it in a process that does not watch.
/// </summary>
internal sealed class LiveLooks
{
    private volatile ClusterWatcher? _watcher;

    /// <summary>The watch; null where nobody watches.</summary>
    public IClusterWatch? Watch => _watcher;

    /// <summary>After a change of nodes: completes when what is watched is what is stored.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken) => _watcher?.CatchUpAsync(cancellationToken) ?? Task.CompletedTask;

    public void Attach(ClusterWatcher watcher) => _watcher = watcher;

    public void Detach() => _watcher = null;

    /// <summary>Looks at a node together with the watch; null when it does not watch this node as it is stored now.</summary>
    public Task<ClusterNode>? TryProbe(StoredNode node, TimeSpan silence, CancellationToken cancellationToken) =>
        _watcher?.Find(node)?.ProbeAsync(silence, cancellationToken);

    /// <summary>Lists a node's containers together with the watch; null when it does not watch this node as it is stored now.</summary>
    public Task<ClusterContainer[]>? TryList(StoredNode node, TimeSpan silence, CancellationToken cancellationToken) =>
        _watcher?.Find(node)?.ListAsync(silence, cancellationToken);
}
