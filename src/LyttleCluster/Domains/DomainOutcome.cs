namespace LyttleCluster;

/// <summary>What a publish did with one domain on one node.</summary>
public enum DomainOutcome
{
    /// <summary>The node's nginx serves it as it is wanted, which was seen.</summary>
    Applied,

    /// <summary>The node had it as it is wanted; nothing was done.</summary>
    Unchanged,

    /// <summary>The node takes no such configuration; nothing was done.</summary>
    Informational,

    /// <summary>It was written, went wrong, and the node was put back as it was before.</summary>
    RolledBack,

    /// <summary>It was not published; the reason says what the node has now.</summary>
    Failed,

    /// <summary>Whether the node has it is not known.</summary>
    TimedOut,

    /// <summary>It was left alone because an earlier node failed.</summary>
    Skipped,
}
