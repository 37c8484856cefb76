using LyttleCluster.Formatting;

namespace LyttleCluster;

/// <summary>
/// The one exception that leaves LyttleCluster: what happened, on which node, and what to do.
/// Its words may hold names and text from nodes: control characters in them are made visible, so they can be shown as they are.
/// It never carries an exception type of a dependency, so it can cross the load context.
/// </summary>
public class ClusterException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="errorId">A constant in PascalCase, one per code path.</param>
    /// <param name="category">What kind of failure it is.</param>
    /// <param name="message">What happened and why, in the operator's words.</param>
    /// <param name="remedy">What to do next.</param>
    public ClusterException(string errorId, ClusterErrorCategory category, string message, string remedy)
        : base(Printable.Line(message))
    {
        ErrorId = errorId;
        Category = category;
        Remedy = Printable.Line(remedy);
    }

    /// <summary>The constant name of the failure, e.g. <c>DockerRefused</c>.</summary>
    public string ErrorId { get; }

    /// <summary>The kind of failure.</summary>
    public ClusterErrorCategory Category { get; }

    /// <summary>What the operator can do about it.</summary>
    public string Remedy { get; }

    /// <summary>The node it happened on; null where no node is involved.</summary>
    public string? Node { get; init; }

    /// <summary>How far the endpoint was reached that it happened at; null where it does not tell.</summary>
    public EndpointConnection? Connection { get; init; }

    /// <summary>The object it happened to (a node, a container, a file); null where the node itself is meant.</summary>
    public string? TargetName { get; init; }
}
