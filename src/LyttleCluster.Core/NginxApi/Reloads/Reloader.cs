namespace LyttleCluster.Core.NginxApi;

/// <summary>
/// One reload of one node, from the first request to a verdict that is true: limits are waited out, what passes by itself is tried again, and when
/// an answer is lost the node is asked what became of it. Serialising the reloads of a node is the caller's matter.
/// </summary>
internal sealed class Reloader(NginxApiChannel channel, DialectFinder finder)
{
    // A look before and after must not take what the reload itself may: minutes.
    private static readonly TimeSpan LookSilence = TimeSpan.FromSeconds(10);

    // An answer that is lost without a word: the reload may still run (75 s with ACME unreachable were seen), or have never begun.
    private static readonly TimeSpan LongestLookUp = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);

    private TimeProvider Time => channel.Time;

    public async Task<NginxApiReload> RunAsync(NginxApiReloadCall call, CancellationToken cancellationToken)
    {
        var started = Time.GetTimestamp();
        var deadline = Time.GetUtcNow() + call.Deadline;
        var correlation = call.CorrelationId ?? "lyttle-" + Guid.NewGuid().ToString("N");
        var silence = call.Deadline < LookSilence ? call.Deadline : LookSilence;
        var dialect = await finder.FindAsync(silence, cancellationToken);
        var ask = new ReloadRequest(channel, dialect, call, correlation, deadline);

        for (var attempt = 1; ; attempt++)
        {
            var before = await ReloadTestimony.TryTakeAsync(channel, dialect, silence, cancellationToken);
            var reply = await ask.SendAsync(cancellationToken);
            // The node cannot tell yet: that is looked up like an answer that was lost.
            if (reply.Verdict is { Outcome: NginxApiReloadOutcome.Unknown } open) reply = reply with { Verdict = null, WhyLost = open.Error };
            var found = reply.Verdict is { } verdict ? new LookUp(verdict, false, null) : await LookUpAsync(dialect, before, reply, deadline, silence, cancellationToken);
            var mayRetry = attempt <= call.RetryCount && Time.GetUtcNow() + RetryPause < deadline;
            if (mayRetry && (found.Verdict?.IsTransient == true || found.IsGone))
            {
                await Task.Delay(RetryPause * attempt, Time, cancellationToken);
                continue;
            }

            return Result(found, reply, dialect) with { Attempts = attempt, Duration = Time.GetElapsedTime(started), CorrelationId = dialect.KeepsCorrelation ? correlation : null };
        }
    }

    private static NginxApiReload Result(LookUp found, ReloadReply reply, NginxApiDialect dialect) => new()
    {
        Outcome = found.Verdict?.Outcome ?? NginxApiReloadOutcome.Unknown,
        IsProven = found.Verdict?.Outcome == NginxApiReloadOutcome.Reloaded && dialect.Can(NginxApiCapabilities.ProvenReload),
        Release = found.Verdict?.Release,
        Error = found.Verdict is null ? reply.WhyLost : found.Verdict.Error,
        Code = found.Verdict?.Code,
        Log = found.Verdict?.Log ?? [],
        OperationId = reply.OperationId,
        LookedUp = found.How,
    };

    /// <summary>Asks the node what became of a reload whose answer was lost, until it can tell or the time is over.</summary>
    private async Task<LookUp> LookUpAsync(
        NginxApiDialect dialect, Testimony? before, ReloadReply reply, DateTimeOffset deadline, TimeSpan silence, CancellationToken cancellationToken)
    {
        if (before is null) return new LookUp(null, false, "the node keeps no record of its reloads that could be looked up");
        // The deadline may be what ended the waiting for the answer: one look is always taken.
        var until = Time.GetUtcNow() + LongestLookUp;
        if (deadline < until) until = deadline;
        for (var look = 0; ; look++)
        {
            if (await ReloadTestimony.TryTakeAsync(channel, dialect, silence, cancellationToken) is { } after)
            {
                // An agent that was ended in the middle says so itself; as nothing of ours is under way any more, it may be asked again.
                var isGone = ReloadWitness.IsRestarted(before, after);
                if (ReloadWitness.Judge(before, after) is { } verdict) return new LookUp(verdict, isGone && verdict.Code == "ReloadFailed", $"the answer was lost ({reply.WhyLost}); the node's own record of its last reload tells");
                if (isGone) return new LookUp(null, true, $"the answer was lost ({reply.WhyLost}); the nginx_api was restarted since and has no record of it");
            }

            var pause = PollPause.After(look, default);
            if (Time.GetUtcNow() + pause >= until) return new LookUp(null, false, $"the answer was lost ({reply.WhyLost}); the node shows no reload since");
            await Task.Delay(pause, Time, cancellationToken);
        }
    }

    /// <summary>What was found out.</summary>
    /// <param name="Verdict">Null: nothing that is certain.</param>
    /// <param name="IsGone">Whether the process that was asked was restarted before it was done: it may be asked again.</param>
    /// <param name="How">What was looked at; null when nothing had to be looked up.</param>
    private sealed record LookUp(ReloadAnswer? Verdict, bool IsGone, string? How);
}
