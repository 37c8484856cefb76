namespace LyttleCluster.Core.NginxApi;

/// <summary>Sends one request for a reload, in the form that was asked for and the generation has, and waits for its end.</summary>
internal sealed class ReloadRequest(NginxApiChannel channel, NginxApiDialect dialect, NginxApiReloadCall call, string correlationId, DateTimeOffset deadline)
{
    // How often an operation may be unknown before it is given up: the record is written before the 202, but not always by the same server.
    private const int MostNotFound = 3;

    private static readonly TimeSpan PollSilence = TimeSpan.FromSeconds(10);

    private TimeSpan Left => deadline - channel.Time.GetUtcNow() is var left && left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);

    /// <exception cref="ClusterException">It was certainly not done: not let in, limited for longer than the deadline, not there, ….</exception>
    public async Task<ReloadReply> SendAsync(CancellationToken cancellationToken)
    {
        var path = call.AsOperation && dialect.Can(NginxApiCapabilities.Cluster) ? "/cluster/reload?broadcast=false" : call.Force && dialect.Generation == NginxApiGeneration.Agent ? "/reload?force=true" : "/reload";
        try
        {
            var answer = await PostAsync(path, cancellationToken);
            // 2025-11 has a cluster, but no reload of it.
            if (answer.Status == 404 && path != "/reload") answer = await PostAsync(path = "/reload", cancellationToken);
            return OperationReport.Parse(answer.Body) is { } operation && answer.Status == 202
                ? await FollowAsync(operation.Id, cancellationToken)
                : Read(answer);
        }
        catch (ClusterException lost) when (NginxApiErrors.IsReplyLost(lost))
        {
            return new ReloadReply(null, lost.Message, null);
        }
    }

    /// <summary>Sends it; where it is asked too often, waits and sends again: nothing was done then.</summary>
    private async Task<NginxApiAnswer> PostAsync(string path, CancellationToken cancellationToken)
    {
        for (var limited = 0; ; limited++)
        {
            var answer = await channel.SendAsync(NginxApiCall.Post(path, Left) with { CorrelationId = correlationId }, cancellationToken);
            if (answer.Status != 429) return answer;
            var pause = PollPause.After(limited, answer.Limits);
            if (pause >= Left) throw NginxApiErrors.RateLimited(channel.Endpoint, pause);
            await Task.Delay(pause, channel.Time, cancellationToken);
        }
    }

    private ReloadReply Read(NginxApiAnswer answer)
    {
        if (ReloadAnswer.Parse(answer.Status, answer.Body) is { } verdict) return new ReloadReply(verdict, null, null);
        // Its own envelope is a refusal, or a fault before anything was done; another's page (502, 504) hides an answer that may have been any.
        if (answer.IsSuccess) return new ReloadReply(null, "its answer does not say how it ended", null);
        if (answer.Status is 502 or 503 or 504 && !NginxApiRefusal.Of(answer).IsEnvelope) return new ReloadReply(null, $"something between answered {answer.Status}", null);
        throw channel.Refused(answer);
    }

    /// <summary>Looks an operation up until it has ended. A process that died leaves it running for ever: the deadline ends that.</summary>
    private async Task<ReloadReply> FollowAsync(string id, CancellationToken cancellationToken)
    {
        var (limits, notFound, why) = (default(NginxApiLimits), 0, "it has not ended within the time limit");
        for (var look = 0; ; look++)
        {
            var pause = PollPause.After(look, limits);
            if (pause >= Left) return new ReloadReply(null, $"operation {id}: {why}", id);
            await Task.Delay(pause, channel.Time, cancellationToken);
            try
            {
                var answer = await channel.SendAsync(NginxApiCall.Get("/cluster/operations/" + Uri.EscapeDataString(id), PollSilence), cancellationToken);
                limits = answer.Limits;
                if (answer.Status is 401 or 403) throw channel.Refused(answer);
                var operation = answer.IsSuccess ? OperationReport.Parse(answer.Body) : null;
                if (operation?.Verdict is { } verdict) return new ReloadReply(verdict, null, id);
                var isUnknown = operation?.IsFound == false || answer.Status == 404;
                if (isUnknown && ++notFound == MostNotFound) return new ReloadReply(null, $"operation {id}: the node does not know it any more", id);
            }
            catch (ClusterException failure) when (!NginxApiErrors.IsDenied(failure))
            {
                why = failure.Message;
            }
        }
    }
}
