namespace LyttleCluster.Core.NginxApi;

/// <summary>
/// Makes a release of an agent the current one. It is sent once; when its answer is lost, the agent is asked what became of it until it can tell or the
/// time is over.
/// </summary>
internal sealed class ReleasePublisher(NginxApiChannel channel, ReleaseReader reader, EntryReader entries)
{
    // A look before and after must not take what the release itself may: minutes.
    private static readonly TimeSpan LookSilence = TimeSpan.FromSeconds(10);

    // As many as there can have been since, and more.
    private const int LookedAt = 100;

    private TimeProvider Time => channel.Time;

    /// <summary>Changes entries.</summary>
    public Task<NginxApiRelease> PublishAsync(NginxApiReleaseCall call, CancellationToken cancellationToken) => RunAsync(
        new ReleaseTask
        {
            Path = "/releases",
            Body = ReleaseBody.Write(call),
            SetETag = call.SetETag,
            DryRun = call.DryRun,
            Deadline = call.Deadline,
            Correlation = call.CorrelationId ?? NewCorrelation(),
            Call = call,
        },
        cancellationToken);

    /// <summary>Makes an old release the current one.</summary>
    public Task<NginxApiRelease> ActivateAsync(string id, string? setETag, TimeSpan deadline, string? correlationId, CancellationToken cancellationToken) => RunAsync(
        new ReleaseTask
        {
            Path = $"/releases/{Uri.EscapeDataString(id)}/activate",
            Id = id,
            SetETag = setETag,
            Deadline = deadline,
            Correlation = correlationId ?? NewCorrelation(),
        },
        cancellationToken);

    private async Task<NginxApiRelease> RunAsync(ReleaseTask task, CancellationToken cancellationToken)
    {
        var started = Time.GetTimestamp();
        var deadline = Time.GetUtcNow() + task.Deadline;
        var silence = task.Deadline < LookSilence ? task.Deadline : LookSilence;
        var dialect = await reader.DemandAgentAsync(silence, cancellationToken);
        var before = task.DryRun ? null : await ReloadTestimony.TryTakeAsync(channel, dialect, silence, cancellationToken);
        var (verdict, lost) = await SendAsync(task, dialect, deadline, cancellationToken);
        // A dry run leaves nothing that could be looked up, and can be asked for again.
        if (verdict is null && task.DryRun) throw lost!;
        if (verdict is null or { Outcome: NginxApiReleaseOutcome.Unknown })
        {
            var found = await LookUpAsync(task, dialect, before, verdict?.Error ?? lost!.Message, deadline, silence, cancellationToken);
            verdict = found.Outcome == NginxApiReleaseOutcome.Unknown && verdict is not null ? verdict with { LookedUp = found.LookedUp } : found;
        }

        return verdict with { Duration = Time.GetElapsedTime(started), CorrelationId = task.Correlation };
    }

    private async Task<(NginxApiRelease? Verdict, ClusterException? Lost)> SendAsync(ReleaseTask task, NginxApiDialect dialect, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var left = deadline - Time.GetUtcNow();
        if (left <= TimeSpan.Zero) left = TimeSpan.FromMilliseconds(1);
        var call = NginxApiCall.Post(task.Path, left) with { Body = task.Body, IfMatch = task.SetETag, CorrelationId = task.Correlation };
        try
        {
            var answer = await channel.SendPatientlyAsync(call, left, cancellationToken);
            if (ReleaseAnswer.Parse(answer.Status, answer.Body) is { } verdict) return (verdict, null);
            if (answer.Status == 404) throw reader.WhyNotFound(answer, task.Id, dialect);
            // A success without a verdict, or a page of something in between, hides an answer that may have been any.
            if (answer.IsSuccess) return (null, channel.Unreadable(answer, "it does not say how it ended"));
            if (answer.Status is 502 or 503 or 504 && !NginxApiRefusal.Of(answer).IsEnvelope) return (null, channel.Refused(answer));
            throw channel.Refused(answer);
        }
        catch (ClusterException lost) when (NginxApiErrors.IsReplyLost(lost))
        {
            return (null, lost);
        }
    }

    /// <summary>Asks the agent what became of it, until it can tell or the time is over.</summary>
    private async Task<NginxApiRelease> LookUpAsync(
        ReleaseTask task, NginxApiDialect dialect, Testimony? before, string why, DateTimeOffset deadline, TimeSpan silence, CancellationToken cancellationToken)
    {
        // The deadline may be what ended the waiting for the answer: one look is always taken.
        for (var look = 0; ; look++)
        {
            if (before is not null && await LookAsync(task, dialect, before, silence, cancellationToken) is { } found)
            {
                return found with { LookedUp = $"the answer did not tell ({why}); the agent's own record of its releases does" };
            }

            var pause = PollPause.After(look, default);
            if (before is null || Time.GetUtcNow() + pause >= deadline)
            {
                return new NginxApiRelease { Outcome = NginxApiReleaseOutcome.Unknown, Error = why, LookedUp = $"the answer did not tell ({why}); nor does the agent" };
            }

            await Task.Delay(pause, Time, cancellationToken);
        }
    }

    private async Task<NginxApiRelease?> LookAsync(ReleaseTask task, NginxApiDialect dialect, Testimony before, TimeSpan silence, CancellationToken cancellationToken)
    {
        try
        {
            var testimony = ReloadTestimony.TryTakeAsync(channel, dialect, silence, cancellationToken);
            var draft = entries.ListAsync(silence, cancellationToken);
            var releases = await reader.ListAsync(LookedAt, silence, cancellationToken);
            var live = await LiveAsync(releases.Current, silence, cancellationToken);
            var drafted = await draft;
            var isSettled = live.Select(StateOf).SequenceEqual(drafted.Entries.Select(StateOf));
            if (await testimony is not { } after) return null;
            var found = task.FindIn(releases.Current, live);
            var verdict = ReleaseWitness.Judge(before, new ReleaseLook(after, releases, drafted.SetETag, found is not null, isSettled), task.Correlation, task.Call is null);
            return verdict?.Outcome is NginxApiReleaseOutcome.Activated or NginxApiReleaseOutcome.Unchanged ? verdict with { Entries = found ?? [] } : verdict;
        }
        catch (ClusterException failure) when (!NginxApiErrors.IsDenied(failure))
        {
            return null;
        }
    }

    /// <summary>The entries of the current release.</summary>
    private async Task<IReadOnlyList<NginxApiEntry>> LiveAsync(string? current, TimeSpan silence, CancellationToken cancellationToken)
    {
        if (current is null or ReleaseReader.None) return [];
        var release = await reader.GetAsync(current, ReleaseReader.None, silence, cancellationToken);
        return [.. release.Differences.Select(difference => difference.After).OfType<NginxApiEntry>().OrderBy(entry => entry.Id)];
    }

    private static (int Id, string? State) StateOf(NginxApiEntry entry) => (entry.Id, entry.ETag ?? entry.Entry?.Canonical());

    private static string NewCorrelation() => "lyttle-" + Guid.NewGuid().ToString("N");
}
