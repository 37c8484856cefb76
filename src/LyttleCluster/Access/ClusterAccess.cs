namespace LyttleCluster;

/// <summary>What a user or a group may do, or that a certificate was revoked.</summary>
public sealed record ClusterAccess
{
    /// <summary>Whom it is about.</summary>
    public required AccessKind Kind { get; init; }

    /// <summary>The user, the group, or the SHA-256 fingerprint of the certificate in hexadecimal.</summary>
    public required string Name { get; init; }

    /// <summary>A named set of methods; null when only single ones are granted.</summary>
    public AccessRole? Role { get; init; }

    /// <summary>Methods as <c>Service.Method</c> with shell globs.</summary>
    public string[] Methods { get; init; } = [];

    /// <summary>Whether this says that a certificate does not count any more.</summary>
    public bool Revoked { get; init; }

    /// <summary>Why it was revoked.</summary>
    public string? Reason { get; init; }

    /// <summary>Who said so.</summary>
    public string? ChangedBy { get; init; }

    /// <summary>When, in UTC.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Name}";
}
