using System.Net;

namespace LyttleCluster.Core.Security.Certificates;

/// <summary>What a certificate is to say.</summary>
internal sealed record CertificateOrder
{
    /// <summary>The CN: 1 to 64 printable characters (the limit of X.520).</summary>
    public required string Name { get; init; }

    public required ClusterCertificateKind Kind { get; init; }

    /// <summary>Patterns of methods; only for users.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>Groups; only for users.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Host names that it is good for; for managers and agents.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>Addresses that it is good for; for managers and agents.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>How long it is good; null: as usual for its kind. It never outlives its CA.</summary>
    public TimeSpan? Lifetime { get; init; }

    public bool IsAuthority => Kind is ClusterCertificateKind.CA or ClusterCertificateKind.IdentityCA;

    /// <summary>How long certificates of a kind are good unless said otherwise. An agent's is renewed by itself; the others are people's work.</summary>
    public static TimeSpan UsualLifetime(ClusterCertificateKind kind) => TimeSpan.FromDays(kind switch
    {
        ClusterCertificateKind.CA or ClusterCertificateKind.IdentityCA => 3650,
        ClusterCertificateKind.Agent => 90,
        _ => 365,
    });
}
