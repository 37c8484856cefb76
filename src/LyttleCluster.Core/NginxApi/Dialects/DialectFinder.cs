namespace LyttleCluster.Core.NginxApi;

/// <summary>
/// Asks an endpoint as little as it takes to know its dialect, and remembers it: calls are counted there. What it is, is asked again only when
/// its health begins to look different (an upgrade).
/// </summary>
internal sealed class DialectFinder(NginxApiChannel channel)
{
    private volatile Found? _found;

    /// <summary>The dialect, asked for where it is not known yet.</summary>
    public async Task<NginxApiDialect> FindAsync(TimeSpan silence, CancellationToken cancellationToken) =>
        _found?.Dialect ?? (await LookAsync(silence, cancellationToken)).Dialect;

    /// <summary>Asks for the health, and for what else it takes to know the dialect.</summary>
    /// <exception cref="ClusterException"><c>NginxApiNotNginxApi</c>, or why nothing answers.</exception>
    public async Task<HealthLook> LookAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        var answer = await channel.SendAsync(NginxApiCall.Get("/health", silence) with { IsAnonymous = true }, cancellationToken);
        var report = HealthReport.Parse(answer.Body);
        if (answer.Status == 429) return await WithoutHealthAsync(answer, silence, cancellationToken);
        // A login page or a proxy's own refusal: what is behind it cannot be known.
        if (report is null && answer.Status is not (200 or 404)) throw channel.Refused(answer);

        var shape = (report?.Probe, report?.Lifecycle is null, report?.HasUptime, report?.Product, report?.Version);
        if (_found is not { } found || found.Shape != shape || found.IsGuess)
        {
            var facts = new DialectFacts
            {
                HealthStatus = answer.Status,
                Health = report,
                IsHealthUnknown = answer.Status == 404 && NginxApiRefusal.Of(answer).IsEnvelope,
            };
            facts = await CompleteAsync(facts, silence, cancellationToken);
            var dialect = DialectRule.Of(facts) ?? throw NginxApiErrors.NotNginxApi(channel.Endpoint, WhyNot(answer));
            _found = found = new Found(dialect, shape, facts.AuthInfo == 429);
            channel.WantsLogin = dialect.Generation == NginxApiGeneration.Login;
        }

        return new HealthLook(found.Dialect, answer, report);
    }

    /// <summary>Health itself is limited: it is alive, and what it is may be known from before.</summary>
    private async Task<HealthLook> WithoutHealthAsync(NginxApiAnswer answer, TimeSpan silence, CancellationToken cancellationToken)
    {
        if (!NginxApiRefusal.Of(answer).IsEnvelope) throw channel.Refused(answer);
        if (_found is { } found) return new HealthLook(found.Dialect, answer, null);
        var facts = await CompleteAsync(new DialectFacts { HealthStatus = 429, Health = new HealthReport { Status = "ok" } }, silence, cancellationToken);
        return new HealthLook(DialectRule.Of(facts) ?? throw channel.Refused(answer), answer, null);
    }

    private async Task<DialectFacts> CompleteAsync(DialectFacts facts, TimeSpan silence, CancellationToken cancellationToken)
    {
        if (DialectRule.NeedsAuthInfo(facts))
        {
            var info = await channel.SendAsync(NginxApiCall.Get("/auth/info", silence) with { IsAnonymous = true }, cancellationToken);
            using var json = WireJson.TryParse(info.Body);
            var isTheirs = info.Status == 200 ? json?.RootElement.Field("methods") is not null : NginxApiRefusal.Of(info).IsEnvelope;
            facts = facts with { AuthInfo = isTheirs ? info.Status : 0, AuthMethods = json?.RootElement.Texts("methods") ?? [] };
        }

        if (DialectRule.NeedsProxies(facts))
        {
            var proxies = await channel.SendAsync(NginxApiCall.Get("/proxies", silence), cancellationToken);
            facts = facts with { Proxies = proxies.Status };
        }

        return facts;
    }

    private static string WhyNot(NginxApiAnswer answer)
    {
        var refusal = NginxApiRefusal.Of(answer);
        if (refusal.IsHtml) return $"it sends a web page ({answer.Status})";
        return answer.Status == 404 ? "it does not know the calls of nginx_api (404)" : "its health looks like another program's";
    }

    private sealed record Found(NginxApiDialect Dialect, (string? Probe, bool NoLifecycle, bool? HasUptime, string? Product, string? Version) Shape, bool IsGuess);
}

/// <summary>An answer to <c>/health</c> and the dialect of who gave it.</summary>
/// <param name="Dialect">The dialect.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Report">What is in it; null when it has no health (2025-06) or is limited.</param>
internal sealed record HealthLook(NginxApiDialect Dialect, NginxApiAnswer Answer, HealthReport? Report);
