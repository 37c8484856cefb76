using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LyttleCluster.Core;
using LyttleCluster.Core.Joining;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LyttleCluster.Service.Manager.Joining;

/// <summary>
/// The calls by which agents join. They are open to whoever reaches the manager, so each looks for its own proof: a join token, or the signature of an
/// agent's key. Wrong tokens are counted against the address they come from.
/// </summary>
internal sealed class JoinCalls(AgentJoining joining, AgentAuthority authority, IJoinTokens tokens, bool isReadOnly, ServiceLog log, TimeProvider time) : IDisposable
{
    private const string Bearer = "Bearer ";
    private const int MostAnnouncementBytes = 16 * 1024;
    private readonly AgentProofs _proofs = new();
    private readonly JoinBudget _budget = new(time);

    public IEnumerable<ManagerRoute> Routes =>
    [
        ManagerRoute.Post(JoinPaths.Requests, null, context => AnswerAsync(context, AnnounceAsync)),
        ManagerRoute.Get(JoinPaths.Request("{id}"), null, context => AnswerAsync(context, AskAsync)),
        ManagerRoute.Post(JoinPaths.Renew, null, context => AnswerAsync(context, RenewAsync)),
        ManagerRoute.Post(JoinPaths.Heartbeat, null, context => AnswerAsync(context, BeatAsync)),
    ];

    public void Dispose() => _proofs.Dispose();

    private async Task AnnounceAsync(HttpContext context)
    {
        var source = SourceOf(context);
        // Announcements alone: whoever guesses tokens must not silence the agents that stand behind the same address.
        if (_budget.IsShut(source) || !_budget.TryAnnounce(source)) throw JoinErrors.TooOften();
        var body = await ReadAsync(context, MostAnnouncementBytes);
        var (token, prover) = await IntroducedByAsync(context, body);
        authority.Ensure();
        var request = JoinRules.Check(Parse(body, JoinJson.Default.JoinAnnouncement), source, token, authority.Files, time.GetUtcNow());
        // An agent's key speaks for itself alone: it is no token.
        if (prover is not null && prover != request.Id) throw JoinErrors.ProofWrong();
        await WriteAsync(context, await joining.AnnounceAsync(request, context.RequestAborted), JoinJson.Default.JoinReply, StatusCodes.Status202Accepted);
    }

