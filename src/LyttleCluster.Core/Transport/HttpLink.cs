namespace LyttleCluster.Core.Transport;

/// <summary>
/// Sends single requests to one endpoint over connections that are kept. <c>silence</c> limits how long the network may be silent, until an
/// answer's headers and in each read of its body. Every failure of the way there and back is a <see cref="ClusterException"/>; what the
/// answer says is the adapter's matter.
/// </summary>
internal sealed class HttpLink : IDisposable
{
    private readonly NetworkEndpoint _endpoint;
    private readonly Connector _connector;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;
    private int _connecting;

    /// <param name="endpoint">The other side.</param>
    /// <param name="connector">Opens connections to it.</param>
    /// <param name="time">For the limits of silence.</param>
    /// <param name="idle">How long an idle connection is kept; shorter than the other side keeps it, or a request may meet its end.</param>
    public HttpLink(NetworkEndpoint endpoint, Connector connector, TimeProvider time, TimeSpan idle)
    {
        (_endpoint, _connector, _time) = (endpoint, connector, time);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = int.MaxValue,
            PooledConnectionIdleTimeout = idle,
            // An answer that is left half read is not drained: its connection is closed at once, and the other side sees it.
            MaxResponseDrainSize = 0,
            ConnectCallback = (_, cancellationToken) => ConnectAsync(cancellationToken),
        });
    }

    /// <summary>Sends a request and gives its answer, whatever it says, once its headers are there.</summary>
    /// <param name="request">Made anew for each sending; it is disposed here.</param>
    /// <param name="silence">How long the network may be silent.</param>
    /// <param name="endless">A successful answer that may rightly be quiet once it has begun.</param>
    /// <param name="cancellationToken">Ends the request and the reading of its answer.</param>
    public async Task<AnswerStream> SendAsync(HttpRequestMessage request, TimeSpan silence, bool endless, CancellationToken cancellationToken)
    {
        var guard = new SilenceGuard(silence, _time, cancellationToken) { IsConnecting = () => Volatile.Read(ref _connecting) > 0 || _connector.IsUnderway };
        HttpResponseMessage? response = null;
        try
        {
            using (request)
            {
                // What has no body, .NET sends again by itself when a kept connection ends without an answer: a change could be made twice, unseen.
                if (request.Method != HttpMethod.Get) request.Content ??= new ByteArrayContent([]);
                guard.Arm();
                response = await _http.SendAsync(request, guard.Token);
                guard.Disarm();
            }

            if (endless && response.IsSuccessStatusCode) guard.Silence = Timeout.InfiniteTimeSpan;
            var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return new AnswerStream(response, body, guard, _endpoint, _connector, cancellationToken);
        }
        catch (Exception failure)
        {
            guard.Disarm();
            response?.Dispose();
            var said = WhatFailed(failure, silence, guard, cancellationToken);
            guard.Dispose();
            if (said is not null && _endpoint.Errors.IsConnectionLost(said)) said = await WhyEndedAsync(silence, cancellationToken) ?? said;
            if (said is null) throw;
            throw said;
        }
    }

    public void Dispose() => _http.Dispose();

    // Counted for the link, not for a request: one that comes while an earlier request's attempt still hangs waits for that attempt.
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

    private ClusterException? WhatFailed(Exception failure, TimeSpan silence, SilenceGuard guard, CancellationToken caller)
    {
        caller.ThrowIfCancellationRequested();
        if (failure is OperationCanceledException && guard.Fired)
        {
            return guard.FiredConnecting ? _endpoint.Errors.ConnectTimedOut(silence) : _endpoint.Errors.TimedOut(silence);
        }

        return _connector.WhyFailed(failure, answered: false);
    }

    private Task<ClusterException?> WhyEndedAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        var longest = TimeSpan.FromSeconds(2);
        return _connector.WhyEndedAsync(silence > longest || silence < TimeSpan.Zero ? longest : silence, cancellationToken);
    }
}
