namespace LyttleCluster.Core.Watching;

/// <summary>What the watches of a node's endpoints tell their node.</summary>
internal interface INodeSight
{
    void EngineSeen(EngineSight sight);

    void EngineFailed(ClusterException failure, TimeSpan duration);

    void NginxApiSeen(NginxApiSight sight);

    void NginxApiFailed(ClusterException failure, TimeSpan duration);

    /// <summary>Tells followers of an event and keeps it.</summary>
    ValueTask HappenedAsync(ClusterEvent item, CancellationToken cancellationToken);
}
