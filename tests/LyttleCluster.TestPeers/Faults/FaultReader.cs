using System.Globalization;
using System.Text;

namespace LyttleCluster.TestPeers;

/// <summary>As much HTTP/1.1 as it takes to read a client's request.</summary>
internal static class FaultReader
{
    private static readonly byte[] BadRequest = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();

    /// <summary>
    /// Null when the other side closed between two requests, or speaks something else than HTTP: then it was told so, as real servers do.
    /// A TLS handshake is 200 random bytes and more, any of which may be an end of line.
    /// </summary>
    public static async Task<FaultRequest?> ReadAsync(Stream stream, TaskCompletionSource closed, CancellationToken cancel)
    {
        if (await ReadLineAsync(stream, cancel) is not { Length: > 0 } first)
            return null;
        var words = first.Split(' ');
        if (words is not [{ Length: > 0 }, { Length: > 0 }, var version] || !version.StartsWith("HTTP/", StringComparison.Ordinal))
        {
            await stream.WriteAsync(BadRequest, cancel);
            await ReadToEndAsync(stream, cancel);
            return null;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync(stream, cancel) is { Length: > 0 } line && line.IndexOf(':') is > 0 and var colon)
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        return new FaultRequest(words[0], words.ElementAtOrDefault(1) ?? "", headers, await ReadBodyAsync(stream, headers, cancel), closed);
    }

    private static async Task<byte[]> ReadBodyAsync(Stream stream, Dictionary<string, string> headers, CancellationToken cancel)
    {
        if (headers.TryGetValue("Content-Length", out var length))
            return await ReadExactlyAsync(stream, int.Parse(length, CultureInfo.InvariantCulture), cancel);
        return headers.ContainsKey("Transfer-Encoding") ? await ReadChunksAsync(stream, cancel) : [];
    }

    private static async Task<byte[]> ReadChunksAsync(Stream stream, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        while (true)
        {
            var size = int.Parse(await ReadLineAsync(stream, cancel) ?? "0", NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Write(await ReadExactlyAsync(stream, size, cancel));
            await ReadLineAsync(stream, cancel);
            if (size == 0)
                return body.ToArray();
        }
    }

    private static async Task<byte[]> ReadExactlyAsync(Stream stream, int length, CancellationToken cancel)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, cancel);
        return bytes;
    }

    /// <summary>Until the other side closes: a connection that is closed with bytes unread is reset, and the answer with it.</summary>
    private static async Task ReadToEndAsync(Stream stream, CancellationToken cancel)
    {
        var ignored = new byte[256];
        while (await stream.ReadAsync(ignored, cancel) > 0)
        {
        }
    }

    /// <summary>Byte by byte: slow and never a byte too far, which is what a test server wants.</summary>
    private static async Task<string?> ReadLineAsync(Stream stream, CancellationToken cancel)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancel) == 1)
        {
            if (one[0] == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }

        return null;
    }
}
