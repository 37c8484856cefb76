namespace LyttleCluster.Service.Agent.Access;

/// <summary>How often each credential (or address) called lately. Refused calls neither count nor make the wait longer.</summary>
internal sealed class CallBudget(AgentLimits limits, TimeProvider time)
{
    private const int Enough = 1000;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Spent> _spent = new(StringComparer.Ordinal);

    /// <summary>Counts a call, or says how many seconds to wait.</summary>
    /// <param name="who">A credential's subject, or an address.</param>
    public int? Spend(string who)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            Forget(now);
            var spent = _spent.GetValueOrDefault(who) ?? (_spent[who] = new Spent());
            spent.StartAnew(now);
            var wait = Math.Max(
                spent.InMinute >= limits.CallsPerMinute ? SecondsUntil(spent.MinuteFrom + Minute, now) : 0,
                spent.InSecond >= limits.CallsPerSecond ? SecondsUntil(spent.SecondFrom + Second, now) : 0);
            if (wait > 0) return wait;
            spent.InSecond++;
            spent.InMinute++;
            return null;
        }
    }

    private static int SecondsUntil(DateTimeOffset end, DateTimeOffset now) => Math.Max(1, (int)Math.Ceiling((end - now).TotalSeconds));

    /// <summary>Addresses are many: those that were quiet for a minute are forgotten when there are enough of them.</summary>
    private void Forget(DateTimeOffset now)
    {
        if (_spent.Count < Enough) return;
        foreach (var (who, spent) in _spent)
        {
            if (now - spent.MinuteFrom >= Minute) _spent.Remove(who);
        }
    }

    private sealed class Spent
    {
        public DateTimeOffset SecondFrom { get; private set; }

        public DateTimeOffset MinuteFrom { get; private set; }

        public int InSecond { get; set; }

        public int InMinute { get; set; }

        public void StartAnew(DateTimeOffset now)
        {
            if (now - SecondFrom >= Second) (SecondFrom, InSecond) = (now, 0);
            if (now - MinuteFrom >= Minute) (MinuteFrom, InMinute) = (now, 0);
        }
    }
}
