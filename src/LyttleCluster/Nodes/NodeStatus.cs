namespace LyttleCluster;

/// <summary>The state of a node in one word, by the first that matches.</summary>
public enum NodeStatus
{
    /// <summary>Never probed.</summary>
    Unknown,

    /// <summary>Taken out of use by an operator.</summary>
    Suspended,

    /// <summary>None of its endpoints answers.</summary>
    Unreachable,

    /// <summary>Some endpoint fails or is unhealthy.</summary>
    Degraded,

    /// <summary>All of its endpoints answer and are healthy.</summary>
    Ready,
}
