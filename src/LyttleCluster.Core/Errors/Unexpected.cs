namespace LyttleCluster.Core;

/// <summary>Turns what nobody expected into the one exception that may leave.</summary>
internal static class Unexpected
{
    /// <summary>A ClusterException as it is; anything else as <c>UnexpectedFailure</c>, with its type and words but not its object.</summary>
    public static ClusterException Wrap(Exception failure, string? node) => failure as ClusterException ?? new ClusterException(
        "UnexpectedFailure",
        ClusterErrorCategory.NotSpecified,
        $"{(node is null ? "" : $"Node '{node}': ")}an unexpected failure: {failure.GetType().Name}: {failure.Message}",
        "This is a fault of LyttleCluster. Please report it with the command that led to it.")
    {
        Node = node,
    };
}
