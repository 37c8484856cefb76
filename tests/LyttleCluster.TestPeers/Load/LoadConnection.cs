using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LyttleCluster.TestPeers;

/// <summary>How one request ended.</summary>
internal enum LoadEnd
{
    Whole,

    /// <summary>The connection was closed, or refused, before a byte of the answer came.</summary>
    NoByte,

    /// <summary>It came in part.</summary>
    Part,
}

/// <summary>One answer.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Status">Its status; 0 without one.</param>
/// <param name="Body">Its body, as far as it came.</param>
/// <param name="Why">What went wrong; null after a whole one.</param>
/// <param name="IsLast">Whether the server said that it closes the connection.</param>
internal sealed record LoadAnswer(LoadEnd End, int Status, ReadOnlyMemory<byte> Body, string? Why, bool IsLast = false);

/// <summary>A connection of a visitor, with no more between it and the bytes than counting needs.</summary>
internal sealed class LoadConnection : IDisposable
{
    // Longer than any answer takes, and than a full machine may stand still.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly Socket _socket;
    private byte[] _buffer = new byte[16 * 1024];
    private int _length;

    private LoadConnection(Socket socket) => _socket = socket;

    public int Asked { get; private set; }

    /// <summary>Whether the other side has closed it.</summary>
    public bool IsClosed
    {
        get
        {
            try
            {
                return _socket.Poll(0, SelectMode.SelectRead);
            }
            catch (SocketException)
            {
                return true;
            }
        }
    }

    public static async Task<LoadConnection> OpenAsync(IPEndPoint address, CancellationToken cancel)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancel);
            return new LoadConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and reads its answer to the end.</summary>
    public async Task<LoadAnswer> AskAsync(ReadOnlyMemory<byte> request)
    {
        Asked++;
        _length = 0;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await _socket.SendAsync(request, limit.Token);
            return await ReadAsync(limit.Token);
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            var why = failure is SocketException ? failure.Message : $"nothing more came for {Limit.TotalSeconds:0} s";
            return Cut(why);
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<LoadAnswer> ReadAsync(CancellationToken cancel)
    {
        int head;
        while ((head = Filled.IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await FillAsync(cancel)) return Cut("closed");
        }

        var text = Encoding.Latin1.GetString(_buffer, 0, head);
        var status = int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture);
        var isLast = text.Contains("\r\nConnection: close", StringComparison.OrdinalIgnoreCase);
        var start = head + 4;
        var body = text.Contains("\r\nTransfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase)
            ? await ReadChunksAsync(start, cancel)
            : await ReadBytesAsync(start, LengthIn(text), cancel);
        return body is { } whole ? new LoadAnswer(LoadEnd.Whole, status, whole, null, isLast) : Cut("closed in the body") with { Status = status };
    }

    private async Task<ReadOnlyMemory<byte>?> ReadBytesAsync(int start, int length, CancellationToken cancel)
    {
        while (_length < start + length)
        {
            if (!await FillAsync(cancel)) return null;
        }

        return _buffer.AsMemory(start, length);
    }

    private async Task<ReadOnlyMemory<byte>?> ReadChunksAsync(int start, CancellationToken cancel)
    {
        var body = new MemoryStream();
        while (true)
        {
            int line;
            while ((line = Filled[start..].IndexOf("\r\n"u8)) < 0)
            {
                if (!await FillAsync(cancel)) return null;
            }

            var size = int.Parse(Encoding.ASCII.GetString(_buffer, start, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            start += line + 2;
            if (await ReadBytesAsync(start, size + 2, cancel) is not { } chunk) return null;
            if (size == 0) return body.ToArray();
            body.Write(chunk.Span[..size]);
            start += size + 2;
        }
    }

    private Span<byte> Filled => _buffer.AsSpan(0, _length);

    private async Task<bool> FillAsync(CancellationToken cancel)
    {
        if (_length == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = await _socket.ReceiveAsync(_buffer.AsMemory(_length), cancel);
        _length += read;
        return read > 0;
    }

    private LoadAnswer Cut(string why) => new(_length == 0 ? LoadEnd.NoByte : LoadEnd.Part, 0, ReadOnlyMemory<byte>.Empty, why);

    private static int LengthIn(string head)
    {
        const string name = "\r\nContent-Length: ";
        var at = head.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return 0;
        var rest = head.AsSpan(at + name.Length);
        var end = rest.IndexOf('\r');
        return int.Parse(end < 0 ? rest : rest[..end], CultureInfo.InvariantCulture);
    }
}
