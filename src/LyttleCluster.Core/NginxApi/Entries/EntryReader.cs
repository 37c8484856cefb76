namespace LyttleCluster.Core.NginxApi;

/// <summary>Reads the entries of a node, and asks it what it would make of one.</summary>
internal sealed class EntryReader(NginxApiChannel channel, DialectFinder finder)
{
    // 5,000 entries with much custom code; a LyttleNGINX has no paging.
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    public async Task<NginxApiEntries> ListAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        var dialect = await finder.FindAsync(silence, cancellationToken);
        if (!dialect.Can(NginxApiCapabilities.Configuration)) throw NginxApiErrors.NotSupported(channel.Endpoint, "taking domains by API", dialect.Name);
        NginxApiAnswer answer;
        try
        {
            answer = await channel.DemandAsync(NginxApiCall.Get("/proxies", silence) with { MaxAnswerBytes = MaxAnswerBytes }, silence, cancellationToken);
        }
        catch (ClusterException failure) when (failure.ErrorId == "NginxApiNotFound" && dialect.Generation == NginxApiGeneration.Agent)
        {
            throw NginxApiErrors.AgentWithoutReleases(channel.Endpoint, dialect.Name);
        }

        return new NginxApiEntries(EntryBody.List(answer.Body) ?? throw channel.Unreadable(answer, "it is no list of entries"), answer.ETag);
    }
}
