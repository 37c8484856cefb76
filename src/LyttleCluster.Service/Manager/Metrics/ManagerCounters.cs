namespace LyttleCluster.Service.Manager.Metrics;

/// <summary>What happened in this manager since it started, counted by whoever does it.</summary>
internal sealed class ManagerCounters
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<(string Kind, string Outcome), long> _operations = [];
    private readonly SortedDictionary<string, long> _reloads = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _publishes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Target, string Outcome), long> _notices = [];
    private int _streamReaders;
    private long _eventsSeen;
    private long _eventsDropped;

    /// <summary>Operations that ended, by use case and outcome.</summary>
    public IReadOnlyDictionary<(string Kind, string Outcome), long> Operations => Copy(_operations);

    /// <summary>Nodes whose nginx was to be reloaded, by how that step ended.</summary>
    public IReadOnlyDictionary<string, long> Reloads => Copy(_reloads);

    /// <summary>Steps of publishes of domains, by how they ended.</summary>
    public IReadOnlyDictionary<string, long> Publishes => Copy(_publishes);

    /// <summary>Messages of alerts, by the name of their target and by outcome.</summary>
    public IReadOnlyDictionary<(string Target, string Outcome), long> Notices => Copy(_notices);

    /// <summary>Streams (SSE) that are being read now.</summary>
    public int StreamReaders => Volatile.Read(ref _streamReaders);

    /// <summary>Events of nodes that were seen.</summary>
    public long EventsSeen => Interlocked.Read(ref _eventsSeen);

    /// <summary>Times that events may have been missed: a reader of the watch was cut off.</summary>
    public long EventsDropped => Interlocked.Read(ref _eventsDropped);

    public void OperationEnded(string kind, string outcome) => Add(_operations, (kind, outcome));

    public void Reloaded(string outcome) => Add(_reloads, outcome);

    public void Published(string outcome) => Add(_publishes, outcome);

    public void Notified(string target, string outcome, long count = 1) => Add(_notices, (target, outcome), count);

    public void SawEvent() => Interlocked.Increment(ref _eventsSeen);

    public void MissedEvents() => Interlocked.Increment(ref _eventsDropped);

    /// <summary>Somebody reads a stream, until this is disposed of.</summary>
    public IDisposable Reading()
    {
        Interlocked.Increment(ref _streamReaders);
        return new Reader(this);
    }

    private void Add<T>(SortedDictionary<T, long> counts, T key, long by = 1)
        where T : notnull
    {
        lock (_gate) counts[key] = counts.GetValueOrDefault(key) + by;
    }

    private SortedDictionary<T, long> Copy<T>(SortedDictionary<T, long> counts)
        where T : notnull
    {
        lock (_gate) return new SortedDictionary<T, long>(counts, counts.Comparer);
    }

    private sealed class Reader(ManagerCounters counters) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0) Interlocked.Decrement(ref counters._streamReaders);
        }
    }
}
