using System.Net;

namespace LyttleCluster.Service.Manager.Notifications;

/// <summary>
/// Calls out to addresses that are secrets: no redirect is followed, an answer is not read beyond its head, all of it within one time limit,
/// and failures are told in words of our own, because those of the framework may hold the address.
/// </summary>
internal sealed class NotificationHttp : IDisposable
{
    /// <summary>For all of one call, however slowly the other side answers.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly HttpClient _client;
    private readonly TimeProvider _time;

    public NotificationHttp(string? authorityFile, TimeProvider time)
    {
        _time = time;
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = Limit,
            MaxResponseHeadersLength = 16,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            Proxy = new ProxyUnlessLoopback(HttpClient.DefaultProxy),
            SslOptions = NotificationTls.OptionsFor(null, authorityFile),
        }) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd($"lyttle-cluster/{Roles.Version}");
    }

    public Task PostAsync(Uri uri, byte[] json, CancellationToken cancellationToken) => CallAsync(
        () => new HttpRequestMessage(HttpMethod.Post, uri) { Content = new ByteArrayContent(json) { Headers = { { "Content-Type", "application/json; charset=utf-8" } } } },
        cancellationToken);

    public Task GetAsync(Uri uri, CancellationToken cancellationToken) => CallAsync(() => new HttpRequestMessage(HttpMethod.Get, uri), cancellationToken);

    public void Dispose() => _client.Dispose();

    private async Task CallAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = make();
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            if (!answer.IsSuccessStatusCode) throw Refused(answer);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new NotificationException($"it did not answer within {Limit.TotalSeconds:0} s");
        }
        catch (HttpRequestException failure)
        {
            throw new NotificationException(WordsOf(failure));
        }
    }

    private NotificationException Refused(HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        if (status is >= 300 and < 400) return new NotificationException($"it answers with a redirect ({status}), which is not followed");
        var after = answer.Headers.RetryAfter is { } retry ? retry.Delta ?? (retry.Date - _time.GetUtcNow()) : null;
        return new NotificationException($"it answers {status}", after is { } wait && wait > TimeSpan.Zero ? wait < LongestWait ? wait : LongestWait : null);
    }

    private static string WordsOf(HttpRequestException failure) => failure.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "its name does not resolve",
        HttpRequestError.ConnectionError => "nobody answers there",
        HttpRequestError.SecureConnectionError => "TLS does not come about, or its certificate is not trusted",
        HttpRequestError.ProxyTunnelError => "the proxy does not lead there",
        HttpRequestError.ResponseEnded => "it closed the connection without an answer",
        _ => "it does not answer as HTTP",
    };

    private sealed class ProxyUnlessLoopback(IWebProxy proxy) : IWebProxy
    {
        public ICredentials? Credentials
        {
            get => proxy.Credentials;
            set => proxy.Credentials = value;
        }

        public Uri? GetProxy(Uri destination) => proxy.GetProxy(destination);

        public bool IsBypassed(Uri host) => host.IsLoopback || proxy.IsBypassed(host);
    }
}
