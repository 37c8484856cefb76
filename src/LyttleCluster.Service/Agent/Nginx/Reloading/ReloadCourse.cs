using LyttleCluster.Service.Agent.Nginx.Configuration;
using LyttleCluster.Service.Agent.Nginx.Hosts;
using LyttleCluster.Service.Agent.Nginx.Processes;
using LyttleCluster.Service.Agent.Nginx.Publishing;
using LyttleCluster.Service.Agent.Nginx.Releases;

namespace LyttleCluster.Service.Agent.Nginx.Reloading;

/// <summary>
/// The course of a reload, for who has the turn: look → note what is about to happen → write the configuration release → <c>nginx -T</c> with
/// it beside the live files → switch the agent's own file → SIGHUP → look until it is known whether it was taken → draft and memory follow, else
/// everything is put back, so that the files always say what runs.
/// </summary>
/// <remarks>
/// Killed anywhere, the live files are the old or the new ones, and both passed a test. What was about to happen is on disk before it does
/// (<see cref="PendingReload"/>), so that <see cref="SettleAsync"/> can tell from what nginx shows which of both it became.
/// </remarks>
internal sealed class ReloadCourse(
    NginxView view, AgentMemoryFile memory, ReleaseFile release, ConfigurationStore store, NginxSettings settings, DurableSteps steps, TimeProvider time)
{
    private readonly INginxHost _host = view.Host;
    private readonly OwnTest _test = new(view.Host, steps);
    private readonly PutBack _putBack = new(view, release, steps, time);

    /// <summary>Carries one out.</summary>
    public async Task<ReloadReport> RunAsync(bool force, Activation? activation)
    {
        var started = time.GetTimestamp();
        Attempt attempt;
        try
        {
            attempt = await UnsettledAsync() ?? await TryAsync(force, activation);
            if (attempt.BlamesRelease is { } why)
            {
                // nginx would take the configuration but for the agent's own listener: that must not be in its way.
                if (why.Contains("(98:", StringComparison.Ordinal)) release.ForgetPort();
                else release.GiveUp(why);
                attempt = await TryAsync(force, activation);
            }
        }
        catch (ClusterException failure)
        {
            attempt = new Attempt(ReloadOutcome.ReloadFailed, $"{failure.Message} {failure.Remedy}") { PutBack = memory.Now.Pending is null };
        }

        var duration = time.GetElapsedTime(started);
        var error = Record(attempt, duration, activation?.CorrelationId);
        return new ReloadReport { Outcome = attempt.Outcome, Release = attempt.Release, Duration = duration, Error = error, Log = attempt.Log, PutBack = attempt.PutBack };
    }

    /// <summary>What nginx says of the configuration with this text as the configuration release; nothing live is touched.</summary>
    public async Task<CandidateTest> TestAsync(string text)
    {
        var id = store.WriteCandidate(text);
        try
        {
            var said = view.Layout.SnippetFile is { } file && release.Make(view.Layout, ReleaseId.New(time.GetUtcNow()), store.FolderOfNginx(id)) is { } own ? await _test.RunAsync(file, own.Render(), view.Layout) : null;
            return new CandidateTest(said is null ? null : new ConfigurationTest(said.Valid, said.Words, said.Duration), store.FileOfNginx(id));
        }
        finally
        {
            store.RemoveCandidate();
        }
    }

    /// <summary>
    /// Finds out what became of a reload that was left in the middle, by this agent or one before it: the running workers and the release they
    /// answer tell. It stays pending while nginx still works on it.
    /// </summary>
    public async Task SettleAsync(PendingReload pending, CancellationToken cancellationToken)
    {
        const string lost = "This reload was left in the middle";
        var last = new LastReload(pending.StartedAt, ReloadOutcome.ReloadUnknown, TimeSpan.Zero, lost + "; what became of it is being looked at.");
        memory.Change(now => now with { LastReload = last });
        var snippet = await release.ReadAsync(view.Layout, cancellationToken);
        var isSwitched = pending.SnippetFile is null ? pending.Signalled : await _host.ReadTextAsync(pending.SnippetFile, cancellationToken) is var text && (pending.Snippet is null ? snippet?.Release == pending.Release : text == pending.Snippet);
        if (!isSwitched || !pending.Signalled)
        {
            var isLive = isSwitched && snippet is { Port: { } port } && await _host.AskReleaseAsync(port, cancellationToken) == pending.Release;
            var settled = isLive ? Taken(pending, []) : await UndoneAsync(pending, new Attempt(ReloadOutcome.ReloadFailed, lost + ", before nginx was signalled."));
            Record(settled, time.GetUtcNow() - pending.StartedAt, pending.CorrelationId);
            return;
        }

        var master = await _host.FindMasterAsync(view.Layout, cancellationToken);
        var logs = NewLogLines.Since(await view.OpenErrorLogsAsync(view.Layout.Logs, master), pending.LogEnds);
        var verdict = await new ReloadWatch(_host, pending.Before, WithPort(snippet), time).RunAsync(view.Layout, cancellationToken);
        Record(await ConcludeAsync(verdict, pending, snippet, logs, master?.Pid ?? 0), time.GetUtcNow() - pending.StartedAt, pending.CorrelationId);
    }

    /// <summary>Settles what was left open; null when nothing is any more.</summary>
    public async Task<ReloadReport?> SettleFirstAsync() =>
        await UnsettledAsync() is { } open ? new ReloadReport { Outcome = open.Outcome, Duration = TimeSpan.Zero, Error = open.Error, Log = [], PutBack = open.PutBack } : null;

    /// <summary>A reload from before that nginx may still work on comes first.</summary>
    private async Task<Attempt?> UnsettledAsync()
    {
        if (memory.Now.Pending is not { } pending) return null;
        if (await BusyAsync() is not { } activity)
        {
            await SettleAsync(pending, default);
            if (memory.Now.Pending is null) return null;
            activity = MasterActivity.Busy;
        }

        var pid = (await _host.FindMasterAsync(view.Layout, default))?.Pid ?? 0;
        return new Attempt(ReloadOutcome.ReloadUnknown, "An earlier reload is not settled: " + ReloadWords.Of(activity == MasterActivity.Stopped ? Verdict.Stopped : Verdict.StillWorking, pid, true)) { PutBack = true };
    }

    /// <summary>What the master does when it cannot be told yet what became of a reload; null when it can.</summary>
    public async Task<MasterActivity?> BusyAsync()
    {
        if (await _host.FindMasterAsync(view.Layout, default) is not { } master) return null;
        var activity = ProcessTable.ActivityOf(master.Pid);
        return activity is MasterActivity.Busy or MasterActivity.Stopped ? activity : null;
    }

    private async Task<Attempt> TryAsync(bool force, Activation? activation, int moves = 0)
    {
        var layout = view.Layout;
        if (await view.LookAsync(layout, default) is not { } processes) return await NotRunningAsync(layout);
        if (processes.OtherMaster is { } other) return new Attempt(ReloadOutcome.ReloadFailed, ReloadWords.Upgrade(processes.Master.Pid, other.Pid)) { Kept = processes.Workers, PutBack = true };
        if (processes.OldGenerations >= settings.MaxOldGenerations)
            return new Attempt(ReloadOutcome.TooManyOldWorkers, ReloadWords.TooManyOld(processes.OldGenerations, settings.MaxOldGenerations)) { Kept = processes.Workers, PutBack = true };

        var (pending, snippet) = await BeginAsync(layout, processes, activation);
        try
        {
            if (activation?.New is { } made) store.Write(made);
            if (force) await SwitchAsync(pending);
            else if (await TestAndSwitchAsync(pending, snippet) is { } refused) return refused with { Kept = processes.Workers };
        }
        catch (ClusterException)
        {
            await UndoAsync(pending);
            throw;
        }

        if (view.Layout.SnippetFile == layout.SnippetFile || moves > 0) return await SignalAsync(processes, pending, snippet, layout);
        // The include that the agent's file was for is gone, and another has come.
        await UndoAsync(pending);
        return await TryAsync(force, activation, moves + 1);
    }

    /// <summary>Writes down what is about to happen.</summary>
    private async Task<(PendingReload Pending, ReleaseSnippet? Snippet)> BeginAsync(NginxLayout layout, NginxProcesses processes, Activation? activation)
    {
        var now = time.GetUtcNow();
        var id = ReleaseId.New(now);
        var file = release.CanWrite(layout) ? layout.SnippetFile : null;
        var previous = file is null ? null : await _host.ReadTextAsync(file, default);
        var folder = activation is null ? previous is null ? null : ReleaseSnippet.Parse(previous)?.Folder : activation.Id == ConfigurationRelease.None ? null : store.FolderOfNginx(activation.Id);
        var snippet = file is null ? null : release.Make(layout, id, folder);
        var pending = new PendingReload
        {
            Release = id,
            StartedAt = now,
            SnippetFile = file,
            Snippet = snippet?.Render(),
            PreviousSnippet = previous,
            Configuration = activation is null ? null : new PendingConfiguration(activation.Id, activation.New is not null, activation.DraftFollows),
            CorrelationId = activation?.CorrelationId,
            Before = [.. processes.Workers.Concat(processes.OldWorkers).Select(worker => worker.Identity)],
        };
        memory.Change(memory => memory with { Pending = pending });
        return (pending, snippet);
    }

    /// <summary>Tests the configuration with the new release in it, and switches to it; null when it is valid and live.</summary>
    private async Task<Attempt?> TestAndSwitchAsync(PendingReload pending, ReleaseSnippet? snippet)
    {
        if (pending.SnippetFile is { } file && await _test.RunAsync(file, pending.Snippet, view.Layout) is { } said)
        {
            if (!said.Valid) return await RefusedAsync(pending, snippet, said.Words);
            await SwitchAsync(pending);
            view.Refresh(said.Files);
            return null;
        }

        // It can only be tested where it is to be live (see OwnTest): whoever starts nginx in this moment gets it, tested or not.
        await SwitchAsync(pending);
        var run = await _host.DumpAsync(OwnTest.Limit, null, default);
        if (run.TimedOut) throw NginxErrors.TestTimedOut("nginx -T", OwnTest.Limit);
        if (run.ExitCode != 0) return await RefusedAsync(pending, snippet, run.ErrorOutput.Trim());
        if (ConfigurationFiles.FromDump(run.Output) is { } files && _test.WhyNot(files, view.Layout) is { } why) return await RefusedAsync(pending, snippet, why);
        view.Refresh(ConfigurationFiles.FromDump(run.Output));
        return null;
    }

    private async Task<Attempt> RefusedAsync(PendingReload pending, ReleaseSnippet? snippet, string words)
    {
        await UndoAsync(pending, ReloadOutcome.ConfigurationInvalid, words);
        return new Attempt(ReloadOutcome.ConfigurationInvalid, words)
        {
            PutBack = true,
            // E.g. an nginx that was built without the rewrite module.
            BlamesRelease = snippet is { Port: not null } && words.Contains($" in {pending.SnippetFile}:", StringComparison.Ordinal) ? words : null,
        };
    }

    private async Task SwitchAsync(PendingReload pending)
    {
        if (pending.SnippetFile is not { } file || pending.Snippet == pending.PreviousSnippet) return;
        await steps.DoAsync(DurableSteps.SwitchSnippet, () => release.WriteAsync(file, pending.Snippet, default));
    }

    private async Task<Attempt> SignalAsync(NginxProcesses processes, PendingReload pending, ReleaseSnippet? snippet, NginxLayout before)
    {
        var logs = await NewLogLines.BeginAsync(await view.OpenErrorLogsAsync(before.Logs.Concat(view.Layout.Logs), processes.Master), default);
        pending = pending with
        {
            Signalled = true,
            Before = [.. processes.Workers.Concat(processes.OldWorkers).Select(worker => worker.Identity)],
            LogEnds = logs.Ends,
        };
        try
        {
            memory.Change(memory => memory with { Pending = pending });
            await steps.DoAsync(DurableSteps.Signal, () => _host.HangUpAsync(processes.Master, default));
        }
        catch (ClusterException)
        {
            await UndoAsync(pending);
            throw;
        }

        var verdict = await new ReloadWatch(_host, pending.Before, WithPort(snippet), time).RunAsync(view.Layout, default);
        return await ConcludeAsync(verdict, pending, snippet, logs, processes.Master.Pid) with { Kept = verdict == Verdict.Taken ? [] : processes.Workers };
    }

    private async Task<Attempt> ConcludeAsync(Verdict verdict, PendingReload pending, ReleaseSnippet? snippet, NewLogLines logs, int master)
    {
        if (verdict == Verdict.Taken) return Taken(pending, Raw(await logs.ReadAsync(default)));
        // Never put back under its hands: it may read the files at any moment.
        if (verdict is Verdict.StillWorking or Verdict.Stopped)
            return new Attempt(ReloadOutcome.ReloadUnknown, ReloadWords.Of(verdict, master, logs.CanRead)) { Log = Raw(await logs.ReadAsync(default)) };

        var lines = await logs.ReadComplaintAsync(time, default);
        var attempt = new Attempt(ReloadOutcome.ReloadNotTaken, (verdict == Verdict.NotTaken ? ReloadWords.Complaint(lines) : null) ?? ReloadWords.Of(verdict, master, logs.CanRead))
        {
            Log = Raw(lines),
            BlamesRelease = snippet is { Port: { } port } && verdict == Verdict.NotTaken && ReloadWords.BlamesOnly(port, lines) ? ReloadWords.Complaint(lines) : null,
        };
        var undone = await UndoneAsync(pending, attempt);
        return verdict == Verdict.Gone ? await NotRunningAsync(view.Layout) with { Log = Raw(lines) } : undone;
    }

    /// <summary>What was taken stays, and the draft follows before anybody forgets that it has to.</summary>
    private Attempt Taken(PendingReload pending, IReadOnlyList<string> log)
    {
        if (pending.Configuration is { DraftFollows: true } configuration) store.FollowInDraft(configuration.Id);
        End(pending, ReloadOutcome.Reloaded, null);
        return new Attempt(ReloadOutcome.Reloaded, null) { Release = pending.SnippetFile is null || pending.Snippet is null ? null : pending.Release, Log = log };
    }

    private async Task<Attempt> UndoneAsync(PendingReload pending, Attempt attempt) =>
        await UndoAsync(pending, attempt.Outcome, attempt.Error) is { } notBack ? attempt with { Error = $"{attempt.Error} {notBack}" } : attempt with { PutBack = true };

    /// <summary>Puts everything back; null when nginx serves what it served before, else what is known of it.</summary>
    private async Task<string?> UndoAsync(PendingReload pending, ReloadOutcome outcome = ReloadOutcome.ReloadFailed, string? error = null)
    {
        var notBack = await _putBack.RunAsync(pending);
        if (pending.Configuration is { IsNew: true } configuration) store.Remove(configuration.Id);
        End(pending, outcome, error);
        return notBack;
    }

    /// <summary>What was begun is over, and how, in one step: an agent that is killed right after tells the same.</summary>
    private void End(PendingReload pending, ReloadOutcome outcome, string? error)
    {
        var now = time.GetUtcNow();
        memory.Change(memory => memory with { Pending = null, LastReload = new LastReload(now, outcome, now - pending.StartedAt, error) });
    }

    private async Task<Attempt> NotRunningAsync(NginxLayout layout)
    {
        await release.HealAsync(layout, default);
        var orphans = NginxProcesses.Orphans(ProcessTable.ReadAll()).Select(worker => worker.Pid).ToArray();
        return new Attempt(ReloadOutcome.NginxNotRunning, ReloadWords.NotRunning(layout.PidFile, orphans)) { PutBack = true };
    }

    /// <summary>
    /// Keeps the outcome over restarts, and gives the error as it is to be told. Only now, when nothing more is tried, it is told whose it was: who
    /// finds its own id there may rely on it.
    /// </summary>
    private string? Record(Attempt attempt, TimeSpan duration, string? correlationId)
    {
        var now = time.GetUtcNow();
        var isKept = attempt.Outcome == ReloadOutcome.ReloadNotTaken;
        var error = isKept && memory.Now.NotTakenSince is { } since ? ReloadWords.StillNotTaken(since, attempt.Error ?? "") : attempt.Error;
        memory.Change(memory => memory with
        {
            LastReload = new LastReload(now, attempt.Outcome, duration, error) { CorrelationId = correlationId },
            NotTakenSince = attempt.Outcome == ReloadOutcome.Reloaded ? null : isKept ? memory.NotTakenSince ?? now : memory.NotTakenSince,
            KeptWorkers = [.. attempt.Kept.Select(worker => worker.Identity)],
        });
        return error;
    }

    private static ReleaseSnippet? WithPort(ReleaseSnippet? snippet) => snippet is { Port: not null } ? snippet : null;

    private static string[] Raw(IReadOnlyList<LogLine> lines) => [.. lines.Select(line => line.Raw)];

    /// <summary>How one try at a reload ended.</summary>
    private sealed record Attempt(ReloadOutcome Outcome, string? Error)
    {
        public string? Release { get; init; }

        public IReadOnlyList<string> Log { get; init; } = [];

        /// <summary>Whether all is as before.</summary>
        public bool PutBack { get; init; }

        /// <summary>The workers that serve what they served before.</summary>
        public IReadOnlyList<ProcessEntry> Kept { get; init; } = [];

        /// <summary>nginx's words when the agent's own file is all that is wrong.</summary>
        public string? BlamesRelease { get; init; }
    }
}
