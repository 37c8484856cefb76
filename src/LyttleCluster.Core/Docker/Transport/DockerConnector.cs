using System.Net.Sockets;

namespace LyttleCluster.Core.Docker;

/// <summary>
/// Opens connections to one engine: a socket file, TCP, or TCP with TLS. TLS is spoken here, below HTTP, because only here
/// is it known whether the other side answered with TLS at all, which certificate was refused and why.
/// </summary>
internal sealed class DockerConnector(DockerEndpoint endpoint, DockerTls tls)
{
    /// <summary>Opens a connection; fails with a <see cref="ClusterException"/> that says at which step and why.</summary>
    public async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        // Files are looked at first: without them no packet needs to be sent.
        var options = endpoint.UsesTls ? tls.ClientOptions() : null;
        var socket = await OpenSocketAsync(cancellationToken);
        var plain = new NetworkStream(socket, ownsSocket: true);
        return options is null ? plain : await tls.HandshakeAsync(plain, options, cancellationToken);
    }

    /// <summary>
    /// Asks why an engine ended a connection before it answered. In TLS 1.3 it judges our certificate only after the handshake, and its
    /// alert is lost when the connection is reset because a request was on its way: a connection that sends nothing hears the alert.
    /// </summary>
    /// <returns>The refusal of our certificate; null when it is not that, or not told within the time.</returns>
    public async Task<ClusterException?> WhyEndedAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!endpoint.UsesTls) return null;
        using var over = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await using var stream = await ConnectAsync(either.Token);
            _ = await stream.ReadAsync(new byte[1], either.Token);
            return null;
        }
        catch (IOException failure)
        {
            return tls.ClientCertificateProblem(failure);
        }
        catch (Exception failure) when (failure is ClusterException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    private async Task<Socket> OpenSocketAsync(CancellationToken cancellationToken)
    {
        var socket = endpoint.Uri.Scheme switch
        {
            "unix" => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
            "tcp" or "http" or "https" => TcpSocket(),
            _ => throw DockerErrors.SchemeNotSupported(endpoint),
        };
        try
        {
            if (endpoint.IsUnix) await socket.ConnectAsync(UnixAddress(), cancellationToken);
            else await socket.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken);
            return socket;
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            throw DockerFailures.OfConnecting(endpoint, refused.SocketErrorCode);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private UnixDomainSocketEndPoint UnixAddress()
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

    private static Socket TcpSocket()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        // A follow stream may be quiet for hours: probes notice a dead machine in about half a minute.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 15);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        return socket;
    }
}
