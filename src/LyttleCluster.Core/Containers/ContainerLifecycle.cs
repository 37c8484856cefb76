using LyttleCluster.Core.Docker;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.Operations;

namespace LyttleCluster.Core.Containers;

/// <summary>What start, stop and restart share: afterwards the container is looked at again and reported.</summary>
/// <typeparam name="TRequest">The request it is for.</typeparam>
internal abstract class ContainerLifecycle<TRequest>(ContainerFinder finder, NodeRegistry registry, NodeConnections connections, TimeProvider time)
    : ContainerAction<TRequest, ClusterContainer>(finder, registry, connections), INotedAction
    where TRequest : ContainerChange<ClusterContainer>
{
    public string NotesKind => ContainerNotes.Kind;

    protected override bool Reversible => true;

    public byte[] NotesOf(PlannedChange change)
    {
        var planned = (PlannedContainer)change.Work!;
        return new ContainerNotes { Node = planned.Reference.Node, Id = planned.Reference.Id, Name = planned.Reference.Name, WasRunning = planned.WasRunning }.Write();
    }

    protected override async Task<ClusterContainer> ExecuteAsync(TRequest request, ContainerRef container, DockerClient docker, CancellationToken cancellationToken)
    {
        await ActAsync(request, container.Id, docker, cancellationToken);
        var detail = await docker.InspectAsync(container.Id, request.Timeout, cancellationToken);
        return detail.ToModel(container.Node, time.GetUtcNow());
    }

    /// <summary>Asks the engine.</summary>
    protected abstract Task ActAsync(TRequest request, string id, DockerClient docker, CancellationToken cancellationToken);
}

/// <summary>Starts containers.</summary>
internal sealed class StartContainerHandler(ContainerFinder finder, NodeRegistry registry, NodeConnections connections, TimeProvider time)
    : ContainerLifecycle<StartContainer>(finder, registry, connections, time)
{
    protected override string Action => "Start";

    protected override string After(StartContainer request, ClusterContainer container) => "running";

    protected override Task ActAsync(StartContainer request, string id, DockerClient docker, CancellationToken cancellationToken) =>
        docker.StartAsync(id, request.Timeout, cancellationToken);
}

/// <summary>Stops containers.</summary>
internal sealed class StopContainerHandler(ContainerFinder finder, NodeRegistry registry, NodeConnections connections, TimeProvider time)
    : ContainerLifecycle<StopContainer>(finder, registry, connections, time)
{
    protected override string Action => "Stop";

    protected override string After(StopContainer request, ClusterContainer container) => "exited";

    protected override async Task ActAsync(StopContainer request, string id, DockerClient docker, CancellationToken cancellationToken)
    {
        var grace = request.Force ? TimeSpan.Zero : request.Grace;
        var silence = await ContainerGrace.SilenceAsync(docker, id, grace, request.Timeout, cancellationToken);
        await docker.StopAsync(id, grace, silence, cancellationToken);
    }
}

/// <summary>Restarts containers.</summary>
internal sealed class RestartContainerHandler(ContainerFinder finder, NodeRegistry registry, NodeConnections connections, TimeProvider time)
    : ContainerLifecycle<RestartContainer>(finder, registry, connections, time)
{
    protected override string Action => "Restart";

    /// <summary>What its process had in memory does not come back.</summary>
    protected override bool Reversible => false;

    protected override string After(RestartContainer request, ClusterContainer container) => "running";

    protected override async Task ActAsync(RestartContainer request, string id, DockerClient docker, CancellationToken cancellationToken)
    {
        var silence = await ContainerGrace.SilenceAsync(docker, id, request.Grace, request.Timeout, cancellationToken);
        await docker.RestartAsync(id, request.Grace, silence, cancellationToken);
    }
}
