using System.Collections.Concurrent;
using System.Net;

namespace LyttleCluster.Service.Manager.Joining;

/// <summary>
/// How often one address may announce agents, and how often it may be wrong. What succeeds with a signature is not counted: a thousand agents may stand
/// behind one address. Thread-safe.
/// </summary>
internal sealed class JoinBudget(TimeProvider time)
{
    /// <summary>Announcements a minute; some dozens of agents behind one address are started at once.</summary>
    public const int Announcements = 60;

    /// <summary>Wrong tokens a minute; more shut the door to announcements.</summary>
    public const int Failures = 20;

    /// <summary>More addresses than these are not told apart until the minute is over: they share one budget.</summary>
    private const int MostSources = 10_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private ConcurrentDictionary<string, Count> _counts = new(StringComparer.Ordinal);
    private DateTimeOffset _until = DateTimeOffset.MinValue;

    /// <summary>How long until the next minute, for whoever has to wait.</summary>
    public TimeSpan Wait
    {
        get
        {
            lock (_gate) return _until > time.GetUtcNow() ? _until - time.GetUtcNow() : TimeSpan.FromSeconds(1);
        }
    }

    /// <summary>Counts an announcement; false when there were too many.</summary>
    public bool TryAnnounce(IPAddress source) => Interlocked.Increment(ref Of(source).Announced) <= Announcements;

    /// <summary>Whether it was wrong too often to be listened to.</summary>
    public bool IsShut(IPAddress source) => Volatile.Read(ref Of(source).Failed) >= Failures;

    /// <summary>Counts a wrong token.</summary>
    public void Failed(IPAddress source) => Interlocked.Increment(ref Of(source).Failed);

    private Count Of(IPAddress source)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            // A clock that was set back begins a new minute as well.
            if (now >= _until || _until - now > Window) (_counts, _until) = (new ConcurrentDictionary<string, Count>(StringComparer.Ordinal), now + Window);
            var name = NameOf(source);
            return _counts.TryGetValue(name, out var count) ? count : _counts.GetOrAdd(_counts.Count < MostSources ? name : "", _ => new Count());
        }
    }

    /// <summary>One host has a whole /64 of IPv6 for itself.</summary>
    private static string NameOf(IPAddress source)
    {
        if (source.IsIPv4MappedToIPv6) source = source.MapToIPv4();
        return source.GetAddressBytes() is { Length: 16 } bytes ? Convert.ToHexString(bytes.AsSpan(0, 8)) : source.ToString();
    }

    private sealed class Count
    {
        public int Announced;
        public int Failed;
    }
}
