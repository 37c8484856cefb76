namespace LyttleCluster.TestPeers;

/// <summary>How an <see cref="NginxServer"/> is set up.</summary>
public sealed record NginxServerOptions
{
    public int Workers { get; init; } = 2;

    /// <summary>Lines of the main context, e.g. `worker_shutdown_timeout 1s;`.</summary>
    public string Main { get; init; } = "";

    /// <summary>Lines of the http context.</summary>
    public string Http { get; init; } = "";

    /// <summary>The `error_log` line; null: a file of its own, level notice.</summary>
    public string? ErrorLog { get; init; }

    /// <summary>The `access_log` line; null: a file of its own.</summary>
    public string? AccessLog { get; init; }

    /// <summary>Whether its own server says that it is the default of its port.</summary>
    public bool SaysDefault { get; init; } = true;

    /// <summary>Whether http includes `conf.d/*.conf`.</summary>
    public bool IncludeFolder { get; init; } = true;
}
