using LyttleCluster.Core;
using LyttleCluster.Core.Authority;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Manager.Watching;

/// <summary>
/// Resumes what operations left whose process died: at the start, and again when locks of dead ones lapse. What cannot be settled, because its node is
/// away, is tried more and more seldom.
/// </summary>
internal sealed class LeftoverResumption(IOperations operations, ServiceLog log, TimeProvider time)
{
    /// <summary>How often it is looked; a dead operation's lock lapses within 30 s.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly Dictionary<string, (long Tried, TimeSpan Pause)> _open = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await ResumeAsync(cancellationToken);
            }
            catch (ClusterException failure)
            {
                log.Warn("Operations that were left could not be resumed.", ("errorId", failure.ErrorId), ("reason", failure.Message));
                // Who lost the authority over the store has no business with them any more.
                if (failure.ErrorId == AuthorityErrors.LostId) return;
            }

            await Task.Delay(Look, time, cancellationToken);
        }
    }

    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        var plan = await operations.PlanAsync(new ResumeOperation(), cancellationToken);
        var due = plan.Only(change => IsDue(change.BoundTo));
        if (due.Changes.Count == 0) return;
        foreach (var change in due.Changes) Tried(change.BoundTo);
        await foreach (var answer in operations.ApplyAsync(due, cancellationToken))
        {
            if (answer.Failure is { } failure) log.Warn("An operation that was left was not settled.", ("errorId", failure.ErrorId), ("reason", failure.Message));
            else if (answer.Value is { } settled) Settled(settled);
        }
    }

    private void Settled(ClusterOperation operation)
    {
        _open.Remove(operation.Id);
        log.Info("An operation that was left was settled.", ("operation", operation.Id), ("summary", operation.Summary), ("outcome", operation.Outcome));
    }

    private bool IsDue(string id) => !_open.TryGetValue(id, out var tried) || time.GetElapsedTime(tried.Tried) >= tried.Pause;

    private void Tried(string id)
    {
        var pause = _open.TryGetValue(id, out var tried) ? tried.Pause * 2 : FirstPause;
        _open[id] = (time.GetTimestamp(), pause < LongestPause ? pause : LongestPause);
    }
}
