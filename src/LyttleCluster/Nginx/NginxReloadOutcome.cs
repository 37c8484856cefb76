namespace LyttleCluster;

/// <summary>How a reload of one node's nginx ended.</summary>
public enum NginxReloadOutcome
{
    /// <summary>nginx runs the new configuration. Whether that was proved says <see cref="NginxReloadResult.Verified"/>.</summary>
    Reloaded,

    /// <summary>nginx took it, and was put back to the configuration before because something failed afterwards.</summary>
    RolledBack,

    /// <summary>nginx keeps the configuration it had, or runs the new one and is not well with it; the reason says which.</summary>
    Failed,

    /// <summary>No answer came in time, and the node could not tell afterwards: whether nginx was reloaded is not known.</summary>
    TimedOut,

    /// <summary>Left alone, because an earlier node failed.</summary>
    Skipped,
}
