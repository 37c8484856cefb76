using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Docker;

/// <summary>Where a node's engine is: <c>unix:///path</c>, <c>tcp://host[:port]</c>, <c>http://…</c> or <c>https://…</c>.</summary>
internal sealed record DockerEndpoint : NetworkEndpoint
{
    /// <summary>Whether it is a socket file of this machine.</summary>
    public bool IsUnix => Uri.Scheme == "unix";

    /// <summary>TLS is spoken where a file for it is given, as with the docker command, and with <c>https</c>.</summary>
    public override bool UsesTls => !IsUnix && (Uri.Scheme == Uri.UriSchemeHttps || (CertificatePath ?? KeyPath ?? CACertificatePath) is not null);

    /// <summary>The socket file.</summary>
    public string SocketPath => Uri.UnescapeDataString(Uri.AbsolutePath);

    /// <summary>The port; Docker's own ports, 2375 and 2376 (TLS), where none is given.</summary>
    public override int Port => Uri.Port > 0 ? Uri.Port : UsesTls ? 2376 : 2375;

    public override string Address => IsUnix ? SocketPath : base.Address;

    public override int MaxAnswerBytes => DockerErrors.MaxAnswerBytes;

    public override TransportErrors Errors => new DockerTransportErrors(this);

    internal override string HttpBase => IsUnix ? "http://localhost" : base.HttpBase;
}
