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

    /// <summary>A stop answers only when the process has ended: after the grace time, which may be the container's own, and the network's.</summary>
    protected static async Task<TimeSpan> SilenceForAsync(TRequest request, string id, TimeSpan? grace, DockerClient docker, CancellationToken cancellationToken)
    {
        if (grace is { } given) return given + request.Timeout;
        var detail = await docker.InspectAsync(id, request.Timeout, cancellationToken);
        return (detail.Config?.StopTimeout is { } seconds ? TimeSpan.FromSeconds(seconds) : EngineGrace) + request.Timeout;
    }
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
        var silence = await SilenceForAsync(request, id, grace, docker, cancellationToken);
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
        var silence = await SilenceForAsync(request, id, request.Grace, docker, cancellationToken);
        await docker.RestartAsync(id, request.Grace, silence, cancellationToken);
    }
}
