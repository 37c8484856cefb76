namespace LyttleCluster.Core;

/// <summary>Where a manager is, and how to prove who we are there: a client certificate, or a token.</summary>
public sealed record ManagerEndpoint
{
    /// <summary>Its address: <c>https://host:6977</c>, or <c>http://</c> on this host alone.</summary>
    public required Uri Uri { get; init; }

    /// <summary>Our client certificate, and its intermediates after it (PEM file).</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The key of that certificate (PEM file); the certificate's own file unless set.</summary>
    public string? KeyPath { get; init; }

    /// <summary>The CAs that may have signed the manager's certificate (PEM file); the machine's own trust unless set.</summary>
    public string? CACertificatePath { get; init; }

    /// <summary>
    /// The SHA-256 fingerprint of the manager's certificate in hexadecimal, colons allowed: then this certificate is trusted and no other,
    /// whoever signed it and whatever names it has.
    /// </summary>
    public string? CertificateFingerprint { get; init; }

    /// <summary>A token; it is in no text and in no address.</summary>
    public Secret? Token { get; init; }

    /// <summary>A file of mode 0600 with the token; it is read again for each call, so it may be renewed.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The address; never the token.</summary>
    public override string ToString() => Uri.ToString();
}
