namespace LyttleCluster.Core.Docker;

/// <summary>What a followed stream of events has to tell.</summary>
internal enum DockerEventItemKind
{
    /// <summary>An event of the engine.</summary>
    Event,

    /// <summary>Events may be missing here: list again.</summary>
    Gap,

    /// <summary>The engine cannot be reached; it is tried again and again. Told once, and again when the reason changes.</summary>
    Disconnected,

    /// <summary>The engine answers again.</summary>
    Reconnected,
}

/// <summary>One item of <see cref="EventFollower"/>.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Event">The event.</param>
/// <param name="Reason">Why events may be missing.</param>
/// <param name="Failure">Why the engine cannot be reached.</param>
internal readonly record struct DockerEventItem(DockerEventItemKind Kind, DockerEvent? Event, string? Reason, ClusterException? Failure)
{
    public static DockerEventItem Of(DockerEvent item) => new(DockerEventItemKind.Event, item, null, null);

    public static DockerEventItem Gap(string reason) => new(DockerEventItemKind.Gap, null, reason, null);

    public static DockerEventItem Disconnected(ClusterException failure) => new(DockerEventItemKind.Disconnected, null, null, failure);

    public static readonly DockerEventItem Reconnected = new(DockerEventItemKind.Reconnected, null, null, null);
}
