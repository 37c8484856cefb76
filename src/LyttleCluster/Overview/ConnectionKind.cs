namespace LyttleCluster;

/// <summary>Where a connection leads.</summary>
public enum ConnectionKind
{
    /// <summary>A state file on this machine.</summary>
    File,

    /// <summary>A manager, which alone holds the keys to the nodes.</summary>
    Manager,
}
