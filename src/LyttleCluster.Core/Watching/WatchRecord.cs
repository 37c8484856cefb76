using LyttleCluster.Core.Docker;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Watching;

/// <summary>
/// Writes down what is watched, so that the next process knows how things stood. Lists are written when they say something else, nodes when they changed
/// or once a minute; the history batches, and a failure of its file stops no watch (<see cref="IHistory.LastFailure"/>).
/// </summary>
internal sealed class WatchRecord(Observations observations, IHistory history)
{
    /// <summary>Keeps an engine's list, which is disposed of here.</summary>
    public void Containers(string node, DockerContainerList list)
    {
        // The history takes observations without waiting.
        var written = observations.SetContainersAsync(node, list, CancellationToken.None);
        if (!written.IsCompletedSuccessfully) list.Dispose();
    }

    public void Node(ClusterNode node) => _ = observations.SetNodeAsync(node, CancellationToken.None).AsTask();

    public ValueTask EventAsync(ClusterEvent item, CancellationToken cancellationToken) => history.AddEventAsync(item, cancellationToken);

    /// <summary>The nodes as they were last seen.</summary>
    public Task<Dictionary<string, ClusterNode>> NodesAsync(CancellationToken cancellationToken) => observations.NodesAsync(cancellationToken);

    /// <summary>The containers as they were last listed.</summary>
    public Task<Dictionary<string, IReadOnlyList<ClusterContainer>>> ContainersAsync(CancellationToken cancellationToken) => observations.ContainersAsync(cancellationToken);
}
