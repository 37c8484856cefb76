namespace LyttleCluster;

/// <summary>Where a manager is in its life.</summary>
public enum ManagerStatus
{
    /// <summary>None runs.</summary>
    Stopped,

    /// <summary>It is not listening yet.</summary>
    Starting,

    /// <summary>It listens.</summary>
    Running,

    /// <summary>It was asked to stop, and lets what it began come to its end.</summary>
    Stopping,

    /// <summary>It ended without stopping in order: it was killed, or it failed.</summary>
    Died,
}
