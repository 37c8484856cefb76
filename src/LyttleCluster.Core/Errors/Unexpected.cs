namespace LyttleCluster.Core;

/// <summary>Turns what nobody expected into the one exception that may leave: with its type and words, but not its object.</summary>
public static class Unexpected
{
    /// <summary>A ClusterException as it is; anything else as <c>UnexpectedFailure</c>.</summary>
    /// <param name="failure">What happened.</param>
    /// <param name="node">The node it happened on; null where none is involved.</param>
    public static ClusterException Wrap(Exception failure, string? node) => Make(failure, node is null ? "Something" : $"Node '{node}': something", node);

    /// <summary>The same for a command as a whole.</summary>
    /// <param name="failure">What happened.</param>
    /// <param name="command">What the operator called.</param>
    public static ClusterException InCommand(Exception failure, string command) => Make(failure, command, null);

    private static ClusterException Make(Exception failure, string what, string? node) => failure as ClusterException ?? new ClusterException(
        "UnexpectedFailure",
        ClusterErrorCategory.NotSpecified,
        $"{what} failed in a way it was not made for: {failure.GetType().Name}: {failure.Message}",
        "This is a fault of LyttleCluster. Please report it with the command that led to it.") { Node = node };
}
