using LyttleCluster.Core.Docker;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Containers;

/// <summary>Removes containers; running ones only with Force.</summary>
internal sealed class RemoveContainerHandler(ContainerFinder finder, NodeRegistry registry, NodeConnections connections, TimeProvider time)
    : ContainerAction<RemoveContainer, ClusterContainer>(finder, registry, connections)
{
    protected override string Action => "Remove";

    protected override bool Reversible => false;

    protected override string? After(RemoveContainer request, ClusterContainer container) => null;

    protected override ClusterException? Refuse(RemoveContainer request, ContainerRef reference, ClusterContainer container)
    {
        var runs = container.State is ContainerState.Running or ContainerState.Paused or ContainerState.Restarting;
        return runs && !request.Force ? ContainerErrors.StillRunning(reference, container.StateText) : null;
    }

    protected override async Task<ClusterContainer> ExecuteAsync(RemoveContainer request, ContainerRef container, DockerClient docker, CancellationToken cancellationToken)
    {
        var last = await docker.InspectAsync(container.Id, request.Timeout, cancellationToken);
        await docker.RemoveAsync(container.Id, request.Force, request.Timeout, cancellationToken);
        return last.ToModel(container.Node, time.GetUtcNow()) with { State = ContainerState.Removing, StateText = "removed", Status = "Removed" };
    }
}
