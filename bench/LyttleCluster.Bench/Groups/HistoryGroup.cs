using System.Diagnostics;
using LyttleCluster.Bench.Report;
using LyttleCluster.Core.State;

namespace LyttleCluster.Bench.Groups;

/// <summary>A flood of events into the history: what it does to state writes, and how fast its end is read.</summary>
internal sealed class HistoryGroup : IGroup
{
    private const int EventsASecond = 10_000;
    private const int Million = 1_000_000;
    private const int Rounds = 15;

    /// <summary>Times of commits differ by so much from one quiet run to the next.</summary>
    private const double NotSlowed = 1.25;

    private static readonly TimeSpan Phase = TimeSpan.FromSeconds(3);
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddHours(-1);
    private long _made;

    public string Name => "history";

    public async IAsyncEnumerable<Row> MeasureAsync()
    {
        var folder = Directory.CreateTempSubdirectory("lyttle-bench-");
        try
        {
            var file = StateFile.At(Path.Combine(folder.FullName, "state.db"));
            await using var store = await SqliteStateStore.OpenAsync(file, TimeProvider.System, CancellationToken.None);
            await using var history = new SqliteHistory(file, TimeProvider.System);
            await CommitsAsync(store, CancellationToken.None); // warm
            var (quiet, flooded, rate) = (new List<double>(), new List<double>(), new List<double>());
            for (var i = 0; i < 3; i++)
            {
                quiet.AddRange(await CommitsAsync(store, CancellationToken.None));
                using var stop = new CancellationTokenSource();
                var flood = FloodAsync(history, stop.Token);
                flooded.AddRange(await CommitsAsync(store, CancellationToken.None));
                await stop.CancelAsync();
                rate.Add(await flood);
            }

            var (without, with) = (new Sample(quiet), new Sample(flooded));
            yield return Row.Beside("events into the history a second", $"{rate.Average():0}, wanted {EventsASecond}");
            yield return Row.Ratio("a state write meanwhile, median", with, without, "without events", NotSlowed);
            var (p99, bareP99) = (with.At(0.99), without.At(0.99));
            yield return new Row("a state write meanwhile, 99 of 100", $"{p99:0.00} ms", $"{bareP99:0.00} ms without events", $"{p99 / bareP99:0.00} ×", $"≤ {NotSlowed:0.0#} ×", p99 <= bareP99 * NotSlowed ? Verdict.Holds : Verdict.Misses);

            var filled = Stopwatch.GetTimestamp();
            var before = _made;
            while (_made < Million) await history.AddEventAsync(Event(_made++), CancellationToken.None);
            await history.FlushAsync(CancellationToken.None);
            yield return Row.Beside("events a second, as fast as they go", $"{(_made - before) / Stopwatch.GetElapsedTime(filled).TotalSeconds:0}");
            var newest = new Sample(await NewestAsync(history));
            yield return Row.AtMost("the last 100 of a million", newest.Median, newest.ToString(), "", 5, "ms");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Commits one small document after another, with a pause as an operator's shell would have; how long each took.</summary>
    private static async Task<List<double>> CommitsAsync(SqliteStateStore store, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        var body = "{\"name\":\"bench\",\"settings\":{\"docker\":\"unix:///run/docker.sock\"}}"u8.ToArray();
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < Phase;)
        {
            var begun = Stopwatch.GetTimestamp();
            await store.CommitAsync([StateWrite.Put(new DocumentKey("bench", "one"), null, body)], cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            await Task.Delay(2, cancellationToken);
        }

        return times;
    }

    /// <summary>Adds events at the wanted rate, a hundred at a time; gives the rate that was reached.</summary>
    private async Task<double> FloodAsync(SqliteHistory history, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        var added = 0;
        while (!stop.IsCancellationRequested)
        {
            var due = Stopwatch.GetElapsedTime(started).TotalSeconds * EventsASecond;
            for (; added < due; added++) await history.AddEventAsync(Event(_made++), CancellationToken.None);
            await Task.Delay(10, CancellationToken.None);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await history.FlushAsync(CancellationToken.None);
        return added / seconds;
    }

    private static async Task<List<double>> NewestAsync(SqliteHistory history)
    {
        var times = new List<double>();
        for (var i = 0; i <= Rounds; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            var count = await history.ListEventsAsync(new EventFilter { Newest = 100 }, CancellationToken.None).CountAsync();
            if (count != 100) throw new InvalidOperationException($"{count} events came instead of 100.");
            if (i > 0) times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        return times;
    }

    private static ClusterEvent Event(long number) => new()
    {
        Node = $"node{number % 200}",
        Timestamp = Start.AddTicks(number * 1000),
        Type = "container",
        Action = number % 2 == 0 ? "start" : "die",
        Id = "5d6db84c0ffee" + number % 10_000,
        Name = "app" + number % 50,
        Message = "It did what it had to do.",
        Attributes = new Dictionary<string, string> { ["image"] = "shop/app:7", ["exitCode"] = "0" },
    };
}
