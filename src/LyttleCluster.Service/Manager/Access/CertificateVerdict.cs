namespace LyttleCluster.Service.Manager.Access;

/// <summary>What a client certificate is worth, by the CAs that counted when it was judged.</summary>
/// <param name="Version">The set of CAs that judged.</param>
/// <param name="WhyNot">Why it counts for nothing; null: it counts.</param>
internal sealed record CertificateVerdict(int Version, string? WhyNot)
{
    /// <summary>Whether its list of methods counts.</summary>
    public bool Grants { get; init; }

    /// <summary>From when on it and its CAs all count.</summary>
    public DateTimeOffset From { get; init; }

    /// <summary>Until when they all do.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>Its own fingerprint and those of its CAs: any of them may be revoked.</summary>
    public IReadOnlyList<string> Fingerprints { get; init; } = [];

    public static CertificateVerdict Refused(string why, int version) => new(version, why);

    /// <summary>Whether it still says what counts now. A refusal is never kept: what was wrong may have passed.</summary>
    public bool Holds(int version, DateTimeOffset now) => WhyNot is null && Version == version && now >= From && now <= Until;
}
