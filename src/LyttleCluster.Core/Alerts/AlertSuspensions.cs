using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Alerts;

/// <summary>What is kept quiet, as the store has it.</summary>
internal sealed class AlertSuspensions(IStateStore store)
{
    public async Task<IReadOnlyList<StoredSuspension>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<StoredSuspension>();
        await foreach (var document in store.ListAsync(AlertSuspension.Kind, "", cancellationToken))
            found.Add(new StoredSuspension(DocumentWrite.Read(document, StateJson.Default.AlertSuspension), document.Key, document.Revision));
        return found;
    }

    /// <summary>The alerts as they are with what is kept quiet now, though the manager may not have seen it yet.</summary>
    public static IEnumerable<ClusterAlert> Apply(IEnumerable<ClusterAlert> alerts, IReadOnlyList<AlertSuspension> suspensions, DateTimeOffset now)
    {
        foreach (var alert in alerts)
        {
            var until = alert.State == AlertState.Resolved ? null : suspensions.Where(one => one.Covers(alert.Rule, alert.Target, now)).Max(one => (DateTimeOffset?)one.Until);
            if (until is not null) yield return alert with { State = AlertState.Suspended, SuspendedUntil = until };
            else if (alert is { State: AlertState.Suspended, SuspendedUntil: not null }) yield return alert with { State = AlertState.Active, SuspendedUntil = null };
            else yield return alert;
        }
    }
}

/// <summary>A stored suspension.</summary>
internal sealed record StoredSuspension(AlertSuspension Document, DocumentKey Key, long Revision);
