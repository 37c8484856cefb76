using System.Net.Sockets;
using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Docker;

/// <summary>Opens connections to one engine: a socket file, ssh and a named pipe besides what every endpoint has (TCP, TLS).</summary>
internal sealed class DockerConnector(DockerEndpoint endpoint, TimeProvider time) : Connector(endpoint, time)
{
    private readonly SshConnector? _ssh = endpoint.IsSsh ? new(endpoint) : null;

    public override bool IsUnderway => _ssh?.IsUnderway == true;

    /// <summary>Whether a connection would now be made in another way than the one that failed, so that it is worth another try.</summary>
    public bool HasOtherWay(ClusterException failure) => _ssh?.HasOtherWay(failure) == true;

    protected override ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) => endpoint.Uri.Scheme switch
    {
        "unix" => OpenSocketFileAsync(cancellationToken),
        "ssh" => _ssh!.ConnectAsync(cancellationToken),
        "npipe" => NamedPipeConnector.ConnectAsync(endpoint, cancellationToken),
        "tcp" or "http" or "https" => base.OpenAsync(cancellationToken),
        _ => throw DockerErrors.SchemeNotSupported(endpoint),
    };

    /// <summary>Why a socket file could not be opened.</summary>
    internal static ClusterException WhyNotOpened(DockerEndpoint endpoint, SocketError error) => error switch
    {
        // ENOENT comes as AddressNotAvailable.
        SocketError.AddressNotAvailable or SocketError.SocketError => DockerErrors.NoSocket(endpoint),
        SocketError.AccessDenied => DockerErrors.SocketAccessDenied(endpoint),
        _ => NetworkFailures.OfConnecting(endpoint.Errors, error),
    };

    private async ValueTask<Stream> OpenSocketFileAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(SocketFile(), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            throw WhyNotOpened(endpoint, refused.SocketErrorCode);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private UnixDomainSocketEndPoint SocketFile()
    {
        try
        {
            return new UnixDomainSocketEndPoint(endpoint.SocketPath);
        }
        catch (ArgumentException)
        {
            throw DockerErrors.SocketPathTooLong(endpoint);
        }
    }
}
