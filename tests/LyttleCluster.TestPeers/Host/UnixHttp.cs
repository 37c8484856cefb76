using System.Net.Sockets;

namespace LyttleCluster.TestPeers;

/// <summary>Bare HTTP over a unix socket: what tests compare with and benchmarks measure against.</summary>
public static class UnixHttp
{
    public static HttpClient Client(string socketPath) =>
        new(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancel);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        })
        {
            BaseAddress = new Uri("http://engine"),
        };
}
