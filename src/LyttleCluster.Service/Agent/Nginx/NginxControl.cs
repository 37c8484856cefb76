using LyttleCluster.Service.Agent.Nginx.Configuration;
using LyttleCluster.Service.Agent.Nginx.Hosts;
using LyttleCluster.Service.Agent.Nginx.Logs;
using LyttleCluster.Service.Agent.Nginx.Processes;
using LyttleCluster.Service.Agent.Nginx.Releases;
using LyttleCluster.Service.Agent.Nginx.Reloading;

namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>
/// The control of one nginx, wherever it runs. A reload goes: look → write the new release → <c>nginx -T</c> → SIGHUP → look until it is
/// known whether it was taken → else put the old release back, so that the files always say what runs.
/// </summary>
internal sealed class NginxControl : INginxControl
{
    private static readonly TimeSpan TestLimit = TimeSpan.FromSeconds(60);
    private readonly INginxHost _host;
    private readonly NginxSettings _settings;
    private readonly TimeProvider _time;
    private readonly AgentMemoryFile _memory;
    private readonly ReleaseFile _release;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private volatile NginxLayout _layout;
    private Task _settling = Task.CompletedTask;

    private NginxControl(INginxHost host, NginxSettings settings, NginxLayout layout, TimeProvider time)
    {
        (_host, _settings, _layout, _time) = (host, settings, layout, time);
        _memory = new AgentMemoryFile(settings.DataFolder);
        _release = new ReleaseFile(host, _memory);
    }

    /// <summary>Opens it, and finds out what became of a reload that an agent before left in the middle.</summary>
    public static async Task<NginxControl> OpenAsync(INginxHost host, NginxSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var run = await host.DumpAsync(TestLimit, cancellationToken);
        var control = new NginxControl(host, settings, LayoutOf(host, run), time);
        if (control._memory.Now.Pending is { } pending)
        {
            await control._turn.WaitAsync(cancellationToken);
            control._settling = control.SettleAsync(pending);
        }

        return control;
    }

    public async Task<NginxState> GetStateAsync(CancellationToken cancellationToken)
    {
        var layout = _layout;
        var processes = await LookAsync(layout, cancellationToken);
        if (processes is null) await HealAsync(layout, cancellationToken);
        var snippet = await _release.ReadAsync(layout, cancellationToken);
        var answer = processes is null || snippet is null ? null : await _host.AskReleaseAsync(snippet.Port, cancellationToken);
        NoticeForeignReload(processes);
        return new NginxState
        {
            Version = _host.Build.Version,
            Running = processes is not null,
            MasterPid = processes?.Master.Pid,
            Release = snippet?.Release,
            ReleaseServed = answer is not null && answer == snippet?.Release,
            Workers = new NginxWorkers
            {
                Current = processes?.Workers.Count ?? 0,
                Old = processes?.OldWorkers.Count ?? 0,
                OldGenerations = processes?.OldGenerations ?? 0,
                MaxOldGenerations = _settings.MaxOldGenerations,
            },
            LastReload = _memory.Now.LastReload,
            Configuration = _host.ConfigurationFile,
        };
    }

    public async Task<ConfigurationTest> TestAsync(CancellationToken cancellationToken)
    {
        var run = await _host.DumpAsync(TestLimit, cancellationToken);
        if (run.TimedOut) throw NginxErrors.TestTimedOut("nginx -T", TestLimit);
        return new ConfigurationTest(run.ExitCode == 0, run.ErrorOutput.Trim(), run.Duration);
    }

