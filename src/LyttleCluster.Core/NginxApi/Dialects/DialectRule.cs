namespace LyttleCluster.Core.NginxApi;

/// <summary>Which generation answers, told from its answers alone. Pure; the table of the generations in one place.</summary>
internal static class DialectRule
{
    public const string AgentProduct = "lyttle-cluster-agent";

    private const NginxApiCapabilities Old = NginxApiCapabilities.Reload;
    private const NginxApiCapabilities Year2025 = Old | NginxApiCapabilities.Logs | NginxApiCapabilities.Readiness;
    private const NginxApiCapabilities Login = Year2025 | NginxApiCapabilities.Certificates | NginxApiCapabilities.Cluster;
    private const NginxApiCapabilities V2 = Login | NginxApiCapabilities.Identity | NginxApiCapabilities.Operations;
    private const NginxApiCapabilities Proxies = NginxApiCapabilities.Configuration | NginxApiCapabilities.Validation;
    private const NginxApiCapabilities Agent = V2 | Proxies | NginxApiCapabilities.Host | NginxApiCapabilities.ProvenReload;

    /// <summary>Whether <c>/auth/info</c> must be asked, without credentials: it did not exist in v1, was open in 2025-11 and -12, and is closed since.</summary>
    public static bool NeedsAuthInfo(DialectFacts facts) => facts.AuthInfo is null && facts is { Health: null, IsHealthUnknown: true } or { Health.Probe: null, Health.Product: null };

    /// <summary>Whether <c>/proxies</c> must be asked: it came in the course of v2. Since 2026-06 (<c>lifecycle</c>) it is always there.</summary>
    public static bool NeedsProxies(DialectFacts facts) =>
        facts is { Proxies: null, Health: { Probe: not null, Lifecycle: null, Product: not AgentProduct } };

    /// <summary>The dialect; null when this is no nginx_api.</summary>
    public static NginxApiDialect? Of(DialectFacts facts) => facts switch
    {
        { Health: { Product: AgentProduct } health } => new(NginxApiGeneration.Agent, "LyttleCluster agent", health.Version, Agent),
        { Health: { Probe: not null, Lifecycle: not null } } => new(NginxApiGeneration.V2, "LyttleNGINX v2 (2026-06)", null, V2 | Proxies),
        // 404 comes before 401 there: whatever else it answers, the call exists.
        { Health.Probe: not null, Proxies: 404 } => new(NginxApiGeneration.V2, "LyttleNGINX v2 (2026-05)", null, V2),
        { Health.Probe: not null } => new(NginxApiGeneration.V2, "LyttleNGINX v2 (2026-05)", null, V2 | Proxies),
        { Health: not null, AuthInfo: 200 } when facts.AuthMethods.Contains("jwt") => new(NginxApiGeneration.Login, "LyttleNGINX (2025-11, with login)", null, Login),
        { Health: not null, AuthInfo: 200 } => new(NginxApiGeneration.Keys, "LyttleNGINX (2025-12)", null, Login),
        { Health: not null, AuthInfo: 401 } => new(NginxApiGeneration.V2, "LyttleNGINX v2 (2026-05)", null, V2),
        // Only those that count calls say 429; which of them it is shows another time.
        { Health: not null, AuthInfo: 429 } => new(NginxApiGeneration.Keys, "LyttleNGINX (2025-11 or later)", null, Login),
        { Health: { Status: "ok", HasUptime: true }, AuthInfo: 404 } => new(NginxApiGeneration.V1, "LyttleNGINX v1 (2025-09)", null, Year2025),
        { Health: { Status: "ok" }, AuthInfo: 404 } => new(NginxApiGeneration.V1, "LyttleNGINX v1 (2025-07)", null, Old | NginxApiCapabilities.Logs),
        { Health: null, IsHealthUnknown: true, AuthInfo: 404 } => new(NginxApiGeneration.V1, "LyttleNGINX v1 (2025-06)", null, Old),
        _ => null,
    };
}
