using System.Net.Http.Headers;
using System.Text.Json;
using LyttleCluster.Core;
using LyttleCluster.Core.Api;
using LyttleCluster.Service.Hosting;

namespace LyttleCluster.ManagerTests.Rest;

/// <summary>Events as a browser reads them: with ids to come back with.</summary>
public sealed class EventFeedTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lyttle-feed-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Who_comes_back_gets_exactly_what_came_since_over_a_restart_too()
    {
        string last;
        await using (var manager = await StartAsync())
        {
            await using var reader = await SseReader.OpenAsync(manager.Client, "/api/v1/events?type=container");
            await AddAsync(manager, Event("one", Noon), Event("two", Noon.AddSeconds(1)), Event("pull", Noon, "image"));
            Assert.Equal("one", (await reader.NextAsync()).Action);
            var two = await reader.NextAsync();
            Assert.Equal("two", two.Action);
            last = two.Id!;
        }

        await using (var manager = await StartAsync())
        {
            // Told late: it happened before what was seen, and still comes.
            await AddAsync(manager, Event("late", Noon.AddSeconds(-30)), Event("three", Noon.AddSeconds(2)));
            await using var reader = await SseReader.OpenAsync(manager.Client, "/api/v1/events?type=container", last);
            Assert.Equal("late", (await reader.NextAsync()).Action);
            Assert.Equal("three", (await reader.NextAsync()).Action);
            await AddAsync(manager, Event("four", Noon.AddSeconds(3)));
            Assert.Equal("four", (await reader.NextAsync()).Action);
        }
    }

    [Fact]
    public async Task Many_readers_get_all_and_one_that_was_away_for_long_catches_up()
    {
        await using var manager = await StartAsync();
        await using var first = await SseReader.OpenAsync(manager.Client, "/api/v1/events");
        await AddAsync(manager, Event("begin", Noon));
        var begin = await first.NextAsync();
        // More than is remembered.
        const int Count = 12_500;
        await AddAsync(manager, [.. Enumerable.Range(0, Count).Select(number => Event($"e{number}", Noon.AddSeconds(1).AddMilliseconds(number)))]);
        await using var second = await SseReader.OpenAsync(manager.Client, "/api/v1/events", begin.Id);
        for (var number = 0; number < Count; number++)
        {
            Assert.Equal($"e{number}", (await first.NextAsync()).Action);
            Assert.Equal($"e{number}", (await second.NextAsync()).Action);
        }
    }

    [Fact]
    public async Task An_event_that_is_not_kept_any_more_is_a_gap_that_is_told()
    {
        await using var manager = await StartAsync();
        await AddAsync(manager, Event("one", Noon));
        await using var reader = await SseReader.OpenAsync(manager.Client, "/api/v1/events", $"1-{Noon.AddDays(-3).UtcTicks}");
        var gap = await reader.NextAsync();
        Assert.Equal("warning", gap.Kind);
        Assert.Equal("EventGapPossible", gap.Data.GetProperty("id").GetString());
        await AddAsync(manager, Event("two", Noon.AddSeconds(1)));
        Assert.Equal("two", (await reader.NextAsync()).Action);
    }

    [Fact]
    public async Task An_id_that_is_none_is_refused()
    {
        await using var manager = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events") { Headers = { { "Last-Event-ID", "yesterday" }, { "Accept", ApiProtocol.Lines } } };
        using var answer = await manager.Client.SendAsync(request);
        Assert.Contains("StreamIdUnknown", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopping_manager_ends_its_streams_in_words()
    {
        SseReader reader;
        await using (var manager = await StartAsync()) reader = await SseReader.OpenAsync(manager.Client, "/api/v1/events");
        await using (reader)
        {
            var end = await reader.NextAsync();
            Assert.Equal(("failure", "ManagerStopping"), (end.Kind, end.Data.GetProperty("errorId").GetString()));
        }
    }

    private Task<RunningManager> StartAsync() => RunningManager.StartAsync(options => options with { StateFile = Path.Combine(_folder.FullName, "state.db") });

    private static async Task AddAsync(RunningManager manager, params ClusterEvent[] events)
    {
        foreach (var item in events) await manager.Cluster.Parts.History.AddEventAsync(item, default);
        await manager.Cluster.Parts.History.FlushAsync(default);
    }

    private static ClusterEvent Event(string action, DateTimeOffset time, string type = "container") =>
        new() { Node = "web1", Timestamp = time, Type = type, Action = action, Id = action, Name = action, Severity = EventSeverity.Information };
}
