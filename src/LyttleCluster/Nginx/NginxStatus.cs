namespace LyttleCluster;

/// <summary>What a node's nginx_api says of itself and of its nginx.</summary>
public sealed record NginxStatus
{
    /// <summary>The node.</summary>
    public required string Node { get; init; }

    /// <summary>The generation of its nginx_api, e.g. <c>LyttleNGINX v1</c> or <c>LyttleCluster agent</c>.</summary>
    public required string Dialect { get; init; }

    /// <summary>The version of the program that serves it; null where it does not say.</summary>
    public string? Version { get; init; }

    /// <summary>The version of nginx itself; null where it is not said.</summary>
    public string? NginxVersion { get; init; }

    /// <summary>What it can be asked for.</summary>
    public NginxCapabilities Capabilities { get; init; }

    /// <summary>Whether it is well.</summary>
    public EndpointHealth Health { get; init; }

    /// <summary>The release that nginx runs; null where it is not named.</summary>
    public string? Release { get; init; }

    /// <summary>When nginx was last reloaded, or tried to be, in UTC; null where it is not known.</summary>
    public DateTimeOffset? LastReload { get; init; }

    /// <summary>Workers of earlier configurations that still end their connections; null where it is not known.</summary>
    public int? OldWorkers { get; init; }

    /// <summary>Its certificates, where it tells of them.</summary>
    public NginxCertificate[] Certificates { get; init; } = [];

    /// <summary>How long its answer took.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Why it is not healthy; null when it is.</summary>
    public string? Reason { get; init; }

    /// <summary>When this was seen, in UTC.</summary>
    public DateTimeOffset ObservedAt { get; init; }
}
