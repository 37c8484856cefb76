namespace LyttleCluster;

/// <summary>What the image's own health check says.</summary>
public enum ContainerHealth
{
    /// <summary>The image has no health check, or the container does not run.</summary>
    None,

    /// <summary>The first checks are still to come.</summary>
    Starting,

    /// <summary>The last check passed.</summary>
    Healthy,

    /// <summary>The last checks failed.</summary>
    Unhealthy,

    /// <summary>A word this version does not know.</summary>
    Unknown,
}
