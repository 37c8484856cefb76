using LyttleCluster.Core.Services;

namespace LyttleCluster.Core;

/// <summary>Starts, finds and stops the managers of this machine.</summary>
public static class ManagerControl
{
    /// <summary>How often a process that starts or stops is looked at.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The managers of a state file that run, or died; the one that changes it first.</summary>
    /// <exception cref="ClusterException"><c>ManagerNoteUnreadable</c>.</exception>
    public static async Task<IReadOnlyList<ClusterManager>> FindAsync(string statePath, CancellationToken cancellationToken)
    {
        var state = Path.GetFullPath(statePath);
        var noted = ManagerNoteFile.ReadAll(state);
        // Who lost their note still holds their lock.
        if (!noted.Any(note => note.IsAlive && !note.ReadOnly) && await ManagerHolder.FindAsync(state, cancellationToken) is { } holder)
            return [holder, .. noted.Where(note => note.IsAlive).Select(note => note.ToManager())];
        return [.. noted.Select(note => note.ToManager())];
    }

    /// <summary>Starts a manager as a process of its own, which outlives this one; it listens when this returns.</summary>
    /// <exception cref="ClusterException">
    /// <c>ManagerAlreadyRuns</c>, <c>ManagerProgramMissing</c>, <c>ManagerNotStarted</c> with what it said, or <c>ManagerStartTooSlow</c>.
    /// </exception>
    public static async Task<ClusterManager> StartAsync(ManagerStart request, CancellationToken cancellationToken)
    {
        var state = Path.GetFullPath(request.StatePath);
        if (!request.ReadOnly && Alive(state).FirstOrDefault(note => !note.ReadOnly) is { } running) throw ManagerErrors.AlreadyRuns(running);
        using var process = ManagerProcess.Start(request.Program ?? ServiceProgram.Find(), ManagerProcess.Arguments(request with { StatePath = state }), state);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(request.Wait);
        try
        {
            var note = await ListeningAsync(process, state, limit.Token);
            if (request.UntilReady) await ManagerReadiness.WaitAsync(note.Uri!, request.CertificatePath, process.WhenEnded, limit.Token);
            return note.ToManager();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw ManagerErrors.StartTooSlow(state, process.Id, request.Wait);
        }
    }

    /// <summary>Asks a manager to stop, and waits until it has.</summary>
    /// <exception cref="ClusterException"><c>ManagerNotRunning</c>, <c>ManagerStopTooSlow</c>, <c>ManagerStopDenied</c> or <c>ManagerIsAService</c>.</exception>
    public static async Task<ClusterManager> StopAsync(ManagerStop request, CancellationToken cancellationToken)
    {
        var state = Path.GetFullPath(request.StatePath);
        var note = Alive(state).FirstOrDefault(note => request.ProcessId is not { } id || note.ProcessId == id) ?? throw ManagerErrors.NotRunning(state);
        var asked = note.Service is null ? ManagerProcess.AskToStop(note) : ManagerProcess.StopServiceAsync(note, cancellationToken);
        if (!await EndedAsync(note, request.Wait, cancellationToken))
        {
            if (!request.Force) throw ManagerErrors.StopTooSlow(note, request.Wait);
            ManagerProcess.Kill(note);
            await EndedAsync(note, Timeout.InfiniteTimeSpan, cancellationToken);
        }

        await asked;
        return note.ToManager() with { Status = ManagerStatus.Stopped };
    }

    private static IEnumerable<ManagerNote> Alive(string statePath) => ManagerNoteFile.ReadAll(statePath).Where(note => note.IsAlive);

    private static async Task<ManagerNote> ListeningAsync(ManagerProcess process, string state, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Alive(state).FirstOrDefault(note => note.ProcessId == process.Id) is { Status: ManagerStatus.Running } note) return note;
            if (process.WhenEnded.IsCompleted) throw ManagerErrors.NotStarted(state, await process.WhenEnded, await process.WordsAsync());
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static async Task<bool> EndedAsync(ManagerNote note, TimeSpan wait, CancellationToken cancellationToken)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (note.IsAlive)
        {
            if (wait >= TimeSpan.Zero && TimeProvider.System.GetElapsedTime(since) > wait) return false;
            await Task.Delay(Pause, cancellationToken);
        }

        return true;
    }
}
