namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>What an entry does with requests.</summary>
internal enum NginxEntryKind
{
    /// <summary>Hands them to upstreams.</summary>
    Proxy,

    /// <summary>Answers with another address.</summary>
    Redirect,

    /// <summary>Answers with files of a folder.</summary>
    Root,
}