    /// <summary>
    /// The name of the join token that was shown. An agent that had a certificate proves itself by its key instead, and its id is told as well: its token may be
    /// long gone when the certificate lapses.
    /// </summary>
    private async Task<(string Token, string? Prover)> IntroducedByAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return (await tokens.NameOfAsync(new Secret(header[Bearer.Length..].Trim()), context.RequestAborted), null);
        if (JoinProof.Parse(header) is null) throw JoinErrors.TokenMissing();
        var known = (await ProveAsync(context, JoinPaths.Requests, body)).Document;
        return known.IssuedUntil is null ? throw JoinErrors.TokenMissing() : (known.Token, known.Id);
    }

    private async Task AskAsync(HttpContext context)
    {
        var known = await ProveAsync(context, JoinPaths.Request((string)context.Request.RouteValues["id"]!), default);
        await WriteAsync(context, await joining.AskAsync(known.Document.Id, context.RequestAborted), JoinJson.Default.JoinReply);
    }

    private async Task RenewAsync(HttpContext context)
    {
        var known = await ProveAsync(context, JoinPaths.Renew, await ReadAsync(context, 0));
        await WriteAsync(context, await joining.IssueAsync(known.Document.Id, context.RequestAborted), JoinJson.Default.JoinReply);
    }

    private async Task BeatAsync(HttpContext context)
    {
        var body = await ReadAsync(context, HostFactsReader.MostBytes);
        var known = await ProveAsync(context, JoinPaths.Heartbeat, body);
        await WriteAsync(context, await joining.BeatAsync(known, body, context.RequestAborted), JoinJson.Default.JoinPulse);
    }

    /// <summary>The request of the agent that signed this call.</summary>
    private async Task<StoredJoin> ProveAsync(HttpContext context, string path, ReadOnlyMemory<byte> body)
    {
        var proof = JoinProof.Parse(context.Request.Headers.Authorization.ToString()) ?? throw JoinErrors.ProofMissing();
        if (await joining.FindAsync(proof.Id, context.RequestAborted) is not { } known)
        {
            _proofs.Forget(proof.Id);
            throw JoinErrors.Unknown();
        }

        _proofs.Check(proof, known.Document, context.Request.Method, path, body.Span);
        return known;
    }

    private async Task AnswerAsync(HttpContext context, Func<HttpContext, Task> handler)
    {
        try
        {
            if (isReadOnly) throw JoinErrors.ReadOnly();
            await handler(context);
        }
        catch (ClusterException refusal)
        {
            await RefuseAsync(context, refusal);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
        catch (Exception failure) when (failure is not BadHttpRequestException && !context.Response.HasStarted)
        {
            log.Error("A call of an agent failed unexpectedly.", ("path", context.Request.Path.Value), ("exception", failure.ToString()));
            await RefuseAsync(context, ManagerJoinErrors.Unexpected());
        }
    }

    private Task RefuseAsync(HttpContext context, ClusterException refusal)
    {
        var (status, source) = (StatusOf(refusal), SourceOf(context));
        var isStale = refusal.ErrorId == JoinErrors.ProofStaleId;
        // One whose clock was set back is not guessing.
        if (refusal.Category is ClusterErrorCategory.AuthenticationError && !isStale && context.Request.Path == JoinPaths.Requests) _budget.Failed(source);
        if (status is StatusCodes.Status429TooManyRequests) context.Response.Headers.RetryAfter = ((int)Math.Ceiling(_budget.Wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (status != StatusCodes.Status404NotFound && !isStale) log.Warn($"An agent's call was refused. {refusal.Message}", ("code", refusal.ErrorId), ("source", source), ("path", context.Request.Path.Value));
        var problem = new JoinProblem
        {
            Type = "about:blank",
            Title = refusal.ErrorId,
            Status = status,
            Detail = refusal.Message,
            ErrorId = refusal.ErrorId,
            Category = refusal.Category.ToString(),
            Remedy = refusal.Remedy,
            LastCount = isStale ? _proofs.LastOf(JoinProof.Parse(context.Request.Headers.Authorization.ToString())!.Id) : null,
        };
        return WriteAsync(context, problem, JoinJson.Default.JoinProblem, status);
    }

    private static int StatusOf(ClusterException refusal) => refusal.Category switch
    {
        ClusterErrorCategory.InvalidArgument => StatusCodes.Status400BadRequest,
        ClusterErrorCategory.AuthenticationError => StatusCodes.Status401Unauthorized,
        ClusterErrorCategory.PermissionDenied => StatusCodes.Status403Forbidden,
        ClusterErrorCategory.ObjectNotFound => StatusCodes.Status404NotFound,
        ClusterErrorCategory.ResourceBusy => StatusCodes.Status429TooManyRequests,
        ClusterErrorCategory.InvalidOperation => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    private static IPAddress SourceOf(HttpContext context) => context.Connection.RemoteIpAddress ?? IPAddress.None;

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context, int most)
    {
        if (context.Request.ContentLength > most) throw ManagerJoinErrors.BodyTooLarge(most);
        // One byte more shows that there is more.
        var buffer = new byte[(int)(context.Request.ContentLength ?? most) + 1];
        var count = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
        return count == buffer.Length ? throw ManagerJoinErrors.BodyTooLarge(most) : buffer.AsMemory(0, count);
    }

    private static T Parse<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, type) ?? throw ManagerJoinErrors.BodyInvalid();
        }
        catch (JsonException)
        {
            throw ManagerJoinErrors.BodyInvalid();
        }
    }

    private static Task WriteAsync<T>(HttpContext context, T body, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, type);
        context.Response.StatusCode = status;
        context.Response.ContentType = body is JoinProblem ? "application/problem+json" : "application/json";
        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }
}
