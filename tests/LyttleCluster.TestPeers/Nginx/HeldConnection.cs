using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LyttleCluster.TestPeers;

/// <summary>A request that stays unfinished: the worker that took it goes on living after a reload until this is let go.</summary>
public sealed class HeldConnection : IDisposable
{
    private readonly TcpClient _client;

    private HeldConnection(TcpClient client) => _client = client;

    /// <summary>Begins a request whose body never comes, and returns when a worker has read its headers.</summary>
    public static async Task<HeldConnection> OpenAsync(IPAddress address, int port, CancellationToken cancel = default)
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address, port, cancel);
            // nginx answers "100 Continue" when it has read the headers and begins to wait for the body.
            var request = $"POST /hold HTTP/1.1\r\nHost: {address}\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), cancel);
            var answer = new byte[64];
            if (await client.GetStream().ReadAsync(answer, cancel) == 0)
                throw new InvalidOperationException("nginx closed the connection that was to be held.");
            return new HeldConnection(client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Lets the connection go.</summary>
    public void Dispose() => _client.Dispose();
}
