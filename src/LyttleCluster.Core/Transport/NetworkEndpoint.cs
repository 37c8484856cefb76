namespace LyttleCluster.Core.Transport;

/// <summary>Where one API of a node is, and how to prove who we are there: what all adapters over HTTP have in common.</summary>
internal abstract record NetworkEndpoint
{
    /// <summary>The node, for messages.</summary>
    public required string Node { get; init; }

    /// <summary>Its address; which schemes there are is the adapter's matter.</summary>
    public required Uri Uri
    {
        get;
        init => (field, _text) = (value, value.OriginalString);
    }

    // Uris are equal although their users differ; endpoints are not.
    private readonly string? _text;

    /// <summary>Our client certificate, and its intermediates after it (PEM file).</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The key of that certificate (PEM file); the certificate's own file unless set.</summary>
    public string? KeyPath { get; init; }

    /// <summary>The CAs that may have signed the other side's certificate (PEM file); the machine's own trust unless set.</summary>
    public string? CACertificatePath { get; init; }

    /// <summary>The SHA-256 fingerprint, in hexadecimal, of the other side's certificate; it counts instead of its CA and its name. Null: none is pinned.</summary>
    public string? CertificateFingerprint { get; init; }

    /// <summary>Whether TLS is spoken there.</summary>
    public abstract bool UsesTls { get; }

    /// <summary>The host name or address, without the brackets of IPv6.</summary>
    public string Host => Uri.IdnHost;

    /// <summary>The port, the API's usual one where the address names none.</summary>
    public abstract int Port { get; }

    /// <summary>The address for messages: never with a user or password in it.</summary>
    public virtual string Address => $"{Uri.Scheme}://{HostAndPort}";

    /// <summary>The largest answer that is read into memory, in bytes.</summary>
    public abstract int MaxAnswerBytes { get; }

    /// <summary>How this adapter words what goes wrong on the way.</summary>
    public abstract TransportErrors Errors { get; }

    /// <summary>What HTTP requests are addressed to. TLS is spoken below HTTP (see <see cref="Connector"/>), so it is always http.</summary>
    internal virtual string HttpBase => $"http://{HostAndPort}";

    private protected string HostAndPort => $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";
}
