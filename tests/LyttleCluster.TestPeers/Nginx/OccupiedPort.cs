using System.Net;
using System.Net.Sockets;

namespace LyttleCluster.TestPeers;

/// <summary>A listen port that is held by another program (this one) until disposed.</summary>
public sealed class OccupiedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Takes the port; 0 takes any.</summary>
    public OccupiedPort(IPAddress address, int port = 0)
    {
        // As servers do: connections of before that the kernel has not forgotten yet are no reason to refuse the port.
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _socket.Bind(new IPEndPoint(address, port));
        _socket.Listen();
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
    }

    public IPEndPoint EndPoint { get; }

    public void Dispose() => _socket.Dispose();
}
