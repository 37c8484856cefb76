namespace LyttleCluster.Core;

/// <summary>The nginx of each node, through its nginx_api. Changes go through <see cref="IOperations"/>.</summary>
public interface INginx
{
    /// <summary>What each node's nginx_api says of itself and of its nginx.</summary>
    IAsyncEnumerable<Answer<NginxStatus>> GetStatusAsync(NginxStatusQuery request, CancellationToken cancellationToken);

    /// <summary>Entries of logs: a finite read merged by time, or an endless one.</summary>
    IAsyncEnumerable<Answer<NginxLogEntry>> ReadLogAsync(NginxLogQuery request, CancellationToken cancellationToken);

    /// <summary>Whether nginx would take the configuration that is on each node now.</summary>
    IAsyncEnumerable<Answer<ClusterCheck>> TestAsync(NginxConfigurationTest request, CancellationToken cancellationToken);
}

/// <summary>Asks for the status of nginx.</summary>
public sealed record NginxStatusQuery : NodeCall;

/// <summary>Asks for entries of nginx's logs.</summary>
public sealed record NginxLogQuery : NodeCall
{
    /// <summary>How many of the last entries of each node; 1 or more.</summary>
    public int Tail { get; init; } = 100;

    /// <summary>Only entries of this level or above; null means all.</summary>
    public NginxLogLevel? Level { get; init; }

    /// <summary>Go on with new entries until cancelled.</summary>
    public bool Follow { get; init; }
}

/// <summary>Tests the configuration.</summary>
public sealed record NginxConfigurationTest : NodeCall;

/// <summary>Reloads nginx.</summary>
public sealed record ReloadNginx : ChangeRequest<NginxReloadResult>
{
    /// <summary>How long a reload may take unless said otherwise: one that waits for certificates takes minutes and still succeeds.</summary>
    public static readonly TimeSpan DefaultReloadTimeout = TimeSpan.FromSeconds(300);

    /// <summary>Makes a request with the time limit of reloads.</summary>
    public ReloadNginx() => Timeout = DefaultReloadTimeout;

    /// <summary>In which waves it goes over the nodes.</summary>
    public RolloutStrategy Strategy { get; init; }

    /// <summary>How many nodes a wave of <see cref="RolloutStrategy.Rolling"/> has; 1 or more.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>
    /// Asked for after each reload, at the node's proxy address where it has one; anything below 500 is well. Null asks for nothing.
    /// </summary>
    public Uri? Probe { get; init; }

    /// <summary>How many times a reload that failed for a passing reason is tried again.</summary>
    public int RetryCount { get; init; } = 2;

    /// <summary>Do not ask beforehand whether nginx is well and its configuration valid.</summary>
    public bool Force { get; init; }
}
