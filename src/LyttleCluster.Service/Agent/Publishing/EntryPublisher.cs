using System.Net;
using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Service.Agent.Metrics;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Nginx.Publishing;
using LyttleCluster.Service.Agent.Nginx.Releases;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Agent.Publishing;

/// <summary>
/// Changes entries: in the draft, or at once in what nginx runs. Everything is looked at before anything is stored, and each change has the turn
/// that reloads have, too. In it, a reload that was left open is settled before anything is compared: that may change the draft and what is live.
/// </summary>
internal sealed class EntryPublisher(INginxControl nginx, PublishingOptions options, NameResolver resolver, Counters counters, ServiceLog log, TimeProvider time)
{
    private static readonly Dictionary<string, IReadOnlyList<IPAddress>> NoAddresses = [];
    private readonly EntryRenderer _renderer = new(options, nginx.Place);
    private readonly EntryCheck _check = new(new AllowedFolders(options.Roots, nginx.Place), CertificatesOf(options, nginx.Place, time));

    private ConfigurationStore Store => nginx.Store;

    public static Certificates CertificatesOf(PublishingOptions options, NginxPlace place, TimeProvider time) => new(new AllowedFolders(options.CertificateFolders, place), place, time);

    /// <summary>Changes entries and makes them live, or nothing of it.</summary>
    public Task<PublishAnswer> PublishAsync(EntryChange change, PublishCaller caller, CancellationToken cancellationToken) => nginx.InTurnAsync(async turn =>
    {
        var started = time.GetTimestamp();
        if (await turn.UnsettledAsync() is { } open) return new PublishAnswer.Failed(open);
        var applied = change.ApplyTo(Store.Draft);
        if (Refusal(turn, applied) is { } refused) return refused;
        var plan = await PlanAsync(turn, applied);
        if (plan.Problems.Count > 0) return PublishAnswer.Refused.Invalid(plan.Problems);
        return plan.Changed ? await GoLiveAsync(turn, plan, caller, started) : await KeepAsync(plan, started);
    }, cancellationToken);

    /// <summary>Says what <see cref="PublishAsync"/> would, and changes nothing.</summary>
    public Task<PublishAnswer> CheckAsync(EntryChange change, CancellationToken cancellationToken) => nginx.InTurnAsync<PublishAnswer>(async turn =>
    {
        if (await turn.UnsettledAsync() is { } open) return Unsettled(open);
        var applied = change.ApplyTo(Store.Draft);
        if (Refusal(turn, applied) is { } refused) return refused;
        var plan = await PlanAsync(turn, applied);
        if (await WhyNotAsync(turn, plan, plan.Changed) is { } wrong) return wrong;
        return new PublishAnswer.Checked(plan.Changed, applied.Set, plan.Warnings) { Preview = plan.Preview };
    }, cancellationToken);

    /// <summary>Changes entries of the draft alone: the next reload makes them live.</summary>
    public Task<PublishAnswer> DraftAsync(EntryChange change, CancellationToken cancellationToken) => nginx.InTurnAsync<PublishAnswer>(async turn =>
    {
        // A release that nginx may still take becomes the draft then: what was written now would be gone.
        if (await turn.UnsettledAsync() is { } open) return Unsettled(open);
        var before = Store.Draft;
        var applied = change.ApplyTo(before);
        if (Refusal(turn, applied) is { } refused) return refused;
        var plan = await PlanAsync(turn, applied);
        // What only goes is never refused for what stays.
        if (change.Set.Count > 0 && await WhyNotAsync(turn, plan, test: true) is { } wrong) return wrong;
        Store.WriteDraft(applied.Entries);
        return new PublishAnswer.Drafted(applied.Set, [.. change.Remove.Select(removal => before.Find(removal.Id)).OfType<EntryRow>()], plan.Warnings, plan.Preview);
    }, cancellationToken);

