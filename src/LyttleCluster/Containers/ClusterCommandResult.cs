namespace LyttleCluster;

/// <summary>How a command that was run inside a container ended.</summary>
public sealed record ClusterCommandResult
{
    /// <summary>The node the container is on.</summary>
    public required string Node { get; init; }

    /// <summary>The container's name.</summary>
    public required string Container { get; init; }

    /// <summary>The command and its arguments.</summary>
    public required string[] Command { get; init; }

    /// <summary>The command's exit code.</summary>
    public required int ExitCode { get; init; }

    /// <summary>What it wrote to standard output.</summary>
    public required string Output { get; init; }

    /// <summary>What it wrote to standard error.</summary>
    public required string ErrorOutput { get; init; }

    /// <summary>How long it ran.</summary>
    public TimeSpan Duration { get; init; }
}
