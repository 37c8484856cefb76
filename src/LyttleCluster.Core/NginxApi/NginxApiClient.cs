namespace LyttleCluster.Core.NginxApi;

/// <summary>
/// One nginx_api, spoken to in the dialect it has: LyttleNGINX of every generation, or our agent. Thread-safe; keeps its connections, so there is
/// one for each node of a session.
/// <para>
/// <c>silence</c> limits how long the network may be silent. Every failure is a <see cref="ClusterException"/> of <see cref="NginxApiErrors"/>. A read that is
/// asked too often (429) waits, as long as that is within its <c>silence</c>.
/// </para>
/// </summary>
internal sealed class NginxApiClient : IDisposable, IAsyncDisposable
{
    private readonly NginxApiChannel _channel;
    private readonly DialectFinder _finder;
    private readonly Prober _prober;
    private readonly Reloader _reloader;

    public NginxApiClient(NginxApiEndpoint endpoint, TimeProvider time)
    {
        Endpoint = endpoint;
        _channel = new NginxApiChannel(endpoint, time);
        _finder = new DialectFinder(_channel);
        _prober = new Prober(_channel, _finder);
        _reloader = new Reloader(_channel, _finder);
    }

    public NginxApiEndpoint Endpoint { get; }

    /// <summary>What answers there and what it can do; remembered, so it costs a call only once.</summary>
    public Task<NginxApiDialect> GetDialectAsync(TimeSpan silence, CancellationToken cancellationToken) => _finder.FindAsync(silence, cancellationToken);

    /// <summary>
    /// How it and its nginx are. A node that says it is not well (503), does not let us in, or is asked too often is an answer, not a failure.
    /// </summary>
    /// <exception cref="ClusterException">Nothing answers, or something else than an nginx_api.</exception>
    public Task<NginxApiProbe> ProbeAsync(TimeSpan silence, CancellationToken cancellationToken) => _prober.ProbeAsync(silence, cancellationToken);

    /// <summary>
    /// Reloads nginx and gives a verdict that is true: <see cref="NginxApiReloadOutcome.Unknown"/> when nobody can tell. Two at once on one node are the
    /// caller's to avoid.
    /// </summary>
    /// <exception cref="ClusterException">It was certainly not done: nobody answers, not let in, limited for longer than the deadline, not an nginx_api.</exception>
    public Task<NginxApiReload> ReloadAsync(NginxApiReloadCall call, CancellationToken cancellationToken) => _reloader.RunAsync(call, cancellationToken);

    public void Dispose() => _channel.Dispose();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