    /// <summary>Makes an earlier release live again; null when there is none of that id.</summary>
    public Task<PublishAnswer?> ActivateAsync(string id, string? setMatch, PublishCaller caller, CancellationToken cancellationToken) => nginx.InTurnAsync<PublishAnswer?>(async turn =>
    {
        var started = time.GetTimestamp();
        if (await turn.UnsettledAsync() is { } open) return new PublishAnswer.Failed(open);
        if (id != ConfigurationRelease.None && Store.Find(id) is null) return null;
        var entries = id == ConfigurationRelease.None ? EntrySet.Empty : Store.EntriesOf(id);
        var applied = new AppliedChange(entries.After(Store.Draft.NextId), entries.Rows, [.. new EntryChange { SetMatch = setMatch }.ApplyTo(Store.Draft).Moved], []);
        if (Refusal(turn, applied) is { } refused) return refused;
        var current = await turn.CurrentAsync();
        if (_check.NotAllowed(entries.Rows, _check.LookForCertificates()) is { Count: > 0 } outside) return PublishAnswer.Refused.Invalid(outside);
        var text = (id == ConfigurationRelease.None ? TextOf(null) : Store.TextOf(id)) ?? throw NginxErrors.ReleaseUnreadable(Store.FileOfNginx(id), "it is not there");
        var plan = new Plan(applied.Entries, [], current, text != TextOf(current), new RenderedConfiguration(text, []), NoAddresses, [], [], "");
        return plan.Changed ? await SwitchAsync(turn, plan, new Activation(id, DraftFollows: true) { CorrelationId = caller.CorrelationId }, caller, started) : await KeepAsync(plan, started);
    }, cancellationToken);

    /// <summary>Reloads nginx; a draft that differs from what is live becomes a release on the way.</summary>
    public Task<ReloadReport> ReloadAsync(bool force, PublishCaller caller, CancellationToken cancellationToken) => nginx.InTurnAsync(async turn =>
    {
        if (await turn.UnsettledAsync() is { } open) return await CountedAsync(Task.FromResult(open), caller);
        var current = await turn.CurrentAsync();
        if (!Differs(current)) return await CountedAsync(turn.ReloadAsync(force, null), caller);
        if (!turn.CanPublish) return Report(NginxErrors.NoIncludedFolder());
        var plan = await PlanAsync(turn, new AppliedChange(Store.Draft, [], [], []));
        if (plan.Problems.Count > 0) return new ReloadReport { Outcome = ReloadOutcome.ConfigurationInvalid, Error = string.Join(' ', plan.Problems.Select(problem => problem.Message)), Duration = TimeSpan.Zero, Log = [], PutBack = true };
        var report = await CountedAsync(turn.ReloadAsync(force, plan.Changed ? New(plan, caller, draftFollows: true) : null), caller);
        if (report.Outcome == ReloadOutcome.Reloaded) Prune(await turn.CurrentAsync(), current);
        return report;
    }, cancellationToken);

    /// <summary>Asks again where upstreams are, and where that changed makes and activates a release of what is live.</summary>
    /// <returns>Whether what is live is right; not when nginx did not take the new release.</returns>
    public async Task<bool> FollowAddressesAsync(CancellationToken cancellationToken)
    {
        if ((await nginx.GetStateAsync(cancellationToken)).ConfigurationRelease is not { } live || Store.Find(live) is null) return true;
        var entries = Store.EntriesOf(live);
        var (hosts, known) = (NameResolver.HostsOf(entries), Store.AddressesOf(live));
        if (hosts.Count == 0) return true;
        // Asked without the turn: that may take as long as the name server likes.
        var found = await resolver.ResolveAsync(hosts, known);
        if (NameResolver.AreEqual(found, known)) return true;
        return await nginx.InTurnAsync(async turn =>
        {
            if (await turn.UnsettledAsync() is not null) return false;
            if (await turn.CurrentAsync() != live) return true;
            var (rendered, problems) = _renderer.Render(entries, found, _check.LookForCertificates());
            if (problems.Count > 0)
            {
                log.Warn($"Addresses of upstreams changed, but nothing can be published: {problems[0].Message}");
                return false;
            }

            var caller = new PublishCaller(ConfigurationRelease.ByAgent, Guid.NewGuid().ToString());
            var plan = new Plan(entries, [], live, Changed: true, rendered, found, [], [], "");
            log.Info("Addresses of upstreams changed.", ("hosts", string.Join(", ", hosts.Where(host => !(known.GetValueOrDefault(host) ?? []).SequenceEqual(found[host])))), ("correlationId", caller.CorrelationId));
            var report = await CountedAsync(turn.ReloadAsync(force: false, New(plan, caller, draftFollows: false)), caller);
            if (report.Outcome != ReloadOutcome.Reloaded) return false;
            Prune(await turn.CurrentAsync(), live);
            return true;
        }, cancellationToken);
    }

