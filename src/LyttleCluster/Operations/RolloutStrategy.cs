namespace LyttleCluster;

/// <summary>In which waves a change goes over several nodes. Whatever the strategy, the first wave with a failure is the last.</summary>
public enum RolloutStrategy
{
    /// <summary>Batch after batch.</summary>
    Rolling,

    /// <summary>All of them in one wave.</summary>
    AllAtOnce,

    /// <summary>One node first; when that went well, all the rest.</summary>
    Canary,
}
