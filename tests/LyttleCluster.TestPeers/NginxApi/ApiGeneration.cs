namespace LyttleCluster.TestPeers;

/// <summary>Which nginx_api a <see cref="NginxApiServer"/> is. LyttleNGINX itself cannot be redistributed; these answer as it was seen to.</summary>
public enum ApiGeneration
{
    /// <summary>2025-06: `POST /reload` and nothing else.</summary>
    June2025,

    /// <summary>2025-07: and `GET /health` with only a status.</summary>
    July2025,

    /// <summary>2025-09-01: and `GET /logs`, for minutes a bare list.</summary>
    LogList2025,

    /// <summary>2025-09, where branch v1 ends: reload, logs, health, a readiness that is always 200. No login, no limits.</summary>
    V1,

    /// <summary>2025-11: certificates, limits, a login with user and password for `/reload`.</summary>
    Login2025,

    /// <summary>2025-12: API keys, a cluster, `POST /cluster/reload` that waits and says 201 whatever happened.</summary>
    Keys2025,

    /// <summary>2026-05: roles, truthful probes, releases, operations; no `/proxies`, no `lifecycle` yet.</summary>
    May2026,

    /// <summary>2026-06, "v2".</summary>
    V2,

    /// <summary>The contract of our own agent.</summary>
    Agent,
}
