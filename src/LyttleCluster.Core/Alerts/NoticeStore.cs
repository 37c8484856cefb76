using System.Globalization;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Alerts;

/// <summary>Messages that wait to be sent, as documents: a manager that starts again sends what the one before could not.</summary>
internal sealed class NoticeStore(IStateStore store)
{
    /// <summary>The kind of these documents; the name is <c>TARGET/TIME-ID-KIND</c>, so that they sort by time, and one that is told again is the same.</summary>
    public const string Kind = "alert-notice";

    /// <summary>Keeps a message for each of these targets, all or none.</summary>
    public Task AddAsync(IEnumerable<string> targets, IReadOnlyList<AlertNotice> notices, CancellationToken cancellationToken) => store.CommitAsync(
        [.. targets.SelectMany(target => notices.Select(notice => DocumentWrite.Put(KeyOf(target, notice), null, notice, StateJson.Default.AlertNotice)))], cancellationToken);

    /// <summary>Forgets messages of a target: they were sent, or given up.</summary>
    public Task RemoveAsync(string target, IEnumerable<AlertNotice> notices, CancellationToken cancellationToken) =>
        store.CommitAsync([.. notices.Select(notice => KeyOf(target, notice)).Distinct().Select(key => StateWrite.Delete(key, null))], cancellationToken);

    /// <summary>What waits for a target, oldest first.</summary>
    public async Task<IReadOnlyList<AlertNotice>> ListAsync(string target, CancellationToken cancellationToken)
    {
        var found = new List<AlertNotice>();
        await foreach (var document in store.ListAsync(Kind, $"{target}/", cancellationToken)) found.Add(DocumentWrite.Read(document, StateJson.Default.AlertNotice));
        return found;
    }

    /// <summary>Forgets what waits for targets that there are no more.</summary>
    public async Task KeepOnlyAsync(IReadOnlyCollection<string> targets, CancellationToken cancellationToken)
    {
        var lost = new List<StateWrite>();
        await foreach (var document in store.ListAsync(Kind, "", cancellationToken))
        {
            if (!targets.Contains(document.Key.Name.Split('/')[0])) lost.Add(StateWrite.Delete(document.Key, null));
        }

        if (lost.Count > 0) await store.CommitAsync(lost, cancellationToken);
    }

    private static DocumentKey KeyOf(string target, AlertNotice notice) =>
        new(Kind, string.Create(CultureInfo.InvariantCulture, $"{target}/{notice.At.UtcTicks:D19}-{notice.Alert.Id}-{notice.Kind}"));
}
