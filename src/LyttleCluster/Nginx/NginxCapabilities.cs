namespace LyttleCluster;

/// <summary>What a node's nginx_api can be asked for; it depends on its generation.</summary>
[Flags]
public enum NginxCapabilities
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Reloading nginx.</summary>
    Reload = 1,

    /// <summary>Reading logs.</summary>
    Logs = 2,

    /// <summary>Taking configuration: hosts and redirects.</summary>
    Configuration = 4,

    /// <summary>Saying beforehand whether a configuration is valid.</summary>
    Validation = 8,

    /// <summary>Naming the other nodes of its cluster.</summary>
    Cluster = 16,
}
