namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>Which log lines are wanted.</summary>
internal sealed record LogQuery
{
    /// <summary>At most this many, 1 to 10,000: the newest, or with <see cref="After"/> the first ones after it.</summary>
    public required int Count { get; init; }

    /// <summary>Only lines at least this severe; null for all. Access lines count as <see cref="NginxLogLevel.Info"/>.</summary>
    public NginxLogLevel? Level { get; init; }

    /// <summary>Only this log; null for both.</summary>
    public NginxLogStream? Stream { get; init; }

    /// <summary>The cursor of an earlier page (<see cref="LogPage.Next"/>); null for the newest lines. One that is not ours is <c>LogCursorInvalid</c>.</summary>
    public string? After { get; init; }
}
