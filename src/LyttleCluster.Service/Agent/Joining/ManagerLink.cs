using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LyttleCluster.Core;
using LyttleCluster.Core.Joining;
using LyttleCluster.Core.Transport;

namespace LyttleCluster.Service.Agent.Joining;

/// <summary>The agent's calls to its manager, over one connection that is kept. One call at a time.</summary>
internal sealed class ManagerLink(JoinOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    // Longer than the pause between heartbeats, shorter than the manager keeps an idle connection.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(45);

    private readonly JoinAddress _endpoint = JoinAddress.Of(options);
    private readonly HttpLink _link = new(JoinAddress.Of(options), new Connector(JoinAddress.Of(options), time), time, Idle);
    private long _count;

    /// <summary>Says that the agent is there.</summary>
    public Task<ManagerAnswer<JoinReply>> AnnounceAsync(JoinAnnouncement announcement, Secret token, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(announcement, JoinJson.Default.JoinAnnouncement);
        return SendAsync(HttpMethod.Post, JoinPaths.Requests, body, $"Bearer {token.Reveal()}", JoinJson.Default.JoinReply, cancellationToken);
    }

    /// <summary>Says so again without a token: the manager knows the key of an agent that was a node.</summary>
    public Task<ManagerAnswer<JoinReply>> AnnounceAgainAsync(JoinAnnouncement announcement, JoinIdentity who, CancellationToken cancellationToken) => SendSignedAsync(
        HttpMethod.Post, JoinPaths.Requests, JsonSerializer.SerializeToUtf8Bytes(announcement, JoinJson.Default.JoinAnnouncement), who, JoinJson.Default.JoinReply, cancellationToken);

    /// <summary>Asks what became of it.</summary>
    public Task<ManagerAnswer<JoinReply>> AskAsync(JoinIdentity who, CancellationToken cancellationToken) =>
        SendSignedAsync(HttpMethod.Get, JoinPaths.Request(who.Id), [], who, JoinJson.Default.JoinReply, cancellationToken);

    /// <summary>Asks for a certificate that lasts longer.</summary>
    public Task<ManagerAnswer<JoinReply>> RenewAsync(JoinIdentity who, CancellationToken cancellationToken) =>
        SendSignedAsync(HttpMethod.Post, JoinPaths.Renew, [], who, JoinJson.Default.JoinReply, cancellationToken);

    /// <summary>Tells the facts of the host.</summary>
    public Task<ManagerAnswer<JoinPulse>> BeatAsync(JoinIdentity who, byte[] facts, CancellationToken cancellationToken) =>
        SendSignedAsync(HttpMethod.Post, JoinPaths.Heartbeat, facts, who, JoinJson.Default.JoinPulse, cancellationToken);

    public void Dispose() => _link.Dispose();

    private async Task<ManagerAnswer<T>> SendSignedAsync<T>(HttpMethod verb, string path, byte[] body, JoinIdentity who, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var answer = await SendAsync(verb, path, body, Proof(), type, cancellationToken);
        // The clock that we count by was set back while we were not there.
        if (answer.Refusal is not { ErrorId: JoinErrors.ProofStaleId, LastCount: { } last }) return answer;
        _count = Math.Max(_count, last);
        return await SendAsync(verb, path, body, Proof(), type, cancellationToken);

        string Proof()
        {
            _count = Math.Max(_count + 1, time.GetUtcNow().ToUnixTimeMilliseconds());
            return JoinProof.Header(who.Key, who.Id, _count, verb.Method, path, body);
        }
    }

    private async Task<ManagerAnswer<T>> SendAsync<T>(HttpMethod verb, string path, byte[] body, string authorization, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var request = new HttpRequestMessage(verb, _endpoint.HttpBase + path);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (verb != HttpMethod.Get) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        await using var answer = await _link.SendAsync(request, Silence, endless: false, cancellationToken);
        var whole = await answer.ReadWholeAsync();
        if (!answer.Response.IsSuccessStatusCode) return new ManagerAnswer<T>(null, RefusalIn(answer.Response, whole.Span));
        return new ManagerAnswer<T>(Read(whole.Span, type) ?? throw JoinAgentErrors.AnswerUnreadable(options.Manager), null);
    }

    private ManagerRefusal RefusalIn(HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        var problem = Read(body, JoinJson.Default.JoinProblem);
        // What something else says that stands there is not repeated.
        if (problem is not { ErrorId: { Length: > 0 and <= 64 } id, Detail: { } detail } || !id.All(char.IsAsciiLetterOrDigit)) throw JoinAgentErrors.AnswerUnreadable(options.Manager);
        return new ManagerRefusal((int)response.StatusCode, id, detail, problem.Remedy ?? "") { RetryAfter = response.Headers.RetryAfter?.Delta, LastCount = problem.LastCount };
    }

    private static T? Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Who the agent is to the manager.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Fingerprint">The SHA-256 of its public key.</param>
internal sealed record JoinIdentity(ECDsa Key, string Fingerprint)
{
    public string Id => JoinKey.IdOf(Fingerprint);

    public static JoinIdentity Of(ECDsa key) => new(key, JoinKey.FingerprintOf(key.ExportSubjectPublicKeyInfo()));
}
