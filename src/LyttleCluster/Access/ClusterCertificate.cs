namespace LyttleCluster;

/// <summary>A certificate that was made, and where it lies.</summary>
public sealed record ClusterCertificate
{
    /// <summary>Whom it names: its CN.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public required ClusterCertificateKind Kind { get; init; }

    /// <summary>The methods that it lists.</summary>
    public string[] Methods { get; init; } = [];

    /// <summary>The groups that it lists.</summary>
    public string[] Groups { get; init; } = [];

    /// <summary>Host names that it is good for.</summary>
    public string[] DnsNames { get; init; } = [];

    /// <summary>IP addresses that it is good for.</summary>
    public string[] Addresses { get; init; } = [];

    /// <summary>From when on it counts, in UTC.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Until when it counts, in UTC.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>Its SHA-256 fingerprint in hexadecimal: what Revoke-ClusterAccess takes.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The CN of who signed it.</summary>
    public required string Issuer { get; init; }

    /// <summary>The file with it (PEM).</summary>
    public required string Path { get; init; }

    /// <summary>The file with its private key (PEM, mode 0600).</summary>
    public required string KeyPath { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
