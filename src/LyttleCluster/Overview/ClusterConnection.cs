namespace LyttleCluster;

/// <summary>An opened cluster; pass it as <c>-Cluster</c>, or leave it as the session's default. It never holds a token.</summary>
public sealed record ClusterConnection
{
    /// <summary>Where it leads.</summary>
    public required ConnectionKind Kind { get; init; }

    /// <summary>The state file; empty for a manager.</summary>
    public string Path { get; init; } = "";

    /// <summary>The manager; null for a state file.</summary>
    public Uri? Uri { get; init; }

    /// <summary>Whether changes of the state file are made although its manager runs.</summary>
    public bool Forced { get; init; }

    /// <summary>The certificate that is shown to the manager (PEM file).</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The key of that certificate (PEM file).</summary>
    public string? KeyPath { get; init; }

    /// <summary>The CA that signed the manager's certificate (PEM file).</summary>
    public string? CACertificatePath { get; init; }

    /// <summary>The fingerprint of the one certificate of the manager that is trusted.</summary>
    public string? CertificateFingerprint { get; init; }

    /// <summary>The file that the token is read from.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Stands for a token that was given itself; tells nothing of it, and leads to it in this process alone.</summary>
    public Guid? TokenId { get; init; }

    /// <summary>Whether cmdlets without <c>-Cluster</c> use it.</summary>
    public bool IsDefault { get; init; }

    /// <summary>When it was opened, in UTC.</summary>
    public DateTimeOffset ConnectedAt { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Uri?.ToString() ?? Path;
}
