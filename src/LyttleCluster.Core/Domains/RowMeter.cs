using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Core.Domains;

/// <summary>The three limits of one kind of call: 10 in a second, 60 in a minute, 100 in 15 minutes.</summary>
internal sealed class RowMeter
{
    public const int MostInAll = 100;

    private readonly RowLimit _short;
    private readonly RowLimit _medium;
    private readonly RowLimit _long;
    private DateTimeOffset _blockedUntil;

    public RowMeter()
        : this(new RowLimit(10, TimeSpan.FromSeconds(1)), new RowLimit(60, TimeSpan.FromMinutes(1)), new RowLimit(MostInAll, TimeSpan.FromMinutes(15)))
    {
    }

    private RowMeter(RowLimit shortest, RowLimit medium, RowLimit longest) => (_short, _medium, _long) = (shortest, medium, longest);

    public RowMeter Copy() => new(_short.Copy(), _medium.Copy(), _long.Copy()) { _blockedUntil = _blockedUntil };

    /// <summary>A call is made.</summary>
    public void Count(DateTimeOffset now)
    {
        _short.Count(now);
        _medium.Count(now);
        _long.Count(now);
    }

    /// <summary>What an answer says of the limits, a refusal (429) too.</summary>
    public void Observe(NginxApiLimits told, DateTimeOffset now)
    {
        _short.Observe(told.Short, now);
        _medium.Observe(told.Medium, now);
        _long.Observe(told.Long, now);
        if (told.RetryAfter is { } wait && now + wait > _blockedUntil) _blockedUntil = now + wait;
    }

    /// <summary>How many calls are left of the longest limit: those that no short wait brings back. None while it refuses all.</summary>
    public int Left(DateTimeOffset now) => now < _blockedUntil ? 0 : _long.Left(now);

    /// <summary>How long until that many are left of the longest limit.</summary>
    public TimeSpan WaitFor(int calls, DateTimeOffset now) => Longer(_long.WaitFor(Math.Min(calls, MostInAll), now), Blocked(now));

    /// <summary>How long to wait before the next call, so that it is not refused.</summary>
    public TimeSpan WaitForNext(DateTimeOffset now) => Longer(Longer(_short.WaitFor(1, now), _medium.WaitFor(1, now)), WaitFor(1, now));

    private TimeSpan Blocked(DateTimeOffset now) => _blockedUntil > now ? _blockedUntil - now : TimeSpan.Zero;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
