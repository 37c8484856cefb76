using System.Globalization;
using System.Runtime.CompilerServices;
using LyttleCluster.Core;
using LyttleCluster.Core.Api;
using LyttleCluster.Core.Events;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Text;

namespace LyttleCluster.Service.Manager.Rest;

/// <summary>
/// Events as they are written into the history by the manager's watch, for any number of readers: no reader costs a node anything. An event's id is its place
/// in the history and its time, so a reader who comes back, after a restart of the manager too, gets exactly what came since.
/// </summary>
internal sealed class EventFeed(IEventLog log, NodeRegistry registry, TimeProvider time) : IResumableSource<EventWatch, ClusterEvent>, IDisposable
{
    private const int AtOnce = 1_000;

    /// <summary>So many of the last events are kept in memory: readers who are up to date never touch the file.</summary>
    private const int Kept = 10_000;

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _reading = new(1);
    private readonly Lock _gate = new();
    private readonly List<ArrivedEvent> _recent = [];
    private long _from = -1;
    private long _upTo = -1;
    private long _reads;

    public async Task<ResumableStream<ClusterEvent>> ReadAsync(EventWatch request, string? lastId, CancellationToken cancellationToken)
    {
        var last = lastId is null ? ((long Arrival, long Ticks)?)null : ParseId(lastId);
        // From this moment on, whatever the first look takes.
        var mark = await log.MarkAsync(last?.Arrival ?? 0, cancellationToken);
        var start = last switch
        {
            null => new Start(mark.Last, false),
            var (arrival, ticks) when ticks == mark.Ticks => new Start(arrival, false),
            // The event is not kept any more; or the history is another one, where its place means nothing.
            var (arrival, _) => new Start(mark.Ticks == 0 && arrival <= mark.Last ? arrival : mark.Last, true),
        };
        var current = new CurrentId();
        return new ResumableStream<ClusterEvent>(ReadAsync(request, start, current, cancellationToken), () => current.Text);
    }

    public void Dispose() => _reading.Dispose();

    private static (long Arrival, long Ticks) ParseId(string id)
    {
        var parts = id.Split('-');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var arrival) && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? (arrival, ticks)
            : throw ApiErrors.StreamUnresumable(id);
    }

    private async IAsyncEnumerable<Answer<ClusterEvent>> ReadAsync(EventWatch request, Start start, CurrentId current, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var selection = await registry.SelectWithDockerAsync(request.Nodes, cancellationToken);
        foreach (var failure in selection.Failures) yield return failure;
        if (start.IsBehindGap) yield return Gap();
        var cursor = start.Arrival;
        while (true)
        {
            var written = log.NextWrite;
            var found = await AfterAsync(cursor, cancellationToken);
            foreach (var item in found)
            {
                cursor = item.Arrival;
                if (!EventSelector.IsMeant(request, item.Event) || !Wildcard.MatchesAny(request.Nodes, item.Event.Node)) continue;
                current.Text = string.Create(CultureInfo.InvariantCulture, $"{item.Arrival}-{item.Event.Timestamp.UtcTicks}");
                yield return item.Event;
            }

            if (found.Count > 0) continue;
            current.Text = null;
            if (log.IsWrittenElsewhere) await Task.Delay(LookAgain, time, cancellationToken);
            else await written.WaitAsync(cancellationToken);
        }
    }

    /// <summary>What came after an arrival, as much as is taken at once: from memory where it is there.</summary>
    private async ValueTask<IReadOnlyList<ArrivedEvent>> AfterAsync(long cursor, CancellationToken cancellationToken)
    {
        var before = Volatile.Read(ref _reads);
        if (Remembered(cursor) is { Count: > 0 } known) return known;
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (cursor > _upTo) Begin(cursor);
            // What somebody else has read in the meantime is new enough.
            if (cursor >= _from && (cursor < _upTo || _reads > before + 1)) return Remembered(cursor) ?? [];
            if (cursor < _from) return await log.ListArrivedAsync(cursor, AtOnce, cancellationToken);
            Remember(await log.ListArrivedAsync(_upTo, AtOnce, cancellationToken));
            return Remembered(cursor) ?? [];
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Nobody has read as far as this: what came before is read from the file by those who want it.</summary>
    private void Begin(long cursor)
    {
        lock (_gate)
        {
            _recent.Clear();
            _from = _upTo = cursor;
        }
    }

    private List<ArrivedEvent>? Remembered(long cursor)
    {
        lock (_gate)
        {
            if (_upTo < 0 || cursor < _from) return null;
            var first = _recent.FindLastIndex(item => item.Arrival <= cursor) + 1;
            return _recent.GetRange(first, Math.Min(_recent.Count - first, AtOnce));
        }
    }

    private void Remember(IReadOnlyList<ArrivedEvent> events)
    {
        lock (_gate)
        {
            _reads++;
            if (events.Count == 0) return;
            _recent.AddRange(events);
            _upTo = events[^1].Arrival;
            if (_recent.Count <= Kept) return;
            var dropped = _recent.Count - Kept;
            _from = _recent[dropped - 1].Arrival;
            _recent.RemoveRange(0, dropped);
        }
    }

    private static ClusterWarning Gap() => new()
    {
        Id = "EventGapPossible",
        Message = "Events may be missing: the one that was seen last is not in the history any more.",
        Remedy = "Get-ClusterContainer shows how things stand now.",
    };

    /// <summary>Where a reader begins.</summary>
    private sealed record Start(long Arrival, bool IsBehindGap);

    /// <summary>The id of the event that was given last.</summary>
    private sealed class CurrentId
    {
        public string? Text { get; set; }
    }
}
