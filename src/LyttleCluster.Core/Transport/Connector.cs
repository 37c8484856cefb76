using System.Net.Sockets;

namespace LyttleCluster.Core.Transport;

/// <summary>
/// Opens connections to one endpoint: TCP, or TCP with TLS. TLS is spoken here, below HTTP, because only here is it known
/// whether the other side answered with TLS at all, which certificate was refused and why.
/// </summary>
internal class Connector(NetworkEndpoint endpoint, TimeProvider time)
{
    private readonly EndpointTls _tls = new(endpoint, time);

    /// <summary>Whether a connection that was given out already has not reached the other side yet.</summary>
    public virtual bool IsUnderway => false;

    /// <summary>Opens a connection; fails with a <see cref="ClusterException"/> that says at which step and why.</summary>
    public async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        // Files are looked at first: without them no packet needs to be sent.
        var options = endpoint.UsesTls ? _tls.ClientOptions() : null;
        var plain = await OpenAsync(cancellationToken);
        return options is null ? plain : await _tls.HandshakeAsync(plain, options, OpenAsync, cancellationToken);
    }

    /// <summary>
    /// Asks why the other side ended a connection before it answered. In TLS 1.3 it judges our certificate only after the handshake,
    /// and its alert is lost when the connection is reset because a request was on its way: a connection that sends nothing hears the alert.
    /// </summary>
    /// <returns>The refusal of our certificate; null when it is not that, or not told within the time.</returns>
    public async Task<ClusterException?> WhyEndedAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (!endpoint.UsesTls) return null;
        using var over = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await using var stream = await ConnectAsync(either.Token);
            // .NET's servers (Kestrel) send no alert: they just hang up, and nobody else does so before a request and without a word.
            return await stream.ReadAsync(new byte[1], either.Token) == 0 ? _tls.ClientCertificateRefusal() : null;
        }
        catch (IOException failure)
        {
            return _tls.ClientCertificateProblem(failure);
        }
        catch (Exception failure) when (failure is ClusterException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    /// <summary>Why an exchange failed after the connection stood; null when the exception is none of the network's.</summary>
    public ClusterException? WhyFailed(Exception failure, bool answered) => NetworkFailures.OfExchange(endpoint, _tls, failure, answered);

    /// <summary>The way there, without TLS: TCP unless an adapter knows others.</summary>
    protected virtual async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        var socket = TcpSocket();
        try
        {
            await socket.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            throw NetworkFailures.OfConnecting(endpoint.Errors, refused.SocketErrorCode);
        }
        catch
        {
            socket.Dispose();
            throw;
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
