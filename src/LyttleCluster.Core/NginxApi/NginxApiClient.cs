using System.Runtime.CompilerServices;
using LyttleCluster.Core.NginxConfiguration;

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
    private readonly EntryReader _entries;
    private readonly EntryValidator _validator;
    private readonly RowWriter _rows;
    private readonly ReleaseReader _releases;
    private readonly ReleasePublisher _publisher;

    public NginxApiClient(NginxApiEndpoint endpoint, TimeProvider time)
    {
        Endpoint = endpoint;
        _channel = new NginxApiChannel(endpoint, time);
        _finder = new DialectFinder(_channel);
        _prober = new Prober(_channel, _finder);
        _reloader = new Reloader(_channel, _finder);
        _logs = new LogReader(_channel, _finder);
        _entries = new EntryReader(_channel, _finder);
        _validator = new EntryValidator(_channel, _finder);
        _rows = new RowWriter(_channel, _finder, _entries);
        _releases = new ReleaseReader(_channel, _finder);
        _publisher = new ReleasePublisher(_channel, _releases, _entries);
    }

    public NginxApiEndpoint Endpoint { get; }

    /// <summary>What answers there and what it can do; remembered, so it costs a call only once.</summary>
    public Task<NginxApiDialect> GetDialectAsync(TimeSpan silence, CancellationToken cancellationToken) => _finder.FindAsync(silence, cancellationToken);

    /// <summary>
    /// How it and its nginx are. A node that says it is not well (503), does not let us in, or is asked too often is an answer, not a failure.
    /// </summary>
    /// <exception cref="ClusterException">Nothing answers, or something else than an nginx_api.</exception>
    public Task<NginxApiProbe> ProbeAsync(TimeSpan silence, CancellationToken cancellationToken) => _prober.ProbeAsync(silence, cancellationToken);

    /// <summary>The same from its health alone, which is one call.</summary>
    /// <exception cref="ClusterException">Nothing answers, or something else than an nginx_api.</exception>
    public Task<NginxApiProbe> HearAsync(TimeSpan silence, CancellationToken cancellationToken) => _prober.HearAsync(silence, cancellationToken);

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

    /// <summary>The certificates it manages (of an agent: that its nginx uses), by name; none where the generation has none.</summary>
    public async Task<IReadOnlyList<NginxApiCertificate>> ListCertificatesAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        var dialect = await _finder.FindAsync(silence, cancellationToken);
        if (!dialect.Can(NginxApiCapabilities.Certificates)) return [];
        var answer = await _channel.SendPatientlyAsync(NginxApiCall.Get("/certificates", silence), silence, cancellationToken);
        // An agent from before it knew certificates.
        if (answer.Status == 404 && dialect.Generation == NginxApiGeneration.Agent && NginxApiRefusal.Of(answer).IsEnvelope) return [];
        if (!answer.IsSuccess) throw _channel.Refused(answer);
        if (answer.MediaType == "text/html") throw NginxApiErrors.NotNginxApi(Endpoint, "it sends a web page where JSON should be");
        var list = Lists.Certificates(answer.Body) ?? throw _channel.Unreadable(answer, "it is no list of certificates");
        return [.. list.OrderBy(certificate => certificate.Name, StringComparer.Ordinal)];
    }

    /// <summary>The entries that it has. Of an agent they are its draft: what the next release is made of.</summary>
    /// <exception cref="ClusterException"><c>NginxApiNotSupported</c> where the generation takes no domains by API.</exception>
    public Task<NginxApiEntries> ListEntriesAsync(TimeSpan silence, CancellationToken cancellationToken) => _entries.ListAsync(silence, cancellationToken);

    /// <summary>What it would make of an entry. That it is valid does not mean that nginx takes it.</summary>
    /// <param name="entry">The entry, normalised.</param>
    /// <param name="id">The entry it is to replace; null: a new one.</param>
    /// <param name="silence">How long the network may be silent, and how long to wait where it is asked too often.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ClusterException"><c>NginxApiEntryRefused</c> with its words.</exception>
    public Task<NginxApiValidation> ValidateEntryAsync(NginxEntry entry, int? id, TimeSpan silence, CancellationToken cancellationToken) =>
        _validator.ValidateAsync(entry, id, silence, cancellationToken);

    /// <summary>
    /// Makes an entry. On a LyttleNGINX it is live within five minutes, on every node of its database, whether reloaded or not. A lost answer is looked up.
    /// </summary>
    /// <exception cref="ClusterException">
    /// <c>NginxApiEntryRefused</c>: it does not like it, nothing was done. <c>NginxApiRateLimited</c> (<see cref="NginxApiErrors.RetryAfter"/>): nothing was done.
    /// <see cref="NginxApiErrors.IsReplyLost"/>: it is not known whether it was done.
    /// </exception>
    public Task<NginxApiRowChange> CreateEntryAsync(NginxEntry entry, string? correlationId, TimeSpan silence, CancellationToken cancellationToken) =>
        _rows.CreateAsync(entry, correlationId, silence, cancellationToken);

    /// <summary>Makes an entry say this and nothing else; as <see cref="CreateEntryAsync"/>.</summary>
    public Task<NginxApiRowChange> UpdateEntryAsync(int id, NginxEntry entry, string? correlationId, TimeSpan silence, CancellationToken cancellationToken) =>
        _rows.UpdateAsync(id, entry, correlationId, silence, cancellationToken);

    /// <summary>Takes an entry away; as <see cref="CreateEntryAsync"/>. One that is gone already is no failure.</summary>
    public Task<NginxApiRowChange> DeleteEntryAsync(int id, string? correlationId, TimeSpan silence, CancellationToken cancellationToken) =>
        _rows.DeleteAsync(id, correlationId, silence, cancellationToken);

    /// <summary>
    /// Changes an agent's entries as one: all of them are live, or none is. The verdict is true: <see cref="NginxApiReleaseOutcome.Unknown"/> when nobody can tell.
    /// </summary>
    /// <exception cref="ClusterException">It was certainly not done: nobody answers, not let in, not an agent, or one that is too old for it.</exception>
    public Task<NginxApiRelease> PublishAsync(NginxApiReleaseCall call, CancellationToken cancellationToken) => _publisher.PublishAsync(call, cancellationToken);

    /// <summary>Makes an old release of an agent the current one (<c>none</c>: the empty configuration), as <see cref="PublishAsync"/>.</summary>
    /// <param name="id">The release.</param>
    /// <param name="setETag">Only when all entries together are still in this state; null: whatever they are.</param>
    /// <param name="deadline">How long all of it may take, with looking up a lost answer.</param>
    /// <param name="correlationId">Under which it is found again; one is made unless given.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<NginxApiRelease> ActivateReleaseAsync(string id, string? setETag, TimeSpan deadline, string? correlationId, CancellationToken cancellationToken) =>
        _publisher.ActivateAsync(id, setETag, deadline, correlationId, cancellationToken);

    /// <summary>The releases that an agent keeps, newest first.</summary>
    public Task<NginxApiReleases> ListReleasesAsync(int limit, TimeSpan silence, CancellationToken cancellationToken) => _releases.ListAsync(limit, silence, cancellationToken);

    /// <summary>One release of an agent, entry by entry against another (null: the one before it; <c>none</c>: nothing).</summary>
    public Task<NginxApiReleaseInfo> GetReleaseAsync(string id, string? against, TimeSpan silence, CancellationToken cancellationToken) =>
        _releases.GetAsync(id, against, silence, cancellationToken);

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
