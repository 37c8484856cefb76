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
