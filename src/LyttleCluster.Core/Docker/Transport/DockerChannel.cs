using System.Net;
using System.Net.Http.Headers;

namespace LyttleCluster.Core.Docker;

/// <summary>
/// Sends requests to one engine over connections that are kept, in a version of the API that both sides speak, and turns
/// every refusal into a <see cref="ClusterException"/>. Knows HTTP, not containers.
/// </summary>
internal sealed class DockerChannel : IDisposable
{
    private readonly DockerEndpoint _endpoint;
    private readonly TimeProvider _time;
    private readonly DockerTls _tls;
    private readonly DockerConnector _connector;
    private readonly HttpMessageInvoker _http;
    private volatile DockerDialect _dialect = DockerDialect.Unheard;
    private int _connecting;

    public DockerChannel(DockerEndpoint endpoint, TimeProvider time)
    {
        (_endpoint, _time, _tls) = (endpoint, time, new DockerTls(endpoint, time));
        _connector = new DockerConnector(endpoint, _tls);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = int.MaxValue,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            // An answer that is left half read is not drained: its connection is closed at once, and the engine sees it.
            MaxResponseDrainSize = 0,
            ConnectCallback = (_, cancellationToken) => ConnectAsync(cancellationToken),
        });
    }

    public DockerEndpoint Endpoint => _endpoint;

    /// <summary>What is known of the engine's way of speaking.</summary>
    public DockerDialect Dialect => _dialect;

    /// <summary>Sends a request and gives its answer once its headers are there and say that all is well (2xx or 304).</summary>
    public async Task<AnswerStream> SendAsync(DockerCall call, CancellationToken cancellationToken)
    {
        // At most three tries: the guess, the engine's own version, and once more if the engine changed in between.
        for (var tries = 1; ; tries++)
        {
            var spoken = call.Unversioned ? default : SpokenVersion();
            var answer = await SendOnceAsync(call, spoken, cancellationToken);
            try
            {
                if (answer.Response.IsSuccessStatusCode || answer.Response.StatusCode == HttpStatusCode.NotModified)
                {
                    return answer.Response.Content.Headers.ContentType?.MediaType == "text/html"
                        ? throw DockerErrors.NotAnEngine(_endpoint, "it sends a web page where JSON should be")
                        : answer;
                }

                await ThrowUnlessVersionRefusedAsync(answer, call, spoken, lastTry: tries == 3);
            }
            catch
            {
                await answer.DisposeAsync();
                throw;
            }

            await answer.DisposeAsync();
        }
    }

    public void Dispose() => _http.Dispose();

    // Counted for the channel, not for a request: one that comes while an earlier request's attempt still hangs waits for that attempt.
    private async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _connecting);
        try
        {
            return await _connector.ConnectAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _connecting);
        }
    }

    private DockerApiVersion SpokenVersion()
    {
        var dialect = _dialect;
        if (dialect.Server is { } server && dialect.Spoken < DockerApiVersion.Oldest) throw DockerErrors.ApiTooOld(_endpoint, server);
        return dialect.Spoken;
    }

    private async Task<AnswerStream> SendOnceAsync(DockerCall call, DockerApiVersion spoken, CancellationToken cancellationToken)
    {
        var guard = new SilenceGuard(call.Silence, _time, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            using var request = RequestFor(call, spoken);
            guard.Arm();
            response = await _http.SendAsync(request, guard.Token);
            guard.Disarm();
            Hear(response.Headers);
            if (call.Endless && response.IsSuccessStatusCode) guard.Silence = Timeout.InfiniteTimeSpan;
            var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return new AnswerStream(response, body, guard, _endpoint, _tls, cancellationToken);
        }
        catch (Exception failure)
        {
            guard.Disarm();
            response?.Dispose();
            var said = WhatFailed(failure, call, guard, cancellationToken);
            guard.Dispose();
            if (said?.ErrorId == DockerErrors.ConnectionLostId) said = await WhyEndedAsync(call, cancellationToken) ?? said;
            if (said is null) throw;
            throw said;
        }
    }

    private ClusterException? WhatFailed(Exception failure, DockerCall call, SilenceGuard guard, CancellationToken caller)
    {
        caller.ThrowIfCancellationRequested();
        if (failure is OperationCanceledException && guard.Fired)
        {
            return Volatile.Read(ref _connecting) > 0 ? DockerErrors.ConnectTimedOut(_endpoint, call.Silence) : DockerErrors.TimedOut(_endpoint, call.Silence);
        }

        return DockerFailures.OfExchange(_endpoint, _tls, failure, answered: false);
    }

    private Task<ClusterException?> WhyEndedAsync(DockerCall call, CancellationToken cancellationToken)
    {
        var longest = TimeSpan.FromSeconds(2);
        return _connector.WhyEndedAsync(call.Silence > longest || call.Silence < TimeSpan.Zero ? longest : call.Silence, _time, cancellationToken);
    }

    private HttpRequestMessage RequestFor(DockerCall call, DockerApiVersion spoken)
    {
        var path = call.Unversioned ? call.Path : $"/v{spoken}{call.Path}";
        var request = new HttpRequestMessage(call.Method, _endpoint.HttpBase + path);
        if (call.Body is not null)
        {
            request.Content = new ByteArrayContent(call.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return request;
    }

    private void Hear(HttpResponseHeaders headers)
    {
        var version = headers.NonValidated.TryGetValues("Api-Version", out var versions) ? versions.ToString() : null;
        var server = headers.NonValidated.TryGetValues("Server", out var servers) ? servers.ToString() : null;
        _dialect = _dialect.Hear(version, server);
    }

    private async Task ThrowUnlessVersionRefusedAsync(AnswerStream answer, DockerCall call, DockerApiVersion spoken, bool lastTry)
    {
        var refusal = await DockerRefusal.ReadAsync(answer);
        if (refusal.Status == 400 && !call.Unversioned && refusal.Said is { } message && DockerDialect.IsVersionRefusal(message, out var floor))
        {
            var now = SpokenVersion();
            if (floor > DockerApiVersion.Newest || (lastTry && now == DockerApiVersion.Newest)) throw DockerErrors.ApiTooNew(_endpoint, floor);
            if (!lastTry && now != spoken) return;
        }

        throw refusal.ToException(_endpoint, call.Container);
    }
}
