using LyttleCluster.Service.Agent.Nginx.Configuration;
using LyttleCluster.Service.Agent.Nginx.Hosts;
using LyttleCluster.Service.Agent.Nginx.Logs;
using LyttleCluster.Service.Agent.Nginx.Processes;
using LyttleCluster.Service.Agent.Nginx.Publishing;
using LyttleCluster.Service.Agent.Nginx.Releases;
using LyttleCluster.Service.Agent.Nginx.Reloading;

namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>The control of one nginx, wherever it runs: one change at a time, each carried to its end (<see cref="ReloadCourse"/>).</summary>
internal sealed class NginxControl : INginxControl, INginxTurn
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private readonly NginxView _view;
    private readonly INginxHost _host;
    private readonly NginxSettings _settings;
    private readonly TimeProvider _time;
    private readonly AgentMemoryFile _memory;
    private readonly ReleaseFile _release;
    private readonly ReloadCourse _course;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private Task _settling = Task.CompletedTask;

    private NginxControl(NginxView view, NginxSettings settings, TimeProvider time)
    {
        (_view, _host, _settings, _time) = (view, view.Host, settings, time);
        var steps = new DurableSteps(settings.OnStep);
        _memory = new AgentMemoryFile(settings.DataFolder, steps);
        _release = new ReleaseFile(_host, _memory, time);
        Store = ReleasePlace.Open(_host, view.Layout, settings, steps);
        _course = new ReloadCourse(view, _memory, _release, Store, settings, steps, time);
    }

    public ConfigurationStore Store { get; }

    public NginxPlace Place => new(_host.Here, _host.HasIPv6);

    public bool CanPublish => _release.CanWrite(_view.Layout);

    /// <summary>Opens it, and finds out what became of a reload that an agent before left in the middle.</summary>
    public static async Task<NginxControl> OpenAsync(INginxHost host, NginxSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        TestCopyRun.RemoveLeft(host);
        var view = new NginxView(host, time);
        view.Refresh(ConfigurationFiles.FromDump((await host.DumpAsync(OwnTest.Limit, null, cancellationToken)).Output));
        var control = new NginxControl(view, settings, time);
        if (control._memory.Now.Pending is null) control.Store.RemoveUnfinished();
        else await control.BeginSettlingAsync(cancellationToken);
        return control;
    }

    public async Task<NginxState> GetStateAsync(CancellationToken cancellationToken)
    {
        var layout = _view.Layout;
        var processes = await _view.LookAsync(layout, cancellationToken);
        if (processes is null) await HealAsync(layout, cancellationToken);
        else _release.IsServed();
        var snippet = await _release.ReadAsync(layout, cancellationToken);
        var answer = processes is not null && snippet is { Port: { } port } ? await _host.AskReleaseAsync(port, cancellationToken) : null;
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
            ConfigurationRelease = Store.IdOf(snippet?.Folder),
            CertificateFiles = layout.Certificates,
        };
    }

    public async Task<ConfigurationTest> TestAsync(CancellationToken cancellationToken)
    {
        var run = await _host.DumpAsync(OwnTest.Limit, null, cancellationToken);
        if (run.TimedOut) throw NginxErrors.TestTimedOut("nginx -T", OwnTest.Limit);
        return new ConfigurationTest(run.ExitCode == 0, run.ErrorOutput.Trim(), run.Duration);
    }

    public Task<ReloadReport> ReloadAsync(bool force, CancellationToken cancellationToken) => InTurnAsync(turn => turn.ReloadAsync(force, null), cancellationToken);

    public async Task<T> InTurnAsync<T>(Func<INginxTurn, Task<T>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // The turn may come in the moment in which it is not wanted any more.
            cancellationToken.ThrowIfCancellationRequested();
            return await work(this);
        }
        finally
        {
            if (_memory.Now.Pending is not null) SettleLater();
            _turn.Release();
        }
    }

    public async Task<string?> CurrentAsync() => Store.IdOf((await _release.ReadAsync(_view.Layout, default))?.Folder);

    Task<ReloadReport?> INginxTurn.UnsettledAsync() => _course.SettleFirstAsync();

    Task<CandidateTest> INginxTurn.TestAsync(string text) => _course.TestAsync(text);

    Task<ReloadReport> INginxTurn.ReloadAsync(bool force, Activation? activation) =>
        activation is null || CanPublish ? _course.RunAsync(force, activation) : throw NginxErrors.NoIncludedFolder();

    public async Task<LogPage> ReadLogAsync(LogQuery query, CancellationToken cancellationToken)
    {
        var layout = _view.Layout;
        var master = await _host.FindMasterAsync(layout, cancellationToken);
        return await LogReader.ReadAsync(await _view.OpenLogsAsync(layout.Logs, master, cancellationToken), query, cancellationToken);
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

    /// <summary>
    /// After a failure somebody else may have reloaded or started nginx with success: then all who served are replaced, by workers that
    /// began together. One alone, or one after the other, may have crashed, so that does not count.
    /// </summary>
    private void NoticeForeignReload(NginxProcesses? processes)
    {
        var memory = _memory.Now;
        if (processes is not { Workers: [var oldest, ..] } || memory is not { Pending: null, LastReload: { Outcome: not ReloadOutcome.Reloaded } last }) return;
        var isStarted = last.Outcome == ReloadOutcome.NginxNotRunning;
        var isReplaced = memory.KeptWorkers is { Count: > 1 } && !processes.Workers.Any(worker => memory.KeptWorkers.Contains(worker.Identity))
            && NginxProcesses.CountGenerations(processes.Workers) == 1;
        if (!isStarted && !isReplaced) return;
        _memory.Change(now => now == memory
            ? now with { LastReload = new LastReload(_time.GetUtcNow(), ReloadOutcome.Reloaded, TimeSpan.Zero, null), NotTakenSince = null, KeptWorkers = [] }
            : now);
    }

    /// <summary>Has the turn before anybody else, and keeps it until it is known what became of the reload, or that it cannot be known yet.</summary>
    private async Task BeginSettlingAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        _settling = FirstAsync();

        async Task FirstAsync()
        {
            await SettleInTurnAsync(wait: true);
            await SettleInTimeAsync();
        }
    }

    /// <summary>Looks again and again until it is known.</summary>
    private void SettleLater()
    {
        if (_settling.IsCompleted) _settling = SettleInTimeAsync();
    }

    private async Task SettleInTimeAsync()
    {
        while (_memory.Now.Pending is not null)
        {
            await Task.Delay(BetweenLooks, _time, _closing.Token);
            await _turn.WaitAsync(_closing.Token);
            await SettleInTurnAsync(wait: false);
        }
    }

    /// <summary>Settles it in the turn that is given back.</summary>
    /// <param name="wait">Whether a master that is busy is waited for.</param>
    private async Task SettleInTurnAsync(bool wait)
    {
        try
        {
            if (_memory.Now.Pending is not { } pending || (!wait && await _course.BusyAsync() is not null)) return;
            await _course.SettleAsync(pending, _closing.Token);
            if (_memory.Now.Pending is null) Store.RemoveUnfinished();
        }
        catch (Exception ended) when (ended is ClusterException or OperationCanceledException)
        {
            // It stays pending: the next look, or the next start, tells.
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
}
