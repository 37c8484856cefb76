using System.Net;
using System.Net.Sockets;

namespace LyttleCluster.Core.Nginx;

/// <summary>
/// Asks one node's nginx for a page, as a visitor would: the connection goes to that node, name and certificate are those of the
/// address that is asked for.
/// </summary>
internal static class SiteProbe
{
    /// <summary>Answers from here on are faults of the server; all others are what a site may say (RFC 9110, 15.6).</summary>
    private const int FirstServerError = 500;

    /// <summary>Asks once.</summary>
    /// <param name="page">What is asked for.</param>
    /// <param name="proxy">Where the node's nginx takes requests; null asks wherever the page's own host leads.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What is wrong; null when the answer is one of a working site.</returns>
    public static async Task<string?> AskAsync(Uri page, Uri? proxy, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(limit);
        using var client = new HttpClient(HandlerTo(proxy ?? page));
        try
        {
            using var answer = await client.GetAsync(page, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            return (int)answer.StatusCode < FirstServerError ? null : $"it answered {(int)answer.StatusCode}";
        }
        catch (HttpRequestException failure)
        {
            return failure.GetBaseException().Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"it did not answer within {limit.TotalSeconds:0.#} s";
        }
    }

    private static SocketsHttpHandler HandlerTo(Uri address) => new()
    {
        // A redirect is an answer; where it leads is not this node's business.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address.IdnHost, address.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
