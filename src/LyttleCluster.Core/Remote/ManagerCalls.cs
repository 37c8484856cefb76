using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LyttleCluster.Core.Api;
using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Remote;

/// <summary>Sends single calls to one manager over connections that are kept, with what lets us in. Knows HTTP and the envelope, no use case.</summary>
internal sealed class ManagerCalls : IDisposable
{
    // A manager ends idle connections after 75 s.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);

    /// <summary>Three signs of life that did not come.</summary>
    public static readonly TimeSpan DefaultSilence = 3 * ApiProtocol.Heartbeat;

    private const int LargeBody = 1024 * 1024;

    private readonly ManagerEndpoint _manager;
    private readonly ManagerAddress _address;
    private readonly HttpLink _link;
    private readonly TimeSpan _silence;

    /// <param name="manager">Where it is, and how to prove who we are.</param>
    /// <param name="time">For the limit of silence.</param>
    /// <param name="silence">How long the manager may be silent; it gives a sign every <see cref="ApiProtocol.Heartbeat"/>.</param>
    public ManagerCalls(ManagerEndpoint manager, TimeProvider time, TimeSpan silence)
    {
        (_manager, _address, _silence) = (manager, ManagerAddress.Of(manager), silence);
        _link = new HttpLink(_address, new Connector(_address, time), time, Idle);
    }

    public ManagerAddress Address => _address;

    /// <summary>Asks the manager what it is, and who it takes us for.</summary>
    public async Task<ManagerBody> IdentifyAsync(CancellationToken cancellationToken)
    {
        await using var answer = await SendSafelyAsync(new ManagerCall(HttpMethod.Get, ApiProtocol.Base), cancellationToken);
        return await AnswerJson.ReadAsync(answer, ApiJson.Default.ManagerBody);
    }

    /// <summary>Looks: an answer that comes line by line.</summary>
    public async IAsyncEnumerable<Answer<TResult>> LookAsync<TResult>(
        UseCase useCase, object request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var call = new ManagerCall(HttpMethod.Post, ApiProtocol.QueryPathOf(useCase)) { Body = RequestJson.Write(request), Accept = ApiProtocol.Lines };
        await using var answer = await SendSafelyAsync(call, cancellationToken);
        await foreach (var item in new AnswerReader<TResult>(answer, _address).ReadAsync(cancellationToken)) yield return item;
    }

    /// <summary>Plans a change.</summary>
    public async Task<PlanBody> PlanAsync(UseCase useCase, object request, CancellationToken cancellationToken)
    {
        var call = new ManagerCall(HttpMethod.Parse(ApiProtocol.VerbOf(useCase)), ApiProtocol.PathOf(useCase) + "?dryRun=true") { Body = RequestJson.Write(request) };
        await using var answer = await SendSafelyAsync(call, cancellationToken);
        var body = await answer.ReadWholeAsync();
        // A plan that took long was begun before it was known whether there would be one.
        return AnswerJson.Parse(_address.Errors, body.Span, ApiJson.Default.PlanAnswer) switch
        {
            { Error: { } error } => throw error.ToException(),
            { Plan: { } plan } => plan,
            _ => throw ManagerErrors.AnswerMalformed(_address, "it is no plan"),
        };
    }

    /// <summary>Carries out what was agreed to of a plan.</summary>
    public async IAsyncEnumerable<Answer<TResult>> ApplyAsync<TResult>(
        UseCase useCase, string etag, int[] agreed, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var call = new ManagerCall(HttpMethod.Parse(ApiProtocol.VerbOf(useCase)), ApiProtocol.PathOf(useCase))
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(new AgreedBody { Agreed = agreed }, ApiJson.Default.AgreedBody),
            Accept = ApiProtocol.Lines,
            IfMatch = etag,
        };
        await using var answer = await SendAsync(call, cancellationToken);
        await foreach (var item in new AnswerReader<TResult>(answer, _address).ReadAsync(cancellationToken)) yield return item;
    }

    public void Dispose() => _link.Dispose();

    /// <summary>Sends what changes nothing, so that it may be sent again: a kept connection may have ended while nobody looked.</summary>
    private async Task<AnswerStream> SendSafelyAsync(ManagerCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(call, cancellationToken);
        }
        catch (ClusterException lost) when (lost.ErrorId == ManagerErrors.ConnectionLostId)
        {
            return await SendAsync(call, cancellationToken);
        }
    }

    private async Task<AnswerStream> SendAsync(ManagerCall call, CancellationToken cancellationToken)
    {
        var answer = await _link.SendAsync(RequestFor(call), _silence, endless: false, cancellationToken);
        try
        {
            CheckVersion(answer.Response);
            if (!answer.Response.IsSuccessStatusCode) throw await RefusalAsync(answer);
            return answer;
        }
        catch
        {
            await answer.DisposeAsync();
            throw;
        }
    }

    private HttpRequestMessage RequestFor(ManagerCall call)
    {
        var request = new HttpRequestMessage(call.Method, _address.HttpBase + call.Path);
        request.Headers.TryAddWithoutValidation("Accept", call.Accept);
        if (call.IfMatch is { } etag) request.Headers.TryAddWithoutValidation("If-Match", $"\"{etag}\"");
        if ((_manager.Token ?? (_manager.TokenFile is { } file ? SecretFile.Read(file) : null)) is { } token) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Sendable(token)}");
        // A large one is refused before it is sent, not in the middle.
        if (call.Body?.Length > LargeBody) request.Headers.ExpectContinue = true;
        if (call.Body is not null) request.Content = new ByteArrayContent(call.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return request;
    }

    private static string Sendable(Secret token)
    {
        var text = token.Reveal();
        return text.Length > 0 && text.All(letter => letter is > ' ' and < '\x7f') ? text : throw ManagerErrors.TokenUnsendable();
    }

    /// <summary>Whether a manager answers, and one that speaks as we do.</summary>
    private void CheckVersion(HttpResponseMessage response)
    {
        var said = response.Headers.NonValidated.TryGetValues(ApiProtocol.VersionHeader, out var values) ? values.ToString() : "";
        var parts = said.Split('-');
        if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var oldest) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var newest))
        {
            throw ManagerErrors.NotAManager(_address, $"it answers {(int)response.StatusCode} without saying which API it speaks");
        }

        if (newest < ApiProtocol.Oldest) throw ManagerErrors.TooOld(_address, newest);
        if (oldest > ApiProtocol.Newest) throw ManagerErrors.TooNew(_address, oldest);
    }

    private async Task<ClusterException> RefusalAsync(AnswerStream answer)
    {
        var status = (int)answer.Response.StatusCode;
        if (answer.Response.Content.Headers.ContentType?.MediaType != ApiProtocol.ProblemType) return ManagerErrors.AnswerMalformed(_address, $"it answers {status} without saying why");
        return (await AnswerJson.ReadAsync(answer, ApiJson.Default.Problem)).ToException();
    }
}

/// <summary>One call to a manager.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Path">The path and the query.</param>
internal sealed record ManagerCall(HttpMethod Method, string Path)
{
    /// <summary>JSON; null: none.</summary>
    public byte[]? Body { get; init; }

    public string Accept { get; init; } = "application/json";

    /// <summary>The plan that it applies.</summary>
    public string? IfMatch { get; init; }
}
