using System.Globalization;

namespace LyttleCluster.TestPeers;

/// <summary>LyttleNGINX's limits: 10 calls in 1 s, 60 in 60 s, 100 in 15 min, for each handler. A call that is refused does not count.</summary>
internal sealed class ApiThrottle(TimeProvider time)
{
    private static readonly (string Name, int Limit, TimeSpan Window)[] Buckets =
    [
        ("short", 10, TimeSpan.FromSeconds(1)), ("medium", 60, TimeSpan.FromMinutes(1)), ("long", 100, TimeSpan.FromMinutes(15)),
    ];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Window[]> _handlers = [];

    /// <summary>Counts a call and gives the headers of its answer; false when it is refused.</summary>
    public bool TryTake(string handler, out List<(string Name, string Value)> headers)
    {
        headers = [];
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (!_handlers.TryGetValue(handler, out var windows)) _handlers[handler] = windows = [new(), new(), new()];
            for (var i = 0; i < Buckets.Length; i++)
            {
                var (name, limit, length) = Buckets[i];
                if (!windows[i].TryTake(now, limit, length))
                {
                    headers.Add(($"Retry-After-{name}", Seconds(windows[i].End - now)));
                    return false;
                }

                headers.Add(($"X-RateLimit-Limit-{name}", limit.ToString(CultureInfo.InvariantCulture)));
                headers.Add(($"X-RateLimit-Remaining-{name}", (limit - windows[i].Hits).ToString(CultureInfo.InvariantCulture)));
                headers.Add(($"X-RateLimit-Reset-{name}", Seconds(windows[i].End - now)));
            }

            return true;
        }
    }

    /// <summary>Uses up a limit, as other callers of the same address do.</summary>
    public void Exhaust(string handler, string bucket)
    {
        var at = Array.FindIndex(Buckets, one => one.Name == bucket);
        lock (_gate)
        {
            if (!_handlers.TryGetValue(handler, out var windows)) _handlers[handler] = windows = [new(), new(), new()];
            windows[at].Hits = Buckets[at].Limit;
            windows[at].End = time.GetUtcNow() + Buckets[at].Window;
        }
    }

    private static string Seconds(TimeSpan left) => Math.Max(1, (int)Math.Ceiling(left.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private sealed class Window
    {
        public int Hits { get; set; }

        public DateTimeOffset End { get; set; }

        public bool TryTake(DateTimeOffset now, int limit, TimeSpan length)
        {
            if (now >= End) (Hits, End) = (0, now + length);
            if (Hits >= limit) return false;
            Hits++;
            return true;
        }
    }
}
