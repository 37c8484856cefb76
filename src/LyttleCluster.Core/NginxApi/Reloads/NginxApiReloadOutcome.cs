namespace LyttleCluster.Core.NginxApi;

/// <summary>How a reload ended.</summary>
internal enum NginxApiReloadOutcome
{
    /// <summary>It is not known: no answer came, and the node could not tell afterwards. Never to be taken for a success.</summary>
    Unknown,

    /// <summary>The node says that the configuration was applied; see <see cref="NginxApiReload.IsProven"/>.</summary>
    Reloaded,

    /// <summary>It was applied, failed and was put back: the release from before serves.</summary>
    RolledBack,

    /// <summary>nginx refused the configuration, or could not be told to load it; what served before goes on serving.</summary>
    Failed,

    /// <summary>nginx was told, said nothing, and kept the old configuration (a listen port that is taken, for example).</summary>
    NotTaken,
}
