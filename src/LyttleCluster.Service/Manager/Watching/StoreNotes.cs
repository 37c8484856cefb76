using LyttleCluster.Core;
using LyttleCluster.Core.Authority;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Manager.Watching;

/// <summary>Says in the log what becomes of the manager's files: that its lock is lost, that the history cannot be written.</summary>
internal sealed class StoreNotes(LocalParts parts, ServiceLog log, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private ClusterException? _told;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var lost = parts.Authority is ManagerLock held ? TellLostAsync(held, cancellationToken) : Task.CompletedTask;
        using var timer = new PeriodicTimer(Look, time);
        while (await timer.WaitForNextTickAsync(cancellationToken)) TellHistory();
        await lost;
    }

    private async Task TellLostAsync(ManagerLock held, CancellationToken cancellationToken)
    {
        await held.Lost.WaitAsync(cancellationToken);
        log.Error(
            "The lock on the state is lost: this manager changes nothing any more, and only watches.",
            ("errorId", AuthorityErrors.LostId), ("remedy", AuthorityErrors.Lost(parts.Store.Description).Remedy));
    }

    private void TellHistory()
    {
        var failure = parts.History.LastFailure;
        if (failure is null || failure.ErrorId == _told?.ErrorId) return;
        _told = failure;
        log.Error("The history cannot be written or read: the watch goes on from memory.", ("errorId", failure.ErrorId), ("reason", failure.Message), ("remedy", failure.Remedy));
    }
}
