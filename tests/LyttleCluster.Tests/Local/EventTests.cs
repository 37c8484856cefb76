using LyttleCluster.Core;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.Local;

public class EventTests
{
    [EngineFact]
    public async Task Past_events_are_what_the_engine_replays_and_stay_known()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await using var engine = await DockerEngine.StartAsync();
        await temporary.AddAsync("web1", engine.UnixUri);
        await engine.RunAsync("one");
        Assert.Contains(await EventsAsync(temporary), e => e is { Type: "container", Action: "start", Name: "one" });

        await engine.StopAsync();
        await engine.RestartAsync();
        var answers = await temporary.Cluster.Events.GetAsync(new EventQuery(), CancellationToken.None).ToListAsync();
        Assert.Contains(answers, a => a.Value is { Action: "start", Name: "one" });
        Assert.Equal("EventGapPossible", Assert.Single(answers, a => a.Warning is not null).Warning!.Id);
    }

    [Fact]
    public async Task A_replay_ends_at_a_moment_of_the_engines_own_clock()
    {
        var item = """{"Type":"container","Action":"start","Actor":{"ID":"1","Attributes":{"name":"one"}},"time":1900000000,"timeNano":1900000000000000000}"""u8.ToArray();
        await using var server = FaultServer.StartTcp()
            .On("/info", Faults.Answer(200, """{"SystemTime":"2031-05-06T07:08:09Z"}"""))
            .On("/events", Faults.StreamThenEnd(item));
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", server.Uri, skipProbe: true);

        var answers = await temporary.Cluster.Events.GetAsync(new EventQuery { Type = ["Container"] }, CancellationToken.None).ToListAsync();
        Assert.Equal("one", Assert.Single(answers, answer => answer.IsValue).Value!.Name);
        Assert.Contains("until=1935817689.", (await server.WaitForRequestAsync("/events")).Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_engine_replays_is_shown_though_the_history_cannot_be_written()
    {
        var item = """{"Type":"container","Action":"start","Actor":{"ID":"1","Attributes":{"name":"one"}},"time":1900000000,"timeNano":1900000000000000000}"""u8.ToArray();
        await using var server = FaultServer.StartTcp()
            .On("/info", Faults.Answer(200, """{"SystemTime":"2031-05-06T07:08:09Z"}"""))
            .On("/events", Faults.StreamThenEnd(item));
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", server.Uri, skipProbe: true);
        Directory.CreateDirectory(temporary.File.HistoryPath);

        var answers = await temporary.Cluster.Events.GetAsync(new EventQuery(), CancellationToken.None).ToListAsync();
        Assert.Equal("one", Assert.Single(answers, answer => answer.IsValue).Value!.Name);
        Assert.Equal("HistoryIncomplete", Assert.Single(answers, answer => answer.Warning is not null).Warning!.Id);
    }

    [Fact]
    public async Task An_engine_that_hangs_in_a_replay_is_a_failure_of_that_node()
    {
        await using var server = FaultServer.StartTcp()
            .On("/info", Faults.Answer(200, """{"SystemTime":"2031-05-06T07:08:09Z"}"""))
            .On("/events", Faults.StreamThenHang(ReadOnlyMemory<byte>.Empty));
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", server.Uri, skipProbe: true);

        var query = new EventQuery { Timeout = TimeSpan.FromMilliseconds(500) };
        var answers = await temporary.Cluster.Events.GetAsync(query, CancellationToken.None).ToListAsync();
        Assert.Equal("DockerTimedOut", Assert.Single(answers).Failure!.ErrorId);
    }

    [EngineFact]
    public async Task Watching_sees_containers_and_the_node_itself_come_and_go()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await using var engine = await DockerEngine.StartAsync();
        await temporary.AddAsync("web1", engine.UnixUri);
        await using var watch = temporary.Cluster.Events.WatchAsync(new EventWatch(), CancellationToken.None).GetAsyncEnumerator();

        var next = NextAsync(watch, "container", "start");
        await engine.RunAsync("one");
        Assert.Equal("one", (await next).Name);

        next = NextAsync(watch, "node", "unreachable");
        await engine.KillAsync();
        Assert.Equal(EventSeverity.Error, (await next).Severity);

        next = NextAsync(watch, "node", "reachable");
        await engine.RestartAsync();
        await next;
    }

    private static async Task<ClusterEvent> NextAsync(IAsyncEnumerator<Answer<ClusterEvent>> watch, string type, string action)
    {
        while (await watch.MoveNextAsync())
        {
            if (watch.Current.Value is { } seen && seen.Type == type && seen.Action == action) return seen;
        }

        throw new InvalidOperationException("The watch ended.");
    }

    private static async Task<IReadOnlyList<ClusterEvent>> EventsAsync(TemporaryCluster temporary) =>
        [.. (await temporary.Cluster.Events.GetAsync(new EventQuery(), CancellationToken.None).ToListAsync()).Select(a => a.Value!)];
}
