using LyttleCluster.Core.Docker;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Containers;

/// <summary>What start, stop and restart share: afterwards the container is looked at again and reported.</summary>
/// <typeparam name="TRequest">The request it is for.</typeparam>
internal abstract class ContainerLifecycle<TRequest>(ContainerFinder finder, NodeRegistry registry, NodeConnections connections, TimeProvider time)
    : ContainerAction<TRequest, ClusterContainer>(finder, registry, connections)
    where TRequest : ContainerChange<ClusterContainer>
{
    /// <summary>What the engine waits for when neither caller nor container says otherwise (Docker's default).</summary>
    private static readonly TimeSpan EngineGrace = TimeSpan.FromSeconds(10);

    protected override bool Reversible => true;

    protected override async Task<ClusterContainer> ExecuteAsync(TRequest request, ContainerRef container, DockerClient docker, CancellationToken cancellationToken)
    {
        await ActAsync(request, container.Id, docker, cancellationToken);
        var detail = await docker.InspectAsync(container.Id, request.Timeout, cancellationToken);
        return detail.ToModel(container.Node, time.GetUtcNow());
    }

    /// <summary>Asks the engine.</summary>
    protected abstract Task ActAsync(TRequest request, string id, DockerClient docker, CancellationToken cancellationToken);

    /// <summary>A stop answers only when the process has ended: the grace time, and then the network's own.</summary>
    protected static TimeSpan SilenceFor(TRequest request, TimeSpan? grace) => (grace ?? EngineGrace) + request.Timeout;
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

    protected override Task ActAsync(StopContainer request, string id, DockerClient docker, CancellationToken cancellationToken)
    {
        var grace = request.Force ? TimeSpan.Zero : request.Grace;
        return docker.StopAsync(id, grace, SilenceFor(request, grace), cancellationToken);
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

    protected override Task ActAsync(RestartContainer request, string id, DockerClient docker, CancellationToken cancellationToken) =>
        docker.RestartAsync(id, request.Grace, SilenceFor(request, request.Grace), cancellationToken);
}
