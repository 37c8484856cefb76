namespace LyttleCluster;

/// <summary>What a container's engine says it is doing (Docker Engine API, <c>State</c> of <c>GET /containers/json</c>).</summary>
public enum ContainerState
{
    /// <summary>A word this version does not know; <see cref="ClusterContainer.StateText"/> has it.</summary>
    Unknown,

    /// <summary>Made, never started.</summary>
    Created,

    /// <summary>Its process runs.</summary>
    Running,

    /// <summary>Its processes are frozen.</summary>
    Paused,

    /// <summary>Its process ended and the engine starts it again.</summary>
    Restarting,

    /// <summary>The engine is removing it.</summary>
    Removing,

    /// <summary>Its process ended.</summary>
    Exited,

    /// <summary>Removing it failed half way.</summary>
    Dead,
}
