using LyttleCluster.Core.Domains;
using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Tests.Domains;

/// <summary>However a LyttleNGINX counts, whatever others used before: what is unproven can be put back, without a refusal, before it is live by itself.</summary>
public class RowBudgetTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 4, 42, 33, TimeSpan.Zero);

    [Theory]
    [InlineData("Create", 100)]
    [InlineData("Delete", 100)]
    [InlineData("Update", 50)]
    public void A_first_chunk_leaves_room_to_put_it_back(string kind, int count) =>
        Assert.Equal(new RowChunk(count, TimeSpan.Zero), new RowBudget().Next(Many(Enum.Parse<RowKind>(kind), 500), Start));

    [Fact]
    public void Creating_and_deleting_put_back_each_other() =>
        Assert.Equal(100, new RowBudget().Next([.. Many(RowKind.Create, 60), .. Many(RowKind.Delete, 60)], Start).Count);

    [Fact]
    public void Few_are_written_at_once() =>
        Assert.Equal(new RowChunk(3, TimeSpan.Zero), new RowBudget().Next([RowKind.Update, RowKind.Create, RowKind.Delete], Start));

    [Fact]
    public void A_chunk_that_is_not_worth_a_reload_waits()
    {
        var budget = new RowBudget();
        for (var i = 0; i < 65; i++) budget.Count(RowKind.Update, Start.AddSeconds(i));
        // 35 are left: 17 with their put-back. For all 30 it takes 25 more, which are forgotten 15 min (and 5 s for the way) after they were made.
        var chunk = budget.Next(Many(RowKind.Update, 30), Start.AddSeconds(65));
        Assert.Equal(new RowChunk(0, TimeSpan.FromSeconds(900 + 5 + 24 - 65)), chunk);
        Assert.Equal(30, budget.Next(Many(RowKind.Update, 30), Start.AddSeconds(65) + chunk.Wait).Count);
        Assert.Equal(17, budget.Next(Many(RowKind.Update, 17), Start.AddSeconds(65)).Count);
    }

    [Fact]
    public void What_others_used_is_seen_in_an_answer()
    {
        var budget = new RowBudget();
        budget.Count(RowKind.Update, Start);
        budget.Observe(RowKind.Update, new NginxApiLimits(null, 9, TimeSpan.FromMinutes(10)), Start);
        Assert.True(budget.MayJoin([], RowKind.Update, Start));
        Assert.True(budget.MayJoin(Many(RowKind.Update, 7), RowKind.Update, Start));
        Assert.False(budget.MayJoin(Many(RowKind.Update, 8), RowKind.Update, Start));
        // Of the other calls nothing is known that speaks against them.
        Assert.True(budget.MayJoin(Many(RowKind.Create, 99), RowKind.Create, Start));
        Assert.False(budget.MayJoin(Many(RowKind.Create, 100), RowKind.Create, Start));
        Assert.Equal(4, budget.Next(Many(RowKind.Update, 4), Start).Count);
        Assert.Equal(new RowChunk(0, TimeSpan.FromSeconds(905)), budget.Next(Many(RowKind.Update, 5), Start));
    }

    [Fact]
    public void A_refusal_holds_all_calls_of_its_kind_back()
    {
        var budget = new RowBudget();
        budget.Observe(RowKind.Create, new NginxApiLimits(TimeSpan.FromSeconds(57), null, null), Start);
        Assert.Equal(TimeSpan.FromSeconds(57), budget.WaitFor(RowKind.Create, Start));
        Assert.Equal(TimeSpan.Zero, budget.WaitFor(RowKind.Update, Start));
        Assert.Equal(new RowChunk(0, TimeSpan.FromSeconds(57)), budget.Next([RowKind.Create], Start));
        // A deletion is put back by creating.
        Assert.Equal(new RowChunk(0, TimeSpan.FromSeconds(57)), budget.Next([RowKind.Delete], Start));
        Assert.Equal(1, budget.Next([RowKind.Create], Start.AddSeconds(57)).Count);
    }

    [Fact]
    public void The_time_needed()
    {
        var budget = new RowBudget();
        Assert.InRange(budget.Estimate(Many(RowKind.Create, 5), Start).Total, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5));
        // 100 in 15 minutes, 60 of them in the first.
        var hundred = budget.Estimate(Many(RowKind.Create, 100), Start);
        Assert.Equal([100], hundred.Chunks.Select(chunk => chunk.Count));
        Assert.InRange(hundred.Total, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(90));
        var many = budget.Estimate(Many(RowKind.Create, 500), Start);
        Assert.Equal(500, many.Chunks.Sum(chunk => chunk.Count));
        Assert.InRange(many.Total, TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(75));
        Assert.InRange(many.Waiting, TimeSpan.FromMinutes(59), many.Total);
        Assert.All(many.Chunks, chunk => Assert.True(chunk.Count >= 50));
        Assert.Equal((0, TimeSpan.Zero), budget.Estimate([], Start) is var none ? (none.Chunks.Count, none.Total) : default);
        Assert.Equal(100, budget.Next(Many(RowKind.Create, 500), Start).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whatever_is_written_can_be_put_back(bool slides)
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var run = new Run(seed, slides);
            run.WriteAll();
            Assert.True(run.Refused == 0, $"seed {seed}: {run.Refused} calls were refused");
            Assert.True(run.LongestUnproven <= RowBudget.LiveByItself, $"seed {seed}: unproven for {run.LongestUnproven}");
        }
    }

    private static RowKind[] Many(RowKind kind, int count) => [.. Enumerable.Repeat(kind, count)];

    /// <summary>A publisher and a LyttleNGINX on one clock that moves only by what they do.</summary>
    private sealed class Run
    {
        private readonly Random _random;
        private readonly RowBudget _budget = new();
        private readonly Dictionary<RowKind, Throttle> _server;
        private readonly List<RowKind> _rows = [];
        private DateTimeOffset _now = Start;

        public Run(int seed, bool slides)
        {
            _random = new Random(seed);
            _server = Enum.GetValues<RowKind>().ToDictionary(kind => kind, _ => new Throttle(slides));
            // What others did in the last quarter of an hour, and what the budget was told of it.
            foreach (var (kind, throttle) in _server)
            {
                var others = _random.Next(3) == 0 ? _random.Next(100) : 0;
                foreach (var ago in Enumerable.Range(0, others).Select(_ => _random.Next(1, 900_000)).OrderDescending()) throttle.TryTake(Start.AddMilliseconds(-ago), out _);
                _budget.Observe(kind, throttle.Peek(Start), Start);
            }

            for (var left = _random.Next(1, 300); left > 0; left--) _rows.Add((RowKind)_random.Next(3));
        }

        public int Refused { get; private set; }

        public TimeSpan LongestUnproven { get; private set; }

        public void WriteAll()
        {
            for (var done = 0; done < _rows.Count;)
            {
                var chunk = _budget.Next([.. _rows.Skip(done)], _now);
                _now += chunk.Wait;
                var (unproven, began) = (new List<RowKind>(), _now);
                foreach (var kind in _rows.Skip(done).Take(chunk.Count))
                {
                    if (!_budget.MayJoin(unproven, kind, _now)) break;
                    Call(kind);
                    unproven.Add(kind);
                }

                if (unproven.Count == 0) continue;
                // nginx refuses now and then: what was written is put back, and written again as far as it goes.
                _now += TimeSpan.FromSeconds(_random.Next(1, 40));
                if (_random.Next(4) == 0 || done + unproven.Count == _rows.Count)
                {
                    for (var i = unproven.Count - 1; i >= 0; i--) Call(RowBudget.PutBackOf(unproven[i]));
                    LongestUnproven = _now - began > LongestUnproven ? _now - began : LongestUnproven;
                }

                done += unproven.Count;
            }
        }

        private void Call(RowKind kind)
        {
            _now += _budget.WaitFor(kind, _now);
            _budget.Count(kind, _now);
            // On its way there; the next one may be faster.
            var arrives = _now.AddMilliseconds(_random.Next(1, 30));
            if (!_server[kind].TryTake(arrives, out var limits)) Refused++;
            _now = arrives.AddMilliseconds(_random.Next(1, 60));
            _budget.Observe(kind, limits, _now);
        }
    }

    /// <summary>
    /// The limits as they are counted: all calls of a window forgotten at its end (the older way), or each one by itself, and after one too many everything
    /// refused for a whole window (the newer way).
    /// </summary>
    private sealed class Throttle(bool slides)
    {
        private static readonly (int Most, TimeSpan Window)[] Limits = [(10, TimeSpan.FromSeconds(1)), (60, TimeSpan.FromMinutes(1)), (100, TimeSpan.FromMinutes(15))];

        private readonly List<DateTimeOffset>[] _hits = [[], [], []];
        private readonly DateTimeOffset[] _ends = new DateTimeOffset[3];
        private readonly DateTimeOffset[] _blocked = new DateTimeOffset[3];

        public bool TryTake(DateTimeOffset now, out NginxApiLimits limits)
        {
            for (var i = 0; i < Limits.Length; i++)
            {
                Forget(i, now);
                if (now >= _blocked[i] && _hits[i].Count < Limits[i].Most) continue;
                if (slides && now >= _blocked[i]) _blocked[i] = now + Limits[i].Window;
                limits = new NginxApiLimits((slides ? _blocked[i] : _ends[i]) - now, null, null);
                return false;
            }

            foreach (var hits in _hits) hits.Add(now);
            limits = Peek(now);
            return true;
        }

        public NginxApiLimits Peek(DateTimeOffset now)
        {
            for (var i = 0; i < Limits.Length; i++) Forget(i, now);
            return new NginxApiLimits(null, Limits[2].Most - _hits[2].Count, TimeSpan.FromMinutes(1))
            {
                Short = new NginxApiLimit(Limits[0].Most - _hits[0].Count, null),
                Medium = new NginxApiLimit(Limits[1].Most - _hits[1].Count, null),
            };
        }

        private void Forget(int i, DateTimeOffset now)
        {
            if (slides)
            {
                _hits[i].RemoveAll(hit => hit + Limits[i].Window <= now);
                return;
            }

            if (now < _ends[i]) return;
            _hits[i].Clear();
            _ends[i] = now + Limits[i].Window;
        }
    }
}
