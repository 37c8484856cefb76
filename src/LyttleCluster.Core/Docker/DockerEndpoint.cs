using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Docker;

/// <summary>
/// Where a node's engine is: <c>unix:///path</c>, <c>tcp://host[:port]</c>, <c>http://…</c>, <c>https://…</c>,
/// <c>ssh://[user@]host[:port][/path]</c> or <c>npipe:////./pipe/name</c>.
/// </summary>
internal sealed record DockerEndpoint : NetworkEndpoint
{
    /// <summary>Whether it is a socket file of this machine.</summary>
    public bool IsUnix => Uri.Scheme == "unix";

    /// <summary>Whether it is reached through ssh.</summary>
    public bool IsSsh => Uri.Scheme == "ssh";

    /// <summary>Whether it is a named pipe of Windows.</summary>
    public bool IsNamedPipe => Uri.Scheme == "npipe";

    /// <summary>Whether it is a port of its own on the network.</summary>
    public bool IsTcp => !IsUnix && !IsSsh && !IsNamedPipe;

    /// <summary>What an address with <c>ssh:</c> names; null when it is none, or a bad one.</summary>
    public SshTarget? Ssh => IsSsh ? SshTarget.TryParse(Uri) : null;

    /// <summary>A configuration file for ssh instead of the user's and the system's: the one that <c>LYTTLECLUSTER_SSH_CONFIG</c> names, unless set.</summary>
    public string? SshConfigurationPath { get; init; } = Environment.GetEnvironmentVariable(SshCommand.ConfigurationVariable);

    /// <summary>TLS is spoken where a file for it is given, as with the docker command, and with <c>https</c>.</summary>
    public override bool UsesTls => IsTcp && (Uri.Scheme == Uri.UriSchemeHttps || (CertificatePath ?? KeyPath ?? CACertificatePath) is not null);

    /// <summary>The socket file.</summary>
    public string SocketPath => Uri.UnescapeDataString(Uri.AbsolutePath);

    /// <summary>The port; Docker's own ports, 2375 and 2376 (TLS), where none is given.</summary>
    public override int Port => Uri.Port > 0 ? Uri.Port : UsesTls ? 2376 : 2375;

    /// <summary>The address for messages: never with a password in it, and with a user only for ssh.</summary>
    public override string Address => Uri.Scheme switch
    {
        "unix" => SocketPath,
        "ssh" => Ssh?.ToString() ?? "ssh://" + Uri.Host,
        "npipe" => NamedPipeTarget.TryParse(Uri)?.ToString() ?? "npipe:",
        _ => base.Address,
    };

    public override int MaxAnswerBytes => DockerErrors.MaxAnswerBytes;

    public override TransportErrors Errors => new DockerTransportErrors(this);

    internal override string HttpBase => IsTcp ? base.HttpBase : "http://localhost";
}
