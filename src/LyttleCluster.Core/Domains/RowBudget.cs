using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Core.Domains;

/// <summary>
/// How many entries of a LyttleNGINX may be written before they are proven. They cannot be staged: they are live within five minutes whether nginx was
/// asked or not, and one that nginx refuses blocks every reload. So there are never more unproven ones than can be put back within the limits of the
/// calls that it takes, and in less than these five minutes. Knows no clock: every moment is given.
/// <para>One for each LyttleNGINX process (the limits are counted in its memory) that is written to. Not thread-safe.</para>
/// </summary>
internal sealed class RowBudget
{
    /// <summary>After which rows are live by themselves on all nodes of the database.</summary>
    public static readonly TimeSpan LiveByItself = TimeSpan.FromMinutes(5);

    // Few rows at a time would cost a reload for each few; waiting for a part of the budget to come back costs less.
    private const int WorthAReload = 20;

    // Who must wait waits for more: the calls of one minute come back within one minute. Of each kind it takes 100 calls at most, which is all there are.
    private const int WorthAWait = 50;

    // What an estimate takes for a call, and for a reload with the look at what it brought.
    private static readonly TimeSpan CallTakes = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ReloadTakes = TimeSpan.FromSeconds(3);

    private readonly Dictionary<RowKind, RowMeter> _meters;

    /// <summary>Nothing used yet, as far as is known.</summary>
    public RowBudget()
        : this(Enum.GetValues<RowKind>().ToDictionary(kind => kind, _ => new RowMeter()))
    {
    }

    private RowBudget(Dictionary<RowKind, RowMeter> meters) => _meters = meters;

    /// <summary>The call that puts back what a call did.</summary>
    public static RowKind PutBackOf(RowKind kind) => kind switch
    {
        RowKind.Create => RowKind.Delete,
        RowKind.Delete => RowKind.Create,
        _ => RowKind.Update,
    };

    /// <summary>A call is made now.</summary>
    public void Count(RowKind kind, DateTimeOffset now) => _meters[kind].Count(now);

    /// <summary>What the answer to a call says of its limits (<see cref="NginxApiRowChange.Limits"/>), or a refusal: then <see cref="NginxApiLimits.RetryAfter"/> counts.</summary>
    public void Observe(RowKind kind, NginxApiLimits limits, DateTimeOffset now) => _meters[kind].Observe(limits, now);

    /// <summary>How long to wait before the next call of that kind, so that it is not refused.</summary>
    public TimeSpan WaitFor(RowKind kind, DateTimeOffset now) => _meters[kind].WaitForNext(now);

    /// <summary>How many of these changes, from the first on, may be written now, and be unproven together.</summary>
    public RowChunk Next(IReadOnlyList<RowKind> rows, DateTimeOffset now)
    {
        var fits = Fits(rows, kind => _meters[kind].Left(now));
        if (fits >= Math.Min(rows.Count, WorthAReload)) return new RowChunk(fits, TimeSpan.Zero);

        var worth = rows.Take(WorthAWait).ToList();
        var wait = _meters.Max(meter => meter.Value.WaitFor(CallsFor(meter.Key, worth), now));
        return new RowChunk(0, wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1));
    }

    /// <summary>
    /// Whether one more may be written while those are unproven. Asked before each call: the answer to one may have told that others behind our address use up the
    /// budget. If not, what is written must be proven first.
    /// </summary>
    public bool MayJoin(IReadOnlyList<RowKind> unproven, RowKind next, DateTimeOffset now) => _meters.All(meter =>
        unproven.Count(row => PutBackOf(row) == meter.Key) + CallsFor(meter.Key, [next]) <= meter.Value.Left(now));

    /// <summary>How long all of these changes take, for people; nothing here is used up.</summary>
    public RowSchedule Estimate(IReadOnlyList<RowKind> rows, DateTimeOffset now)
    {
        var budget = new RowBudget(_meters.ToDictionary(meter => meter.Key, meter => meter.Value.Copy()));
        var (at, waiting, before, chunks) = (now, TimeSpan.Zero, TimeSpan.Zero, new List<RowChunk>());
        for (var done = 0; done < rows.Count;)
        {
            var chunk = budget.Next([.. rows.Skip(done)], at);
            (at, waiting, before) = (at + chunk.Wait, waiting + chunk.Wait, before + chunk.Wait);
            if (chunk.Count == 0) continue;
            foreach (var kind in rows.Skip(done).Take(chunk.Count))
            {
                var wait = budget.WaitFor(kind, at);
                (at, waiting) = (at + wait, waiting + wait);
                budget.Count(kind, at);
                at += CallTakes;
            }

            at += ReloadTakes;
            done += chunk.Count;
            chunks.Add(new RowChunk(chunk.Count, before));
            before = TimeSpan.Zero;
        }

        return new RowSchedule(chunks, waiting, at - now);
    }

    /// <summary>How many changes fit, with their put-back, into what is left of each kind of call.</summary>
    private static int Fits(IReadOnlyList<RowKind> rows, Func<RowKind, int> leftOf)
    {
        var left = Enum.GetValues<RowKind>().ToDictionary(kind => kind, leftOf);
        for (var i = 0; i < rows.Count; i++)
        {
            left[rows[i]]--;
            left[PutBackOf(rows[i])]--;
            if (left.Values.Any(calls => calls < 0)) return i;
        }

        return rows.Count;
    }

    /// <summary>How many calls of a kind it takes to write these changes and to put them back.</summary>
    private static int CallsFor(RowKind kind, IReadOnlyList<RowKind> rows) => rows.Count(row => row == kind) + rows.Count(row => PutBackOf(row) == kind);
}
