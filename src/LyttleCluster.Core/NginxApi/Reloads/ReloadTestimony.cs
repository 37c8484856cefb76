namespace LyttleCluster.Core.NginxApi;

/// <summary>Asks a node for its <see cref="Testimony"/>.</summary>
internal static class ReloadTestimony
{
    /// <summary>Null when the generation keeps none, or the node does not tell now.</summary>
    public static async Task<Testimony?> TryTakeAsync(NginxApiChannel channel, NginxApiDialect dialect, TimeSpan silence, CancellationToken cancellationToken)
    {
        try
        {
            return dialect.Generation switch
            {
                NginxApiGeneration.Agent => await OfAgentAsync(channel, silence, cancellationToken),
                NginxApiGeneration.V2 => OfReadiness((await channel.SendAsync(NginxApiCall.Get("/ready", silence), cancellationToken)).Body),
                _ => null,
            };
        }
        catch (ClusterException)
        {
            return null;
        }
    }

    /// <summary>v2: all of it is in the readiness.</summary>
    public static Testimony? OfReadiness(ReadOnlyMemory<byte> body) =>
        ReadyReport.Parse(body) is { Timestamp: { } now, ConfigApply: { } apply } report
            ? new Testimony(now, report.StartedAt, Prober.LastReloadOf(apply), null, apply.StateDetails)
            : null;

    private static async Task<Testimony?> OfAgentAsync(NginxApiChannel channel, TimeSpan silence, CancellationToken cancellationToken)
    {
        var asked = await Task.WhenAll(
            channel.SendAsync(NginxApiCall.Get("/health", silence) with { IsAnonymous = true }, cancellationToken),
            channel.SendAsync(NginxApiCall.Get("/nginx", silence), cancellationToken));
        var (health, nginx) = (HealthReport.Parse(asked[0].Body), NginxReport.Parse(asked[1].Body));
        return health?.Timestamp is { } now && nginx is not null
            ? new Testimony(now, health.StartedAt, nginx.LastReload, nginx.LastOutcome, nginx.Release) { Correlation = nginx.LastCorrelation, Served = nginx.ReleaseServed }
            : null;
    }
}
