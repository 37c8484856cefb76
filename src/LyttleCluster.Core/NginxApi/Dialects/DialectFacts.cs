namespace LyttleCluster.Core.NginxApi;

/// <summary>What was seen of an endpoint so far; what was not asked yet, or not told, is null.</summary>
internal sealed record DialectFacts
{
    /// <summary>The status of <c>GET /health</c>.</summary>
    public required int HealthStatus { get; init; }

    /// <summary>Its body, when it is a report.</summary>
    public HealthReport? Health { get; init; }

    /// <summary>Whether a 404 there came from the framework of nginx_api.</summary>
    public bool IsHealthUnknown { get; init; }

    /// <summary>The status of <c>GET /auth/info</c> without credentials; 0 for a 404 that is not the framework's.</summary>
    public int? AuthInfo { get; init; }

    /// <summary>The ways to log in that <c>/auth/info</c> names.</summary>
    public IReadOnlyList<string> AuthMethods { get; init; } = [];

    /// <summary>The status of <c>GET /proxies</c>.</summary>
    public int? Proxies { get; init; }
}
