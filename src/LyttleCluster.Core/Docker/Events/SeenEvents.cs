namespace LyttleCluster.Core.Docker;

/// <summary>
/// Remembers the last events of a stream, so that those an engine tells again after a reconnect are told once. An engine's ring
/// holds 256 (moby <c>daemon/events/events.go</c>), so twice as many are enough.
/// </summary>
internal sealed class SeenEvents
{
    private const int Kept = 512;

    private readonly Queue<EventKey> _order = new();
    private readonly HashSet<EventKey> _seen = [];

    /// <summary>The last event; null before the first.</summary>
    public DockerEvent? Last { get; private set; }

    /// <summary>Takes note of an event; false when it was seen before.</summary>
    public bool Add(DockerEvent item)
    {
        var key = EventKey.Of(item);
        if (!_seen.Add(key)) return false;
        _order.Enqueue(key);
        if (_order.Count > Kept) _seen.Remove(_order.Dequeue());
        Last = item;
        return true;
    }

    /// <summary>Whether the event is the last one.</summary>
    public bool IsLast(DockerEvent item) => Last is not null && EventKey.Of(item) == EventKey.Of(Last);

    private readonly record struct EventKey(long TimeNano, long Time, string Type, string Action, string Id)
    {
        public static EventKey Of(DockerEvent item) => new(item.TimeNano, item.Time, item.Type, item.Action, item.Actor?.ID ?? "");
    }
}
