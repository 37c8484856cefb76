using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Domains;

/// <summary>What a node's nginx answered.</summary>
/// <param name="Status">The HTTP status; 0 when nothing answered.</param>
/// <param name="Location">Where a redirect leads.</param>
/// <param name="Body">The first 64 kB of the body, as text.</param>
/// <param name="Failure">Why nothing answered; null when something did.</param>
internal sealed record SeenAnswer(int Status, string? Location, string Body, string? Failure)
{
    private const int LongestShown = 60;

    /// <summary>Equal where two answers say the same, but for what changes from one to the next anyway.</summary>
    public string Likeness => $"{Status} {Location} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Body)))}";

    /// <summary>The answer in one line.</summary>
    public override string ToString()
    {
        if (Failure is not null) return $"no answer: {Failure}";
        if (Location is not null) return $"{Status} to {Location}";
        var text = string.Join(' ', Body.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length == 0 ? $"{Status}" : $"{Status} {(text.Length > LongestShown ? text[..LongestShown] + "…" : text)}";
    }
}

/// <summary>
/// Asks one node's nginx for host names as a visitor would, over connections that go to that node whatever the name resolves to. Whether a
/// certificate is trusted is not its matter: who answers is told by the answer.
/// </summary>
internal sealed class NginxAsker : IDisposable
{
    private const int HttpPort = 80;
    private const int MostBytes = 64 * 1024;
    private readonly Uri _address;
    private readonly TimeSpan _limit;
    private readonly HttpClient _client;

    /// <param name="address">Where its nginx takes requests.</param>
    /// <param name="limit">How long an answer may take.</param>
    [SuppressMessage("Security", "CA5359", Justification = "It only looks, sends nothing secret, and judges by what is answered; certificates have checks of their own.")]
    public NginxAsker(Uri address, TimeSpan limit)
    {
        (_address, _limit) = (address, limit);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = ConnectAsync,
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Where a node's nginx takes requests: as it was told, else port 80 of the host of its nginx_api.</summary>
    public static Uri AddressOf(StoredNode node) =>
        node.Document.Settings.ProxyAddress ?? new UriBuilder(Uri.UriSchemeHttp, node.Document.Settings.NginxApi!.IdnHost, HttpPort).Uri;

    /// <summary>Asks once.</summary>
    /// <param name="host">The host name.</param>
    /// <param name="path">The path, beginning with a slash.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<SeenAnswer> AskAsync(string host, string path, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(_limit);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{_address.Scheme}://{host}{path}"));
            request.Headers.ConnectionClose = true;
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            return new SeenAnswer((int)answer.StatusCode, answer.Headers.Location?.OriginalString, await ReadAsync(answer, stop.Token), null);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new SeenAnswer(0, null, "", failure.GetBaseException().Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SeenAnswer(0, null, "", $"it did not answer within {_limit.TotalSeconds:0.#} s");
        }
    }

    public void Dispose() => _client.Dispose();

    private static async Task<string> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MostBytes];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(_address.IdnHost, _address.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