    private static PublishAnswer.Refused? Refusal(INginxTurn turn, AppliedChange applied)
    {
        if (applied.Moved.Count > 0) return PublishAnswer.Refused.Moved(applied.Moved);
        if (applied.Problems.Count > 0) return PublishAnswer.Refused.Invalid(applied.Problems);
        return turn.CanPublish ? null : Refused(StatusCodes.Status409Conflict, NginxErrors.NoIncludedFolder());
    }

    private static PublishAnswer.Refused Refused(int status, ClusterException why) => new(status, why.ErrorId, [$"{why.Message} {why.Remedy}"]);

    private static PublishAnswer.Refused Unsettled(ReloadReport open) => new(StatusCodes.Status409Conflict, open.Outcome.ToString(), [open.Error ?? open.Outcome.ToString()]);

    private static ReloadReport Report(ClusterException why) => new() { Outcome = ReloadOutcome.ReloadFailed, Error = $"{why.Message} {why.Remedy}", Duration = TimeSpan.Zero, Log = [], PutBack = true };

    /// <summary>What the entries come to on this node.</summary>
    private async Task<Plan> PlanAsync(INginxTurn turn, AppliedChange applied)
    {
        var certificates = _check.LookForCertificates();
        var problems = _check.Problems(applied.Entries, applied.Set, certificates);
        var current = await turn.CurrentAsync();
        if (problems.Count > 0) return new Plan(applied.Entries, applied.Set, current, false, new RenderedConfiguration("", []), NoAddresses, problems, [], "");
        var known = current is not null && Store.Find(current) is not null ? Store.AddressesOf(current) : NoAddresses;
        var addresses = await resolver.ResolveAsync(NameResolver.HostsOf(applied.Entries), known);
        var (rendered, missing) = _renderer.Render(applied.Entries, addresses, certificates);
        string[] warnings =
        [
            .. _check.Warnings(applied.Set, certificates),
            .. addresses.Where(pair => pair.Value.Count == 0).Select(pair => $"{pair.Key} cannot be resolved: until it can, nginx sends nothing there."),
        ];
        var preview = applied.Set.Count > 0 ? EntryRenderer.Preview(rendered, applied.Entries, applied.Set[0].Id) : "";
        return new Plan(applied.Entries, applied.Set, current, rendered.Text != TextOf(current), rendered, addresses, missing, warnings, preview);
    }

    /// <summary>Why it cannot be; null when it can.</summary>
    private static async Task<PublishAnswer?> WhyNotAsync(INginxTurn turn, Plan plan, bool test)
    {
        if (plan.Problems.Count > 0) return PublishAnswer.Refused.Invalid(plan.Problems);
        if (!test || await turn.TestAsync(plan.Rendered.Text) is not { Test: { Valid: false } said, File: var file }) return null;
        return Invalid(said.Output, file, plan);
    }

    private static PublishAnswer.Refused Invalid(string words, string file, Plan plan)
    {
        var blamed = EntryRenderer.Blamed(words, file, plan.Rendered, plan.Entries, plan.Set);
        return new PublishAnswer.Refused(StatusCodes.Status400BadRequest, nameof(ReloadOutcome.ConfigurationInvalid), blamed.Count > 0 ? [.. blamed.Select(problem => problem.Message)] : [$"nginx refuses the configuration: {words}"])
        {
            Problems = blamed,
            Output = words,
        };
    }

    /// <summary>What nginx runs is equal already: the draft alone may have other numbers.</summary>
    private async Task<PublishAnswer> KeepAsync(Plan plan, long started)
    {
        if (plan.Entries.ETag != Store.Draft.ETag || plan.Entries.NextId > Store.Draft.NextId) Store.WriteDraft(plan.Entries);
        var served = (await nginx.GetStateAsync(CancellationToken.None)).Release;
        return new PublishAnswer.Published(false, plan.Current ?? ConfigurationRelease.None, plan.Current, served) { Set = plan.Set, SetETag = Store.Draft.ETag, Duration = time.GetElapsedTime(started) };
    }

    private Task<PublishAnswer> GoLiveAsync(INginxTurn turn, Plan plan, PublishCaller caller, long started) => SwitchAsync(turn, plan, New(plan, caller, draftFollows: true), caller, started);

