using System.Runtime.CompilerServices;

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
    private readonly LogReader _logs;

    public NginxApiClient(NginxApiEndpoint endpoint, TimeProvider time)
    {
        Endpoint = endpoint;
        _channel = new NginxApiChannel(endpoint, time);
        _finder = new DialectFinder(_channel);
        _prober = new Prober(_channel, _finder);
        _reloader = new Reloader(_channel, _finder);
        _logs = new LogReader(_channel, _finder);
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

    /// <summary>
    /// Whether nginx would accept what lies on the node. Only the agent can test; of a LyttleNGINX, which renders its configuration anew at each reload, it
    /// is said what became of the last one (<see cref="NginxApiTest.Valid"/> is null).
    /// </summary>
    public async Task<NginxApiTest> TestConfigurationAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        var dialect = await _finder.FindAsync(silence, cancellationToken);
        if (dialect.Generation == NginxApiGeneration.Agent)
        {
            var answer = await _channel.DemandAsync(NginxApiCall.Post("/configuration/test", silence), silence, cancellationToken);
            return Lists.Test(answer.Body) ?? throw _channel.Unreadable(answer, "it does not say whether the configuration is valid");
        }

        var last = dialect.Generation == NginxApiGeneration.V2 ? (await ProbeAsync(silence, cancellationToken)).LastReload : null;
        return new NginxApiTest(null, LastReloadRule.Say(dialect, last), null);
    }

    /// <summary>The certificates it manages, by name; none where the generation has none.</summary>
    public async Task<IReadOnlyList<NginxApiCertificate>> ListCertificatesAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        var dialect = await _finder.FindAsync(silence, cancellationToken);
        if (!dialect.Can(NginxApiCapabilities.Certificates)) return [];
        var answer = await _channel.DemandAsync(NginxApiCall.Get("/certificates", silence), silence, cancellationToken);
        var list = Lists.Certificates(answer.Body) ?? throw _channel.Unreadable(answer, "it is no list of certificates");
        return [.. list.OrderBy(certificate => certificate.Name, StringComparer.Ordinal)];
    }

    /// <summary>The last lines of its log, oldest first.</summary>
    public async IAsyncEnumerable<NginxApiLogEntry> ReadLogAsync(NginxApiLogCall call, TimeSpan silence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var entry in await _logs.ReadAsync(call, silence, cancellationToken)) yield return entry;
    }

    /// <summary>
    /// The last lines of its log and those to come, until cancelled, across broken connections and restarts. Throws only for what waiting will not mend
    /// (not let in, no nginx_api, no log), and only at the beginning.
    /// </summary>
    public IAsyncEnumerable<NginxApiLogItem> FollowLogAsync(NginxApiLogCall call, TimeSpan silence, CancellationToken cancellationToken) =>
        new LogFollower(_channel, _finder, _logs, call, silence).FollowAsync(cancellationToken);

    /// <summary>Who we are to it; null where the generation has no roles.</summary>
    /// <exception cref="ClusterException">Not let in.</exception>
    public async Task<NginxApiIdentity?> WhoAmIAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        var dialect = await _finder.FindAsync(silence, cancellationToken);
        if (dialect.Can(NginxApiCapabilities.Identity))
        {
            var answer = await _channel.DemandAsync(NginxApiCall.Get("/auth/me", silence), silence, cancellationToken);
            return Lists.Identity(answer.Body) ?? throw _channel.Unreadable(answer, "it does not say who we are");
        }

        // Without roles, being let in is all there is to know.
        if (dialect.CountsCalls) await _channel.DemandAsync(NginxApiCall.Get("/auth/status", silence), silence, cancellationToken);
        return null;
    }

    /// <summary>The nodes of its cluster, each once; none where the generation has no cluster.</summary>
    public async Task<IReadOnlyList<NginxApiPeer>> ListPeersAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        var dialect = await _finder.FindAsync(silence, cancellationToken);
        if (!dialect.Can(NginxApiCapabilities.Cluster)) return [];
        var answer = await _channel.DemandAsync(NginxApiCall.Get("/cluster/nodes", silence), silence, cancellationToken);
        return Lists.Peers(answer.Body) ?? throw _channel.Unreadable(answer, "it is no list of nodes");
    }

    /// <summary>The facts of its host; null where nobody tells them (everything but the agent).</summary>
    public async Task<NginxApiHost?> GetHostAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        var dialect = await _finder.FindAsync(silence, cancellationToken);
        if (!dialect.Can(NginxApiCapabilities.Host)) return null;
        var answer = await _channel.DemandAsync(NginxApiCall.Get("/node", silence), silence, cancellationToken);
        return Lists.Host(answer.Body) ?? throw _channel.Unreadable(answer, "it says nothing of its host");
    }

    /// <summary>Reboots its host. When this returns, the agent has accepted it; the connection may break with it.</summary>
    /// <exception cref="ClusterException"><c>NginxApiRebootNotAllowed</c>, <c>NginxApiNotSupported</c>, or not let in.</exception>
    public async Task RebootAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        var dialect = await _finder.FindAsync(silence, cancellationToken);
        if (!dialect.Can(NginxApiCapabilities.Host)) throw NginxApiErrors.NotSupported(Endpoint, "rebooting the host", dialect.Name);
        await _channel.DemandAsync(NginxApiCall.Post("/node/reboot", silence), silence, cancellationToken);
    }

    public void Dispose() => _channel.Dispose();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
