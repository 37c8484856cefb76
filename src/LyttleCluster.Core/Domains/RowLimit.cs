using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Core.Domains;

/// <summary>
/// One limit of one kind of call: so many in so long a time. Knows when each of our own calls was made; what others behind our address used is seen in the
/// answers. It is counted in the way that is worse for us: LyttleNGINX lets go of each call when its time is over, some of its versions of all together.
/// </summary>
internal sealed class RowLimit(int most, TimeSpan window)
{
    private readonly Queue<DateTimeOffset> _own = new();
    private int _others;
    private DateTimeOffset _othersUntil;

    /// <summary>A little longer than it is: a call may take longer on its way than the one after it.</summary>
    private TimeSpan Window { get; } = window + TimeSpan.FromMilliseconds(Math.Min(200 + (window.TotalMilliseconds / 100), 5000));

    public RowLimit Copy()
    {
        var copy = new RowLimit(most, window) { _others = _others, _othersUntil = _othersUntil };
        foreach (var call in _own) copy._own.Enqueue(call);
        return copy;
    }

    /// <summary>A call of ours is made.</summary>
    public void Count(DateTimeOffset now)
    {
        Forget(now);
        _own.Enqueue(now);
    }

    /// <summary>An answer says how many are left.</summary>
    public void Observe(NginxApiLimit told, DateTimeOffset now)
    {
        if (told.Remaining is not { } left) return;
        Forget(now);
        var others = most - left - _own.Count;
        // What was seen before goes on to count for as long as it may: when the calls of others were made is not told, so it was as late as can be.
        if (others <= _others) return;
        (_others, _othersUntil) = (others, now + Window);
    }

    /// <summary>How many are left now.</summary>
    public int Left(DateTimeOffset now)
    {
        Forget(now);
        return Math.Max(0, most - _own.Count - _others);
    }

    /// <summary>How long until that many are left; zero when they are. That many must not be more than there ever are.</summary>
    public TimeSpan WaitFor(int calls, DateTimeOffset now)
    {
        var missing = calls - Left(now);
        if (missing <= 0) return TimeSpan.Zero;
        var ends = _own.Select(call => call + Window).Concat(Enumerable.Repeat(_othersUntil, _others)).Order().ToList();
        return ends[Math.Min(missing, ends.Count) - 1] - now;
    }

    private void Forget(DateTimeOffset now)
    {
        while (_own.TryPeek(out var oldest) && oldest + Window <= now) _own.Dequeue();
        if (_othersUntil <= now) _others = 0;
    }
}
