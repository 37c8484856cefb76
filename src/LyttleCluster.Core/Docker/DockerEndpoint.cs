namespace LyttleCluster.Core.Docker;

/// <summary>Where a node's engine is, and how to prove who we are there.</summary>
internal sealed record DockerEndpoint
{
    /// <summary>The node, for messages.</summary>
    public required string Node { get; init; }

    /// <summary><c>unix:///path</c>, <c>tcp://host[:port]</c>, <c>http://…</c> or <c>https://…</c>.</summary>
    public required Uri Uri { get; init; }

    /// <summary>Our client certificate, and its intermediates after it (PEM file).</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The key of that certificate (PEM file); the certificate's own file unless set.</summary>
    public string? KeyPath { get; init; }

    /// <summary>The CAs that may have signed the engine's certificate (PEM file); the machine's own trust unless set.</summary>
    public string? CACertificatePath { get; init; }

    /// <summary>Whether it is a socket file of this machine.</summary>
    public bool IsUnix => Uri.Scheme == "unix";

    /// <summary>TLS is spoken where a file for it is given, as with the docker command, and with <c>https</c>.</summary>
    public bool UsesTls => !IsUnix && (Uri.Scheme == Uri.UriSchemeHttps || (CertificatePath ?? KeyPath ?? CACertificatePath) is not null);

    /// <summary>The socket file.</summary>
    public string SocketPath => Uri.UnescapeDataString(Uri.AbsolutePath);

    /// <summary>The host name or address, without the brackets of IPv6.</summary>
    public string Host => Uri.IdnHost;

    /// <summary>The port; Docker's own ports, 2375 and 2376 (TLS), where none is given.</summary>
    public int Port => Uri.Port > 0 ? Uri.Port : UsesTls ? 2376 : 2375;

    /// <summary>The address for messages: never with a user or password in it.</summary>
    public string Address => IsUnix
        ? SocketPath
        : $"{Uri.Scheme}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";

    /// <summary>What HTTP requests are addressed to. TLS is spoken below HTTP (see <see cref="DockerConnector"/>), so it is always http.</summary>
    internal string HttpBase => IsUnix
        ? "http://localhost"
        : $"http://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";
}