    private async Task<PublishAnswer> SwitchAsync(INginxTurn turn, Plan plan, Activation activation, PublishCaller caller, long started)
    {
        var report = await CountedAsync(turn.ReloadAsync(force: false, activation), caller);
        var error = report.Error ?? report.Outcome.ToString();
        switch (report.Outcome)
        {
            case ReloadOutcome.Reloaded:
                Prune(activation.Id, plan.Current);
                return new PublishAnswer.Published(true, activation.Id, plan.Current, report.Release)
                {
                    Set = plan.Set,
                    SetETag = Store.Draft.ETag,
                    Duration = time.GetElapsedTime(started),
                    // What nginx warns of, not how it goes about a reload.
                    Log = [.. report.Log.Where(line => !line.Contains(" [notice] ", StringComparison.Ordinal) && !line.Contains(" [info] ", StringComparison.Ordinal))],
                };
            case ReloadOutcome.ConfigurationInvalid:
                return Invalid(error, Store.FileOfNginx(activation.Id), plan);
            case ReloadOutcome.NginxNotRunning or ReloadOutcome.TooManyOldWorkers:
                return new PublishAnswer.Refused(StatusCodes.Status409Conflict, report.Outcome.ToString(), [error]);
            default:
                return new PublishAnswer.Failed(report with { Duration = time.GetElapsedTime(started) });
        }
    }

    private Activation New(Plan plan, PublishCaller caller, bool draftFollows)
    {
        var now = time.GetUtcNow();
        var before = plan.Current is { } current && Store.Find(current) is not null ? Store.EntriesOf(current) : EntrySet.Empty;
        var changes = ReleaseDiff.Of(before, plan.Entries).CountBy(difference => difference.Action).ToDictionary();
        var release = new ConfigurationRelease
        {
            Id = ReleaseId.New(now),
            CreatedAt = now,
            Author = caller.Subject,
            CorrelationId = caller.CorrelationId,
            Previous = plan.Current,
            EntryCount = plan.Entries.Rows.Count,
            Added = changes.GetValueOrDefault("added"),
            Changed = changes.GetValueOrDefault("changed"),
            Removed = changes.GetValueOrDefault("removed"),
            SetETag = plan.Entries.ETag,
            RenderedFor = _renderer.RenderedFor,
        };
        return new Activation(release.Id, draftFollows) { New = new NewConfiguration(release, plan.Entries, plan.Addresses, plan.Rendered.Text), CorrelationId = caller.CorrelationId };
    }

    private bool Differs(string? current)
    {
        var draft = Store.Draft;
        if (current is null) return draft.Rows.Count > 0;
        return Store.Find(current) is not { } release || release.SetETag != draft.ETag || release.RenderedFor != _renderer.RenderedFor;
    }

    /// <summary>What nginx reads of a release; without one, what there would be without entries.</summary>
    private string? TextOf(string? id) => id is null ? _renderer.Render(EntrySet.Empty, NoAddresses, _check.LookForCertificates()).Rendered.Text : Store.TextOf(id);

    private async Task<ReloadReport> CountedAsync(Task<ReloadReport> reloading, PublishCaller caller)
    {
        var report = await reloading;
        counters.Reloaded(report.Outcome);
        if (report.Outcome == ReloadOutcome.Reloaded)
            log.Info("nginx was reloaded.", ("release", report.Release), ("durationMs", (long)report.Duration.TotalMilliseconds), ("caller", caller.Subject), ("correlationId", caller.CorrelationId));
        else
            log.Error($"nginx was not reloaded: {report.Error}", ("code", report.Outcome), ("caller", caller.Subject), ("correlationId", caller.CorrelationId));
        return report;
    }

    private void Prune(string? live, string? previous)
    {
        try
        {
            Store.Prune(options.KeepReleases, live, previous);
        }
        catch (ClusterException failure)
        {
            // What was to be done is done; too many old releases harm nobody.
            log.Warn($"Old releases were not removed. {failure.Message} {failure.Remedy}");
        }
    }

    private sealed record Plan(
        EntrySet Entries, IReadOnlyList<EntryRow> Set, string? Current, bool Changed, RenderedConfiguration Rendered, IReadOnlyDictionary<string, IReadOnlyList<IPAddress>> Addresses,
        IReadOnlyList<PublishProblem> Problems, IReadOnlyList<string> Warnings, string Preview);
}

/// <summary>Who asks for a change, for logs and releases.</summary>
internal sealed record PublishCaller(string Subject, string CorrelationId);
