using System.Net.Http.Headers;
using System.Text.Json;
using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.NginxApi;

/// <summary>
/// Sends requests to one nginx_api over connections that are kept, with what lets us in, and gives whole answers whatever they say.
/// Knows HTTP, logins and limits, not nginx.
/// </summary>
internal sealed class NginxApiChannel(NginxApiEndpoint endpoint, TimeProvider time) : IDisposable
{
    // Node.js ends idle connections after 5 s.
    private readonly HttpLink _link = new(endpoint, new Connector(endpoint, time), time, idle: TimeSpan.FromSeconds(3));
    private volatile string? _token;

    public NginxApiEndpoint Endpoint => endpoint;

    public TimeProvider Time => time;

    /// <summary>Whether our key had to be exchanged in a login that the server did not accept.</summary>
    public bool WantsLogin { get; set; }

    /// <summary>Sends a request and gives its answer.</summary>
    public async Task<NginxApiAnswer> SendAsync(NginxApiCall call, CancellationToken cancellationToken)
    {
        var token = _token;
        var answer = await SendOnceAsync(call, token, cancellationToken);
        if (answer.Status != 401 || call.IsAnonymous || NginxApiCredential.LoginOf(endpoint.ApiKey) is not { } login) return answer;
        if (!await TryLogInAsync(login.User, login.Password, call.Silence, cancellationToken)) return answer;
        return await SendOnceAsync(call, _token, cancellationToken);
    }

    /// <summary>
    /// As <see cref="SendAsync"/>; where it is asked too often, waits and sends again, as long as that is within the limit: nothing was done then.
    /// </summary>
    /// <exception cref="ClusterException"><c>NginxApiRateLimited</c>: it would have to wait for longer.</exception>
    public async Task<NginxApiAnswer> SendPatientlyAsync(NginxApiCall call, TimeSpan longestWait, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + longestWait;
        while (true)
        {
            var answer = await SendAsync(call, cancellationToken);
            if (answer.Status != 429) return answer;
            var wait = answer.Limits.RetryAfter ?? TimeSpan.FromSeconds(1);
            if (time.GetUtcNow() + wait > until) throw Refused(answer);
            // A header may say 0; then it is not asked again in the same moment for ever.
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }
    }

    /// <summary>As <see cref="SendPatientlyAsync"/>, for what must succeed: throws otherwise.</summary>
    public async Task<NginxApiAnswer> DemandAsync(NginxApiCall call, TimeSpan longestWait, CancellationToken cancellationToken)
    {
        var answer = await SendPatientlyAsync(call, longestWait, cancellationToken);
        if (!answer.IsSuccess) throw Refused(answer);
        return answer.MediaType == "text/html" ? throw NginxApiErrors.NotNginxApi(endpoint, "it sends a web page where JSON should be") : answer;
    }

    public ClusterException Refused(NginxApiAnswer answer) => NginxApiRefusal.Of(answer).ToException(endpoint, answer.Limits, WantsLogin);

    /// <summary>Why a successful answer is not what belongs there: a web page, an end in the middle, or something else.</summary>
    public ClusterException Unreadable(NginxApiAnswer answer, string why)
    {
        try
        {
            JsonDocument.Parse(answer.Body).Dispose();
            return NginxApiErrors.AnswerUnreadable(endpoint, why);
        }
        catch (JsonException failure)
        {
            return AnswerJson.WhyNot(endpoint.Errors, answer.Body.Span, failure);
        }
    }

    public void Dispose() => _link.Dispose();

    private async Task<NginxApiAnswer> SendOnceAsync(NginxApiCall call, string? token, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await using var answer = await _link.SendAsync(RequestFor(call, token), call.Silence, endless: false, cancellationToken);
        var latency = time.GetElapsedTime(started);
        var headers = answer.Response.Headers;
        var limits = NginxApiLimits.Parse(name => headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null, time.GetUtcNow());
        var body = await answer.ReadWholeAsync(call.MaxAnswerBytes);
        return new NginxApiAnswer((int)answer.Response.StatusCode, answer.Response.Content.Headers.ContentType?.MediaType, body, limits, latency) { ETag = headers.ETag?.Tag.Trim('"') };
    }

    private HttpRequestMessage RequestFor(NginxApiCall call, string? token)
    {
        if (endpoint.Uri.Scheme is not ("http" or "https")) throw NginxApiErrors.SchemeNotSupported(endpoint);
        var request = new HttpRequestMessage(call.Method, endpoint.HttpBase + call.Path);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (call.CorrelationId is { } correlation) request.Headers.TryAddWithoutValidation("X-Correlation-Id", correlation);
        if (call.IfMatch is { } state) request.Headers.TryAddWithoutValidation("If-Match", $"\"{state}\"");
        if (!call.IsAnonymous && CredentialFor(token) is var (name, value)) request.Headers.TryAddWithoutValidation(name, value);
        if (call.Body is not null) request.Content = new ByteArrayContent(call.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return request;
    }

    private (string Name, string Value)? CredentialFor(string? token)
    {
        if (token is not null) return NginxApiCredential.Bearer(token);
        if (endpoint.ApiKey is not { } key) return null;
        return NginxApiCredential.IsSendable(key) ? NginxApiCredential.HeaderOf(key) : throw NginxApiErrors.ApiKeyUnsendable(endpoint);
    }

    /// <summary>Exchanges user and password for a token, as the servers of 2025-11 want it; others do not know the call.</summary>
    private async Task<bool> TryLogInAsync(string user, string password, TimeSpan silence, CancellationToken cancellationToken)
    {
        var body = new Dictionary<string, string> { ["username"] = user, ["password"] = password };
        var call = NginxApiCall.Post("/auth/login", silence) with { IsAnonymous = true, Body = JsonSerializer.SerializeToUtf8Bytes(body, NginxApiJson.Default.DictionaryStringString) };
        var answer = await SendOnceAsync(call, null, cancellationToken);
        using var json = answer.IsSuccess ? WireJson.TryParse(answer.Body) : null;
        if (json?.RootElement.Text("access_token") is not { Length: > 0 } token || !NginxApiCredential.IsSendable(token)) return false;
        _token = token;
        return true;
    }
}
