namespace LyttleCluster.Core.NginxApi;

/// <summary>What an nginx_api can be asked for.</summary>
[Flags]
internal enum NginxApiCapabilities
{
    None = 0,

    /// <summary>To reload nginx.</summary>
    Reload = 1,

    /// <summary>To give its log.</summary>
    Logs = 2,

    /// <summary>To take domains by API (<c>/proxies</c>).</summary>
    Configuration = 4,

    /// <summary>To test a configuration without loading it.</summary>
    Validation = 8,

    /// <summary>To name the other nodes of its cluster.</summary>
    Cluster = 16,

    /// <summary>To tell whether nginx runs and took its last configuration.</summary>
    Readiness = 32,

    /// <summary>To list its certificates.</summary>
    Certificates = 64,

    /// <summary>To tell who we are to it, and which roles we have.</summary>
    Identity = 128,

    /// <summary>To reload as an operation that is looked up later.</summary>
    Operations = 256,

    /// <summary>To tell about its host, and to reboot it where allowed.</summary>
    Host = 512,

    /// <summary>To tell whether a reload was taken by nginx, with the numbers of its workers.</summary>
    ProvenReload = 1024,
}
