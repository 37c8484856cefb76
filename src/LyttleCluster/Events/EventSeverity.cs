namespace LyttleCluster;

/// <summary>How much an event asks for an operator's eye.</summary>
public enum EventSeverity
{
    /// <summary>Routine, e.g. an exec of a health check.</summary>
    Debug,

    /// <summary>A change that is expected now and then.</summary>
    Information,

    /// <summary>Something to look at, e.g. a container killed or unhealthy.</summary>
    Warning,

    /// <summary>Something failed: out of memory, a non-zero exit, a node away.</summary>
    Error,
}
