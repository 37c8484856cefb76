namespace LyttleCluster;

/// <summary>What a domain leads to.</summary>
public enum DomainKind
{
    /// <summary>One or more upstreams; several are balanced.</summary>
    Upstream,

    /// <summary>The instances of an app.</summary>
    App,

    /// <summary>A folder of files on the node.</summary>
    Root,

    /// <summary>Another address.</summary>
    Redirect,
}
