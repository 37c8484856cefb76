namespace LyttleCluster.Core.NginxApi;

/// <summary>The generations of nginx_api, oldest first: which one answers decides how it is spoken to.</summary>
internal enum NginxApiGeneration
{
    /// <summary>Not recognised yet.</summary>
    Unknown,

    /// <summary>LyttleNGINX from 2025-06 to 2025-09 (its branch v1): reload and, in time, logs, health and readiness; no login, no limits.</summary>
    V1,

    /// <summary>LyttleNGINX from 2025-11-22 to 2025-12: certificates, rate limits, a login with user and password for reloads.</summary>
    Login,

    /// <summary>LyttleNGINX from 2025-12-22 to 2026-05: API keys, and a cluster that answers for its nodes.</summary>
    Keys,

    /// <summary>LyttleNGINX since 2026-05-24 (v2): everything needs credentials, roles, truthful probes, releases; in time, operations and the proxies API.</summary>
    V2,

    /// <summary>Our own agent beside a plain nginx: the v2 dialect without its faults, and reloads that are proved.</summary>
    Agent,
}
