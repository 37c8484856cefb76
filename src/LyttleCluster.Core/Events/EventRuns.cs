using System.Runtime.CompilerServices;

namespace LyttleCluster.Core.Events;

/// <summary>
/// What is shown of the events that the history and the engines have, run by run: the first in order of time, then what came late. An event that the history
/// has and an engine replays is shown once. Pure.
/// </summary>
/// <param name="newest">How many of a run at most, the newest; null for all.</param>
internal sealed class EventRuns(int? newest)
{
    private readonly HashSet<ClusterEvent> _ofThisTime = new(SameEvent.Instance);

    // A node that is silent replays later what the history has shown of it long before.
    private readonly Dictionary<string, HashSet<ClusterEvent>> _ofSilent = new(StringComparer.OrdinalIgnoreCase);
    private DateTimeOffset _thisTime;
    private DateTimeOffset _oldestShown = DateTimeOffset.MinValue;

    public async IAsyncEnumerable<Answer<ClusterEvent>> ShowAsync(IAsyncEnumerable<Answer<ClusterEvent>> run, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var kept = new Queue<ClusterEvent>();
        await foreach (var answer in run.WithCancellation(cancellationToken))
        {
            if (answer.Warning is { Id: EventErrors.NodeSilentId, Node: { } node }) _ofSilent[node] = new(SameEvent.Instance);
            if (answer.IsValue && !IsNew(answer.Value)) continue;
            if (newest is null || !answer.IsValue)
            {
                yield return answer;
                continue;
            }

            // What came late and is older than all that was shown is not among the newest.
            if (answer.Value.Timestamp < _oldestShown) continue;
            kept.Enqueue(answer.Value);
            if (kept.Count > newest) kept.Dequeue();
        }

        if (kept.Count == newest) _oldestShown = kept.Peek().Timestamp;
        foreach (var item in kept) yield return item;
    }

    /// <summary>Within a run, two of the same event come at the same time.</summary>
    private bool IsNew(ClusterEvent item)
    {
        if (item.Timestamp != _thisTime) _ofThisTime.Clear();
        _thisTime = item.Timestamp;
        var isNew = _ofThisTime.Add(item);
        return _ofSilent.TryGetValue(item.Node, out var shown) ? shown.Add(item) && isNew : isNew;
    }

    /// <summary>Events are the same by what the history, too, tells them apart by.</summary>
    private sealed class SameEvent : IEqualityComparer<ClusterEvent>
    {
        public static readonly SameEvent Instance = new();

        public bool Equals(ClusterEvent? x, ClusterEvent? y) =>
            ReferenceEquals(x, y) || (x is not null && y is not null && KeyOf(x) == KeyOf(y));

        public int GetHashCode(ClusterEvent item) => KeyOf(item).GetHashCode();

        private static (DateTimeOffset, string, string, string, string) KeyOf(ClusterEvent item) => (item.Timestamp, item.Node, item.Type, item.Action, item.Id);
    }
}
