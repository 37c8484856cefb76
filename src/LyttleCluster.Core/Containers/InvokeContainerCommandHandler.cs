using LyttleCluster.Core.Docker;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Containers;

/// <summary>Runs a command inside containers.</summary>
internal sealed class InvokeContainerCommandHandler(ContainerFinder finder, NodeRegistry registry, NodeConnections connections, TimeProvider time)
    : ContainerAction<InvokeContainerCommand, ClusterCommandResult>(finder, registry, connections)
{
    protected override string Action => "InvokeCommand";

    protected override bool Reversible => false;

    protected override void Check(InvokeContainerCommand request)
    {
        if (request.Command.Count == 0 || request.Command[0].Length == 0) throw ContainerErrors.CommandEmpty();
    }

    protected override ClusterException? Refuse(InvokeContainerCommand request, ContainerRef reference, ClusterContainer container) =>
        container.State == ContainerState.Running ? null : ContainerErrors.NotRunning(reference, container.StateText);

    /// <summary>Only the program is told and journaled: arguments may hold secrets.</summary>
    protected override string After(InvokeContainerCommand request, ClusterContainer container) => $"{container.StateText}, ran {request.Command[0]}";

    protected override async Task<ClusterCommandResult> ExecuteAsync(
        InvokeContainerCommand request, ContainerRef container, DockerClient docker, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var result = await docker.ExecAsync(container.Id, request.Command, request.Timeout, cancellationToken);
        return new ClusterCommandResult
        {
            Node = container.Node,
            Container = container.Name,
            Command = [.. request.Command],
            ExitCode = result.ExitCode,
            Output = result.Output,
            ErrorOutput = result.ErrorOutput,
            Duration = time.GetElapsedTime(started),
        };
    }
}
