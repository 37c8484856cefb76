using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace LyttleCluster.TestPeers;

/// <summary>
/// A fast upstream for a <see cref="LoadClient"/>: it answers <c>GET</c> with <see cref="Page"/>, gives back what is posted, answers
/// <see cref="SlowPath"/> in pieces over three seconds, and talks on <see cref="SocketPath"/>.
/// </summary>
public sealed class LoadUpstream : IAsyncDisposable
{
    public const string SlowPath = "/slow";
    public const string SocketPath = "/socket";
    private const int Pieces = 10;
    private static readonly TimeSpan BetweenPieces = TimeSpan.FromMilliseconds(300);
    private static readonly byte[] s_page = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 100).Select(number => $"line {number:D3}.\n")));
    private static readonly byte[] s_answer = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {s_page.Length}\r\n\r\n"), .. s_page];
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    private LoadUpstream()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1024);
        _accepting = AcceptAsync();
    }

    /// <summary>What every whole answer says.</summary>
    public static ReadOnlyMemory<byte> Page => s_page;

    public Uri Uri => new($"http://{_listener.LocalEndPoint}");

    public static LoadUpstream Start() => new();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                serving.RemoveAll(task => task.IsCompleted);
                serving.Add(ServeAsync(socket));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var buffer = new byte[16 * 1024];
            var length = 0;
            while (true)
            {
                int head;
                while ((head = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
                {
                    var read = await stream.ReadAsync(buffer.AsMemory(length), _stop.Token);
                    if (read == 0) return;
                    length += read;
                }

                var text = Encoding.Latin1.GetString(buffer, 0, head + 2);
                var body = LengthIn(text);
                while (length < head + 4 + body)
                {
                    var read = await stream.ReadAsync(buffer.AsMemory(length), _stop.Token);
                    if (read == 0) return;
                    length += read;
                }

                await AnswerAsync(stream, text, buffer.AsMemory(head + 4, body));
                if (text.Contains("\r\nConnection: close", StringComparison.OrdinalIgnoreCase)) return;
                length -= head + 4 + body;
                Buffer.BlockCopy(buffer, head + 4 + body, buffer, 0, length);
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException or WebSocketException)
        {
            // Who asked has left, or the test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream, string head, ReadOnlyMemory<byte> body)
    {
        if (head.StartsWith($"GET {SlowPath} ", StringComparison.Ordinal)) await AnswerSlowlyAsync(stream);
        else if (head.StartsWith($"GET {SocketPath} ", StringComparison.Ordinal)) await TalkAsync(stream, head);
        else if (head.StartsWith("POST ", StringComparison.Ordinal)) await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n"), .. body.Span], _stop.Token);
        else await stream.WriteAsync(s_answer, _stop.Token);
    }

    private async Task AnswerSlowlyAsync(NetworkStream stream)
    {
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), _stop.Token);
        foreach (var piece in s_page.Chunk((s_page.Length + Pieces - 1) / Pieces))
        {
            await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"), .. piece, .. "\r\n"u8], _stop.Token);
            await Task.Delay(BetweenPieces, _stop.Token);
        }

        await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), _stop.Token);
    }

    private async Task TalkAsync(NetworkStream stream, string head)
    {
        var key = ValueIn(head, "Sec-WebSocket-Key") ?? "";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Accept(key)}\r\n\r\n"), _stop.Token);
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        var buffer = new byte[1024];
        while (await socket.ReceiveAsync(buffer, _stop.Token) is { MessageType: not WebSocketMessageType.Close } came)
            await socket.SendAsync(buffer.AsMemory(0, came.Count), came.MessageType, came.EndOfMessage, _stop.Token);
    }

    /// <summary>RFC 6455, 4.2.2: SHA-1 is the protocol's, and secures nothing.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 demands it.")]
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));

    private static int LengthIn(string head) => ValueIn(head, "Content-Length") is { } length ? int.Parse(length, CultureInfo.InvariantCulture) : 0;

    private static string? ValueIn(string head, string name)
    {
        var at = head.IndexOf($"\r\n{name}: ", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        var start = at + name.Length + 4;
        return head[start..head.IndexOf('\r', start)];
    }
}
