namespace LyttleCluster.Core.NginxApi;

/// <summary>A node of the cluster that an nginx_api belongs to, as its siblings know it.</summary>
internal sealed record NginxApiPeer
{
    public required string HostName { get; init; }

    /// <summary>Its process; new at each start.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Where its nginx_api is; null when it advertises nothing that can be used.</summary>
    public Uri? Uri { get; init; }

    public string? Address { get; init; }

    /// <summary>Whether it is the node that answered.</summary>
    public bool IsLocal { get; init; }

    public bool IsLeader { get; init; }

    /// <summary>In its words: <c>active</c>, <c>stale</c>, ….</summary>
    public string? Status { get; init; }

    public DateTimeOffset? LastHeartbeat { get; init; }

    public string? Version { get; init; }
}
