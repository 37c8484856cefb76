using LyttleCluster.Formatting;

namespace LyttleCluster.Core.Containers;

/// <summary>Every failure of this folder.</summary>
internal static class ContainerErrors
{
    public const string NotFoundId = "ContainerNotFound";
    public const string GoneId = "ContainerGone";

    public static ClusterException NotFound(string name) => new(
        NotFoundId, ClusterErrorCategory.ObjectNotFound,
        $"No node that answered has a container '{Printable.Line(name)}'.",
        "Get-ClusterContainer lists all of them, those that do not run too.") { TargetName = name };

    public static ClusterException Gone(ContainerRef container) => new(
        GoneId, ClusterErrorCategory.ObjectNotFound,
        $"Container '{container.Name}' is not on node '{container.Node}' any more.",
        "It was removed or made anew meanwhile: look again with Get-ClusterContainer.") { Node = container.Node, TargetName = container.Name };

    public static ClusterException WaitTimedOut(string name, string? node, TimeSpan wait, string seen, string wanted) => new(
        "ContainerWaitTimedOut", ClusterErrorCategory.OperationTimeout,
        $"Container '{Printable.Line(name)}'{(node is null ? "" : $" on node '{node}'")} is {seen}, not {wanted}, after {wait.TotalSeconds:0} s of waiting.",
        "Get-ClusterContainerLog may show why; -WaitSec waits longer.") { Node = node, TargetName = name };

    public static ClusterException CommandEmpty() => new(
        "ContainerCommandEmpty", ClusterErrorCategory.InvalidArgument,
        "There is no command to run.",
        "Give the program and its arguments, each as one value: -Command ls,-l,/tmp");

    public static ClusterException NotRunning(ContainerRef container, string state) => new(
        "ContainerNotRunning", ClusterErrorCategory.InvalidOperation,
        $"Container '{container.Name}' on node '{container.Node}' is {state}: nothing can run inside it.",
        "Start it first: Start-ClusterContainer.") { Node = container.Node, TargetName = container.Name };

    public static ClusterException StillRunning(ContainerRef container, string state) => new(
        "ContainerStillRunning", ClusterErrorCategory.InvalidOperation,
        $"Container '{container.Name}' on node '{container.Node}' was not removed: it is {state}.",
        "Stop it first, or remove it with -Force, which kills it.") { Node = container.Node, TargetName = container.Name };

    public static ClusterWarning LogSilent(string node, TimeSpan silence) => new()
    {
        Id = "LogNodeSilent",
        Node = node,
        Message = $"Node '{node}' has sent no log line for {silence.TotalSeconds:0.#} s: the others go on without it, and what it sends follows marked Late.",
    };
}
