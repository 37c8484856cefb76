using System.Diagnostics.CodeAnalysis;

namespace LyttleCluster.Core.Merging;

/// <summary>
/// Holds what arrives for a moment, so that what was said earlier elsewhere can still be put before it. Memory is bounded:
/// when it is full, the earliest goes out at once. Pure: the caller tells the time.
/// </summary>
internal sealed class ReorderBuffer<T>(Func<T, DateTimeOffset> timeOf, TimeSpan hold, int capacity)
{
    private readonly PriorityQueue<Held, (DateTimeOffset, long)> _byTime = new();
    private readonly Queue<Held> _byArrival = new();
    private long _arrivals;

    public int Count => _byTime.Count;

    /// <summary>When the next item is due; null when there is none.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            while (_byArrival.TryPeek(out var oldest) && oldest.IsOut) _byArrival.Dequeue();
            return _byArrival.TryPeek(out var next) ? next.Arrived + hold : null;
        }
    }

    public void Add(T item, DateTimeOffset now)
    {
        var held = new Held(item, now);
        _byTime.Enqueue(held, (timeOf(item), _arrivals++));
        _byArrival.Enqueue(held);
    }

    /// <summary>Takes the earliest item, if something in the buffer is due or the buffer is full.</summary>
    public bool TryTake(DateTimeOffset now, [MaybeNullWhen(false)] out T item)
    {
        var isDue = NextDue <= now || _byTime.Count > capacity;
        return isDue ? TryTakeEarliest(out item) : Nothing(out item);
    }

    /// <summary>Takes the earliest item, due or not: for the end of the stream.</summary>
    public bool TryTakeEarliest([MaybeNullWhen(false)] out T item)
    {
        if (!_byTime.TryDequeue(out var held, out _)) return Nothing(out item);
        held.IsOut = true;
        item = held.Item;
        return true;
    }

    private static bool Nothing([MaybeNullWhen(false)] out T item)
    {
        item = default;
        return false;
    }

    private sealed class Held(T item, DateTimeOffset arrived)
    {
        public T Item { get; } = item;

        public DateTimeOffset Arrived { get; } = arrived;

        public bool IsOut { get; set; }
    }
}
