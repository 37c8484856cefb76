using System.Globalization;
using System.Text;

namespace LyttleCluster.TestPeers;

/// <summary>What a <see cref="Fault"/> has in hand: the request, and the raw stream to answer on or to spoil.</summary>
public sealed class FaultExchange(FaultRequest request, Stream stream, CancellationToken stopping)
{
    public FaultRequest Request => request;

    public Stream Stream => stream;

    /// <summary>Fires when the server is disposed.</summary>
    public CancellationToken Stopping => stopping;

    public async Task WriteAsync(string text) => await WriteAsync(Encoding.UTF8.GetBytes(text));

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await stream.WriteAsync(bytes, stopping);
        await stream.FlushAsync(stopping);
    }

    /// <summary>Status line and headers; without a length the body goes on until the connection is closed.</summary>
    public Task WriteHeadAsync(int status, string contentType, long? length) => WriteAsync(string.Create(
        CultureInfo.InvariantCulture,
        $"HTTP/1.1 {status} Whatever\r\nApi-Version: 1.41\r\nContent-Type: {contentType}\r\n{(length is null ? "Connection: close" : $"Content-Length: {length}")}\r\n\r\n"));

    /// <summary>A whole, correct answer; the connection stays usable.</summary>
    public async Task AnswerAsync(int status, string contentType, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        await WriteHeadAsync(status, contentType, bytes.Length);
        await WriteAsync(bytes);
    }

    /// <summary>Says nothing more until the other side closes, or the server is disposed.</summary>
    public async Task HangAsync()
    {
        var ignored = new byte[256];
        while (await stream.ReadAsync(ignored, stopping) > 0)
        {
        }
    }
}
