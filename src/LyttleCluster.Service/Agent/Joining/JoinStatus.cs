namespace LyttleCluster.Service.Agent.Joining;

/// <summary>How far an agent is with joining, for its health.</summary>
internal enum JoinPhase
{
    /// <summary>It is about to announce itself.</summary>
    Starting,

    /// <summary>It announced itself; somebody has to approve it.</summary>
    Waiting,

    /// <summary>It is a node.</summary>
    Joined,

    /// <summary>Somebody decided not to take it.</summary>
    Refused,

    /// <summary>Its node was removed.</summary>
    Removed,

    /// <summary>Its certificate ended; it has to be approved again.</summary>
    Lapsed,

    /// <summary>Something stands in the way; it tries again.</summary>
    Failing,
}

/// <summary>How far an agent is with joining.</summary>
/// <param name="State">In one word.</param>
/// <param name="Since">Since when it is so.</param>
internal sealed record JoinStatus(JoinPhase State, DateTimeOffset Since)
{
    /// <summary>The manager.</summary>
    public required string Manager { get; init; }

    /// <summary>What it waits for, or what stands in the way; null when there is nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>The id of its request; null until it has a key.</summary>
    public string? Id { get; init; }

    /// <summary>The SHA-256 fingerprint of its key: to be compared before it is approved.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The node it is; null: none yet.</summary>
    public string? Node { get; init; }

    /// <summary>When its certificate ends.</summary>
    public DateTimeOffset? CertificateUntil { get; init; }
}
