namespace LyttleCluster;

/// <summary>A certificate that a node's nginx serves with.</summary>
public sealed record NginxCertificate
{
    /// <summary>The host names it covers.</summary>
    public string[] Domains { get; init; } = [];

    /// <summary>When it ends, in UTC.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whole days until then; below 0 when it has ended.</summary>
    public int? DaysLeft { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{string.Join(',', Domains)} ({DaysLeft} days)";
}
