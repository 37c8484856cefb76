namespace LyttleCluster.Core.Docker;

/// <summary>One line of a container's log.</summary>
/// <param name="Timestamp">When the engine took it, in UTC (whole seconds from podman).</param>
/// <param name="Stream">Where it was written.</param>
/// <param name="Message">The line without its line end; at most <see cref="LogLineBuffer.MaxBytes"/> of UTF-8.</param>
internal readonly record struct DockerLogLine(DateTimeOffset Timestamp, LogStream Stream, string Message);

/// <summary>Which lines of a log are wanted.</summary>
internal sealed record DockerLogOptions
{
    /// <summary>Only the last ones; null means all.</summary>
    public int? Tail { get; init; }

    /// <summary>Only lines from then on, by the engine's clock.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only lines before.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Go on with new lines until cancelled, or until the container ends.</summary>
    public bool Follow { get; init; }

    public bool StdOut { get; init; } = true;

    public bool StdErr { get; init; } = true;

    /// <summary>
    /// Whether the container has a terminal (<see cref="DockerContainerConfig.Tty"/>): its log then comes without frames. Engines
    /// from API 1.42 on say it themselves, and are believed.
    /// </summary>
    public bool Tty { get; init; }
}
