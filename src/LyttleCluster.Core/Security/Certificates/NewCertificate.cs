using System.Net;

namespace LyttleCluster.Core;

/// <summary>Asks for a certificate and its key, as files.</summary>
public sealed record NewCertificate
{
    /// <summary>Whom it names: its CN, 1 to 64 printable characters.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public required ClusterCertificateKind Kind { get; init; }

    /// <summary>Patterns of methods that it grants its user, where a granting CA signs it.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>Groups that its user is in.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Host names that a manager or an agent is reached by.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>Addresses that a manager or an agent is reached by.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>The CA that signs it (PEM file); null for a CA, which signs itself.</summary>
    public string? AuthorityPath { get; init; }

    /// <summary>The key of that CA (PEM file of mode 0600).</summary>
    public string? AuthorityKeyPath { get; init; }

    /// <summary>The folder that the files are made in; it is made where there is none.</summary>
    public required string Folder { get; init; }

    /// <summary>How long it counts; null: 10 years for a CA, 90 days for an agent, a year for others. Never longer than its CA.</summary>
    public TimeSpan? Lifetime { get; init; }
}
