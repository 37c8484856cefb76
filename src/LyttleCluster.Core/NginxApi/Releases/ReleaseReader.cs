namespace LyttleCluster.Core.NginxApi;

/// <summary>Reads the releases that an agent keeps.</summary>
internal sealed class ReleaseReader(NginxApiChannel channel, DialectFinder finder)
{
    /// <summary>The name of the empty configuration, from before the first release.</summary>
    public const string None = "none";

    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    public async Task<NginxApiReleases> ListAsync(int limit, TimeSpan silence, CancellationToken cancellationToken)
    {
        var answer = await AskAsync($"/releases?limit={limit}", null, silence, cancellationToken);
        return ReleaseBody.List(answer.Body) ?? throw channel.Unreadable(answer, "it is no list of releases");
    }

    /// <param name="id">The release.</param>
    /// <param name="against">What it is compared with; null: the one before it; <see cref="None"/>: nothing, so that all its entries are told.</param>
    /// <param name="silence">How long the network may be silent.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<NginxApiReleaseInfo> GetAsync(string id, string? against, TimeSpan silence, CancellationToken cancellationToken)
    {
        var path = "/releases/" + Uri.EscapeDataString(id) + (against is null ? "" : "?against=" + Uri.EscapeDataString(against));
        var answer = await AskAsync(path, id, silence, cancellationToken);
        return ReleaseBody.One(answer.Body) ?? throw channel.Unreadable(answer, "it is no release");
    }

    /// <summary>Why the agent does not know a call of <c>/releases</c>: it is too old, or the release is not there (any more).</summary>
    public ClusterException WhyNotFound(NginxApiAnswer answer, string? id, NginxApiDialect dialect)
    {
        var refusal = NginxApiRefusal.Of(answer);
        var isRoute = refusal.Message?.StartsWith("Cannot ", StringComparison.Ordinal) == true;
        if (!refusal.IsEnvelope) return channel.Refused(answer);
        return id is null || isRoute ? NginxApiErrors.AgentWithoutReleases(channel.Endpoint, dialect.Name) : NginxApiErrors.ReleaseNotFound(channel.Endpoint, id);
    }

    /// <summary>The agent's dialect.</summary>
    /// <exception cref="ClusterException">It is no agent.</exception>
    public async Task<NginxApiDialect> DemandAgentAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        var dialect = await finder.FindAsync(silence, cancellationToken);
        return dialect.Generation == NginxApiGeneration.Agent ? dialect : throw NginxApiErrors.NotSupported(channel.Endpoint, "keeping releases", dialect.Name);
    }

    private async Task<NginxApiAnswer> AskAsync(string path, string? id, TimeSpan silence, CancellationToken cancellationToken)
    {
        var dialect = await DemandAgentAsync(silence, cancellationToken);
        var answer = await channel.SendPatientlyAsync(NginxApiCall.Get(path, silence) with { MaxAnswerBytes = MaxAnswerBytes }, silence, cancellationToken);
        if (answer.Status == 404) throw WhyNotFound(answer, id, dialect);
        return answer.IsSuccess ? answer : throw channel.Refused(answer);
    }
}
