using LyttleCluster.Core.State;

namespace LyttleCluster.Tests.State;

public sealed class SqliteHistoryTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private SqliteHistory _history = null!;

    private StateFile File => StateFile.At(_folder["state.db"]);

    private CancellationToken Limit { get; } = new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    public Task InitializeAsync()
    {
        _history = new SqliteHistory(File, _time);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _history.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_event_comes_back_as_it_was()
    {
        var item = Event(1) with
        {
            Id = "4f0c",
            Name = "naïve 😀\n\u001b[31m'\"",
            Severity = EventSeverity.Warning,
            Message = "died\0 with 137",
            Attributes = new Dictionary<string, string> { ["exitCode"] = "137", ["a\"b"] = "😀\n" },
        };
        await AddAsync(item);

        var read = Assert.Single(await ListAsync(new EventFilter()));
        Assert.Equal(item.Attributes, read.Attributes);
        Assert.Equal(item with { Attributes = read.Attributes }, read);
        Assert.Equal(TimeSpan.Zero, read.Timestamp.Offset);
    }

    [Theory]
    [InlineData("{\"exitCode\":\"137\",\"image")]
    [InlineData("{\"exitCode\":\"137\",\"image\":5}")]
    public async Task An_event_whose_attributes_are_damaged_is_given_with_those_that_can_be_read(string damaged)
    {
        await AddAsync(Event(1), Event(2));
        Assert.Equal(2, (await ListAsync(new EventFilter())).Count);
        using (var session = SqliteSession.Open(File.HistoryPath, readOnly: false, TimeSpan.FromSeconds(10)))
            session.Execute("UPDATE events SET attributes = CAST(?1 AS BLOB) WHERE arrival = 1", damaged);

        var read = await ListAsync(new EventFilter());

        Assert.Equal(2, read.Count);
        Assert.Equal("137", Assert.Single(read[0].Attributes).Value);
    }

    [Fact]
    public async Task An_event_seen_twice_is_kept_once()
    {
        await AddAsync(Event(1), Event(1), Event(1) with { Message = "said otherwise" });
        await AddAsync(Event(1));
        Assert.Equal(Event(1).Message, Assert.Single(await ListAsync(new EventFilter())).Message);

        await AddAsync(Event(1) with { Action = "stop" }, Event(1) with { Node = "web2" }, Event(1) with { Timestamp = Event(1).Timestamp.AddTicks(1) });
        Assert.Equal(4, (await ListAsync(new EventFilter())).Count);
    }

    [Fact]
    public async Task Events_come_by_time_and_those_of_one_time_in_the_order_they_were_added()
    {
        await AddAsync(Event(2, "z"), Event(2, "a"), Event(1, "y"), Event(2, "m"));
        await AddAsync(Event(2, "b"));
        Assert.Equal(["y", "z", "a", "m", "b"], Actions(await ListAsync(new EventFilter())));
        Assert.Equal(["m", "b"], Actions(await ListAsync(new EventFilter { Newest = 2 })));
    }

    [Fact]
    public async Task A_filter_gives_the_newest_that_match_oldest_first()
    {
        for (var second = 1; second <= 6; second++)
        {
            await AddAsync(
                Event(second, "start"),
                Event(second, "die") with { Node = "web2", Severity = EventSeverity.Error },
                Event(second, "pull") with { Node = "web3", Type = "image" });
        }

        Assert.Equal(18, (await ListAsync(new EventFilter())).Count);
        Assert.Equal(18, (await ListAsync(new EventFilter { Newest = 100 })).Count);
        Assert.Empty(await ListAsync(new EventFilter { Newest = 0 }));
        Assert.Empty(await ListAsync(new EventFilter { Nodes = [] }));

        var dead = await ListAsync(new EventFilter { Severities = [EventSeverity.Error], Newest = 2 });
        Assert.Equal([Event(5).Timestamp, Event(6).Timestamp], dead.Select(item => item.Timestamp));
        Assert.All(dead, item => Assert.Equal("web2", item.Node));

        // Since is included, Until is not.
        var some = await ListAsync(new EventFilter { Since = Event(2).Timestamp, Until = Event(4).Timestamp, Nodes = ["web1", "web3", "nobody"], Types = ["container", "image"] });
        Assert.Equal(["start", "pull", "start", "pull"], Actions(some));
        Assert.Equal(["pull"], Actions(await ListAsync(new EventFilter { Types = ["image"], Newest = 1, Until = Event(3).Timestamp })));
    }

    [Fact]
    public async Task A_read_is_one_view_while_others_write()
    {
        await AddAsync([.. Enumerable.Range(0, 100).Select(second => Event(second))]);
        var seen = 0;
        await foreach (var item in _history.ListEventsAsync(new EventFilter(), Limit))
        {
            if (seen++ == 10) await AddAsync(Event(1000), Event(50, "late"));
        }
        Assert.Equal(100, seen);
        Assert.Equal(102, (await ListAsync(new EventFilter())).Count);
    }

    [Fact]
    public async Task The_newest_observation_of_each_kind_is_kept()
    {
        var now = _time.GetUtcNow();
        await ObserveAsync("web1", "node", now, "old");
        await ObserveAsync("web1", "node", now.AddSeconds(1), "new");
        await ObserveAsync("web1", "node", now, "late");
        await ObserveAsync("web1", "containers", now, "list");
        await _history.FlushAsync(Limit);
        await ObserveAsync("web1", "node", now, "later still");
        await ObserveAsync("web0", "node", now, "another");
        await _history.FlushAsync(Limit);

        Assert.Equal(["web0=another", "web1=new"], await ObservationsAsync("node"));
        Assert.Equal(["web1=list"], await ObservationsAsync("containers"));
        Assert.Equal(now.AddSeconds(1), (await _history.ListObservationsAsync("node", Limit).ToListAsync(Limit))[1].ObservedAt);
    }

    [Fact]
    public async Task An_observation_from_a_clock_that_was_put_back_is_replaced()
    {
        await ObserveAsync("web1", "node", _time.GetUtcNow().AddDays(1), "from tomorrow");
        await _history.FlushAsync(Limit);
        await ObserveAsync("web1", "node", _time.GetUtcNow(), "now");
        await _history.FlushAsync(Limit);
        Assert.Equal(["web1=now"], await ObservationsAsync("node"));
    }

    [Fact]
    public async Task A_forgotten_node_has_no_observations_but_its_events()
    {
        await AddAsync(Event(1));
        await ObserveAsync("web1", "node", _time.GetUtcNow(), "written");
        await _history.FlushAsync(Limit);
        await ObserveAsync("web1", "containers", _time.GetUtcNow(), "waiting");
        await ObserveAsync("web2", "node", _time.GetUtcNow(), "stays");
        await _history.ForgetNodeAsync("web1", Limit);
        await ObserveAsync("web1", "containers", _time.GetUtcNow(), "seen again");
        await _history.FlushAsync(Limit);

        Assert.Equal(["web2=stays"], await ObservationsAsync("node"));
        Assert.Equal(["web1=seen again"], await ObservationsAsync("containers"));
        Assert.Single(await ListAsync(new EventFilter()));
    }

    [Fact]
    public async Task What_is_queued_is_written_when_the_history_is_closed()
    {
        await _history.AddEventAsync(Event(1), Limit);
        await ObserveAsync("web1", "node", _time.GetUtcNow(), "last words");
        await _history.DisposeAsync();

        await using var again = new SqliteHistory(File, _time);
        Assert.Single(await again.ListEventsAsync(new EventFilter(), Limit).ToListAsync(Limit));
        Assert.Single(await again.ListObservationsAsync("node", Limit).ToListAsync(Limit));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _history.AddEventAsync(Event(2), Limit).AsTask());
    }

    [Fact]
    public async Task A_flood_is_held_back_and_nothing_of_it_is_lost()
    {
        const int count = 60_000;
        for (var second = 0; second < count; second++) await _history.AddEventAsync(Event(second), Limit);
        await _history.FlushAsync(Limit);
        Assert.Equal(count, (await ListAsync(new EventFilter())).Count);
    }

    [Fact]
    public async Task Too_many_events_are_trimmed_from_the_oldest()
    {
        await using var small = new SqliteHistory(StateFile.At(_folder["small.db"]), _time, new HistoryRetention(1_000, TimeSpan.FromDays(30)));
        for (var second = 0; second < 1_010; second++) await small.AddEventAsync(Event(second), Limit);
        await small.FlushAsync(Limit);
        Assert.Equal(1_010, await small.ListEventsAsync(new EventFilter(), Limit).CountAsync(Limit));

        for (var second = 1_010; second < 20_000; second++) await small.AddEventAsync(Event(second), Limit);
        await small.FlushAsync(Limit);
        var kept = await small.ListEventsAsync(new EventFilter(), Limit).ToListAsync(Limit);
        Assert.InRange(kept.Count, 1_000, 1_010);
        Assert.Equal(Event(19_999).Timestamp, kept[^1].Timestamp);
        Assert.Equal(Event(20_000 - kept.Count).Timestamp, kept[0].Timestamp);
        Assert.Null(small.LastFailure);
    }

    [Fact]
    public async Task Events_that_are_too_old_are_trimmed_by_the_hour()
    {
        await AddAsync(Event(0), Event(86_400));
        _time.Advance(TimeSpan.FromDays(30) + TimeSpan.FromMinutes(59));
        await AddAsync(Event(86_401));
        Assert.Equal(3, (await ListAsync(new EventFilter())).Count);

        _time.Advance(TimeSpan.FromMinutes(2));
        await AddAsync(Event(86_402));
        Assert.Equal([Event(86_400), Event(86_401), Event(86_402)], (await ListAsync(new EventFilter())).Select(Plain));
    }

    [Fact]
    public async Task Reading_makes_no_file()
    {
        Assert.Empty(await ListAsync(new EventFilter()));
        Assert.Empty(await ObservationsAsync("node"));
        Assert.False(System.IO.File.Exists(File.HistoryPath));
    }

    [Fact]
    public async Task Two_processes_share_a_history()
    {
        await using var other = new SqliteHistory(File, _time);
        await AddAsync(Event(1), Event(2));
        await other.AddEventAsync(Event(2), Limit);
        await other.AddEventAsync(Event(3), Limit);
        await other.FlushAsync(Limit);
        Assert.Equal([Event(1), Event(2), Event(3)], (await ListAsync(new EventFilter())).Select(Plain));
    }

    private static ClusterEvent Event(int second, string action = "start") => new()
    {
        Node = "web1",
        Timestamp = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddSeconds(second).AddTicks(1_234_567),
        Type = "container",
        Action = action,
        Message = "Container blog started.",
    };

    private static ClusterEvent Plain(ClusterEvent item) => Event(0) with { Timestamp = item.Timestamp };

    private static IEnumerable<string> Actions(IEnumerable<ClusterEvent> events) => events.Select(item => item.Action);

    private async Task AddAsync(params ClusterEvent[] events)
    {
        foreach (var item in events) await _history.AddEventAsync(item, Limit);
        await _history.FlushAsync(Limit);
        Assert.Null(_history.LastFailure);
    }

    private ValueTask ObserveAsync(string node, string kind, DateTimeOffset at, string body) =>
        _history.SetObservationAsync(node, kind, at, System.Text.Encoding.UTF8.GetBytes(body), memory: null, Limit);

    private ValueTask<List<ClusterEvent>> ListAsync(EventFilter filter) => _history.ListEventsAsync(filter, Limit).ToListAsync(Limit);

    private async Task<List<string>> ObservationsAsync(string kind)
    {
        var found = await _history.ListObservationsAsync(kind, Limit).ToListAsync(Limit);
        return found.ConvertAll(item => $"{item.Node}={System.Text.Encoding.UTF8.GetString(item.Body.Span)}");
    }
}
