namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>One line of a log.</summary>
internal sealed record LogLine
{
    /// <summary>When nginx wrote it, UTC; null when the line names no time and no line before it did.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The log it is from.</summary>
    public required NginxLogStream Stream { get; init; }

    /// <summary>Its severity.</summary>
    public required NginxLogLevel Level { get; init; }

    /// <summary>The text without time, level and process.</summary>
    public required string Message { get; init; }

    /// <summary>The whole line as it stands in the file, without its end.</summary>
    public required string Raw { get; init; }

    /// <summary>The process that wrote it, where the line says so.</summary>
    public int? Pid { get; init; }
}