    public async Task<ReloadReport> ReloadAsync(bool force, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // The turn may come in the moment in which it is not wanted any more.
            cancellationToken.ThrowIfCancellationRequested();
            return await ReloadInTurnAsync(force);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<LogPage> ReadLogAsync(LogQuery query, CancellationToken cancellationToken)
    {
        var layout = _layout;
        var master = await _host.FindMasterAsync(layout, cancellationToken);
        return await LogReader.ReadAsync(await OpenLogsAsync(layout.Logs, master, cancellationToken), query, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _settling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _turn.WaitAsync(); // a reload that has begun is carried to its end
        await _host.DisposeAsync();
        _closing.Dispose();
        _turn.Dispose();
    }

    private static NginxLayout LayoutOf(INginxHost host, ProgramRun run) =>
        NginxLayout.From(ConfigurationFiles.FromDump(run.Output) ?? ConfigurationFiles.FromDisk(host.ConfigurationFile, host.Here), host.Build);

    private async Task<ReloadReport> ReloadInTurnAsync(bool force)
    {
        var started = _time.GetTimestamp();
        Attempt attempt;
        try
        {
            attempt = await TryAsync(force);
            if (attempt.BlamesRelease is { } why)
            {
                // nginx would take the configuration but for the agent's own listener: that must not be in its way.
                if (why.Contains("(98:", StringComparison.Ordinal)) _release.ForgetPort();
                else _release.GiveUp(why);
                attempt = await TryAsync(force);
            }
        }
        catch (ClusterException failure)
        {
            attempt = new Attempt(ReloadOutcome.ReloadFailed, $"{failure.Message} {failure.Remedy}");
        }

        var duration = _time.GetElapsedTime(started);
        var error = Record(attempt, duration);
        return new ReloadReport { Outcome = attempt.Outcome, Release = attempt.Release, Duration = duration, Error = error, Log = attempt.Log };
    }

    private async Task<Attempt> TryAsync(bool force)
    {
        var layout = _layout;
        if (await LookAsync(layout, default) is not { } processes) return await NotRunningAsync(layout);
        if (processes.OtherMaster is { } other) return new Attempt(ReloadOutcome.ReloadFailed, ReloadWords.Upgrade(processes.Master.Pid, other.Pid)) { Kept = processes.Workers };
        if (processes.OldGenerations >= _settings.MaxOldGenerations)
            return new Attempt(ReloadOutcome.TooManyOldWorkers, ReloadWords.TooManyOld(processes.OldGenerations, _settings.MaxOldGenerations)) { Kept = processes.Workers };

        var pending = await BeginAsync(layout);
        var snippet = pending.SnippetFile is null ? null : await _release.ReadAsync(layout, default);
        try
        {
            if (!force && await TestOwnAsync(pending, snippet) is { } refused) return refused with { Kept = processes.Workers };
            // With another include the agent's file may not be a part of it any more.
            if (_layout.SnippetFile != pending.SnippetFile) snippet = null;
            return await SignalAsync(processes, pending, snippet, layout);
        }
        catch (ClusterException)
        {
            await EndAsync(pending, restore: true);
            throw;
        }
    }

    /// <summary>Writes down what is about to happen, then the new release.</summary>
    private async Task<PendingReload> BeginAsync(NginxLayout layout)
    {
        var now = _time.GetUtcNow();
        var pending = new PendingReload
        {
            Release = ReleaseId.New(now),
            StartedAt = now,
            SnippetFile = layout.SnippetFile,
            PreviousSnippet = layout.SnippetFile is { } file ? await _host.ReadTextAsync(file, default) : null,
        };
        _memory.Change(memory => memory with { Pending = pending });
        if (await _release.WriteAsync(layout, pending.Release, default) is not null) return pending;
        // No release can be answered. A file from when it could must not go on saying an old one.
        if (pending.PreviousSnippet is not null && _memory.Now.ListenerRefused is not null) await _host.WriteTextAsync(layout.SnippetFile!, null, default);
        else pending = pending with { SnippetFile = null };
        _memory.Change(memory => memory with { Pending = pending });
        return pending;
    }

    /// <summary>Tests the configuration with the new release in it; null when it is valid.</summary>
    private async Task<Attempt?> TestOwnAsync(PendingReload pending, ReleaseSnippet? snippet)
    {
        var run = await _host.DumpAsync(TestLimit, default);
        if (run.TimedOut) throw NginxErrors.TestTimedOut("nginx -T", TestLimit);
        if (run.ExitCode == 0)
        {
            _layout = LayoutOf(_host, run);
            return null;
        }

        await EndAsync(pending, restore: true);
        var words = run.ErrorOutput.Trim();
        return new Attempt(ReloadOutcome.ConfigurationInvalid, words)
        {
            // E.g. an nginx that was built without the rewrite module.
            BlamesRelease = snippet is not null && words.Contains($" in {pending.SnippetFile}:", StringComparison.Ordinal) ? words : null,
        };
    }

    private async Task<Attempt> SignalAsync(NginxProcesses processes, PendingReload pending, ReleaseSnippet? snippet, NginxLayout before)
    {
        var logs = await NewLogLines.BeginAsync(await OpenErrorLogsAsync(before.Logs.Concat(_layout.Logs), processes.Master), default);
        pending = pending with
        {
            Signalled = true,
            Before = [.. processes.Workers.Concat(processes.OldWorkers).Select(worker => worker.Identity)],
            LogEnds = logs.Ends,
        };
        _memory.Change(memory => memory with { Pending = pending });
        await _host.HangUpAsync(processes.Master, default);
        var verdict = await new ReloadWatch(_host, pending.Before, snippet, _time).RunAsync(_layout, default);
        return await ConcludeAsync(verdict, pending, snippet, logs, processes);
    }

    private async Task<Attempt> ConcludeAsync(Verdict verdict, PendingReload pending, ReleaseSnippet? snippet, NewLogLines logs, NginxProcesses processes)
    {
        if (verdict == Verdict.Taken)
        {
            var quiet = await logs.ReadAsync(default);
            await EndAsync(pending, restore: false);
            return new Attempt(ReloadOutcome.Reloaded, null) { Release = pending.Release, Log = Raw(quiet) };
        }

        var lines = await logs.ReadComplaintAsync(_time, default);
        await EndAsync(pending, restore: true);
        if (verdict == Verdict.Gone) return await NotRunningAsync(_layout) with { Log = Raw(lines) };
        var complaint = verdict == Verdict.NotTaken ? ReloadWords.Complaint(lines) : null;
        return new Attempt(ReloadOutcome.ReloadNotTaken, complaint ?? ReloadWords.Of(verdict, processes.Master.Pid, logs.CanRead))
        {
            Kept = processes.Workers,
            Log = Raw(lines),
            BlamesRelease = snippet is not null && ReloadWords.BlamesOnly(snippet.Port, lines) ? complaint : null,
        };
    }

    /// <summary>Ends what was begun: the old release comes back where the new one is not served.</summary>
    private async Task EndAsync(PendingReload pending, bool restore)
    {
        if (restore) await _release.RestoreAsync(pending.SnippetFile, pending.PreviousSnippet, default);
        _memory.Change(memory => memory with { Pending = null });
    }

    private async Task<Attempt> NotRunningAsync(NginxLayout layout)
    {
        await _release.HealAsync(layout, default);
        var orphans = NginxProcesses.Orphans(ProcessTable.ReadAll()).Select(worker => worker.Pid).ToArray();
        return new Attempt(ReloadOutcome.NginxNotRunning, ReloadWords.NotRunning(layout.PidFile, orphans));
    }

    /// <summary>Keeps the outcome over restarts, and gives the error as it is to be told.</summary>
    private string? Record(Attempt attempt, TimeSpan duration)
    {
        var now = _time.GetUtcNow();
        var isKept = attempt.Outcome == ReloadOutcome.ReloadNotTaken;
        var error = isKept && _memory.Now.NotTakenSince is { } since ? ReloadWords.StillNotTaken(since, attempt.Error ?? "") : attempt.Error;
        _memory.Change(memory => memory with
        {
            LastReload = new LastReload(now, attempt.Outcome, duration, error),
            NotTakenSince = attempt.Outcome == ReloadOutcome.Reloaded ? null : isKept ? memory.NotTakenSince ?? now : memory.NotTakenSince,
            KeptWorkers = [.. attempt.Kept.Select(worker => worker.Identity)],
        });
        return error;
    }

    /// <summary>
    /// After a failure somebody else may have reloaded or started nginx with success: then all who served are replaced, by workers that
    /// began together. One alone, or one after the other, may have crashed, so that does not count.
    /// </summary>
    private void NoticeForeignReload(NginxProcesses? processes)
    {
        var memory = _memory.Now;
        if (processes is not { Workers: [var oldest, ..] } || memory is not { Pending: null, LastReload: { Outcome: not ReloadOutcome.Reloaded } last }) return;
        var isStarted = last.Outcome == ReloadOutcome.NginxNotRunning;
        var isReplaced = memory.KeptWorkers.Count > 1 && !processes.Workers.Any(worker => memory.KeptWorkers.Contains(worker.Identity))
            && NginxProcesses.CountGenerations(processes.Workers) == 1;
        if (!isStarted && !isReplaced) return;
        _memory.Change(now => now == memory
            ? now with { LastReload = new LastReload(_time.GetUtcNow(), ReloadOutcome.Reloaded, TimeSpan.Zero, null), NotTakenSince = null, KeptWorkers = [] }
            : now);
    }

    /// <summary>Finds out what became of a reload in whose middle the agent ended: the running workers and the release they answer tell.</summary>
    private async Task SettleAsync(PendingReload pending)
    {
        try
        {
            const string lost = "The agent ended in the middle of this reload";
            _memory.Change(memory => memory with { LastReload = new LastReload(pending.StartedAt, ReloadOutcome.ReloadFailed, TimeSpan.Zero, lost + "; what became of it is being looked at.") });
            var master = await _host.FindMasterAsync(_layout, _closing.Token);
            var logs = NewLogLines.Since(await OpenErrorLogsAsync(_layout.Logs, master), pending.LogEnds);
            var snippet = pending.SnippetFile is null ? null : await _release.ReadAsync(_layout, _closing.Token);
            if (snippet?.Release != pending.Release) snippet = null;
            var attempt = new Attempt(ReloadOutcome.ReloadFailed, lost + ", before nginx was signalled.");
            if (pending.Signalled)
            {
                var verdict = await new ReloadWatch(_host, pending.Before, snippet, _time).RunAsync(_layout, _closing.Token);
                var processes = await LookAsync(_layout, _closing.Token);
                attempt = processes is null ? await NotRunningAsync(_layout) : await ConcludeAsync(verdict, pending, snippet, logs, processes);
            }

            if (_memory.Now.Pending is not null) await EndAsync(pending, restore: attempt.Outcome != ReloadOutcome.Reloaded);
            Record(attempt, _time.GetUtcNow() - pending.StartedAt);
        }
        catch (Exception ended) when (ended is ClusterException or OperationCanceledException)
        {
            // It stays pending: the next start looks again.
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task HealAsync(NginxLayout layout, CancellationToken cancellationToken)
    {
        if (!await _turn.WaitAsync(TimeSpan.Zero, cancellationToken)) return; // a reload has it in hand
        try
        {
            await _release.HealAsync(layout, cancellationToken);
        }
        catch (ClusterException)
        {
            // The state is asked for, not this; a reload will say it.
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<NginxProcesses?> LookAsync(NginxLayout layout, CancellationToken cancellationToken)
    {
        var looks = 3;
        while (true)
        {
            if (await _host.FindMasterAsync(layout, cancellationToken) is not { } master) return null;
            var processes = NginxProcesses.From(ProcessTable.ReadAll(), master.Pid);
            // A worker has its master's title for a moment: a second master that stays is one.
            if (processes is not { OtherMaster: not null } || --looks == 0) return processes;
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, cancellationToken);
        }
    }

    private Task<IReadOnlyList<ILogSource>> OpenErrorLogsAsync(IEnumerable<LogTarget> targets, ProcessEntry? master) =>
        OpenLogsAsync(targets.Where(target => target.Stream == NginxLogStream.Error), master, default);

    private async Task<IReadOnlyList<ILogSource>> OpenLogsAsync(IEnumerable<LogTarget> targets, ProcessEntry? master, CancellationToken cancellationToken)
    {
        var sources = new List<ILogSource>();
        foreach (var target in targets)
        {
            if (await _host.OpenLogAsync(target, master, cancellationToken) is { } source) sources.Add(source);
        }

        return [.. sources.DistinctBy(source => source.Id)];
    }

    private static string[] Raw(IReadOnlyList<LogLine> lines) => [.. lines.Select(line => line.Raw)];

    /// <summary>How one try at a reload ended.</summary>
    private sealed record Attempt(ReloadOutcome Outcome, string? Error)
    {
        public string? Release { get; init; }

        public IReadOnlyList<string> Log { get; init; } = [];

        /// <summary>The workers that serve what they served before.</summary>
        public IReadOnlyList<ProcessEntry> Kept { get; init; } = [];

        /// <summary>nginx's words when the agent's own file is all that is wrong.</summary>
        public string? BlamesRelease { get; init; }
    }
}
