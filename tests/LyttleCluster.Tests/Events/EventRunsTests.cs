using LyttleCluster.Core;
using LyttleCluster.Core.Events;

namespace LyttleCluster.Tests.Events;

public class EventRunsTests
{
    [Fact]
    public async Task What_the_history_has_and_an_engine_replays_is_shown_once()
    {
        var shown = await ShowAsync(new EventRuns(null), At("a", 1), At("a", 1), At("a", 1, "stop"), At("b", 1), At("a", 1), At("a", 2));
        Assert.Equal(["a1 start", "a1 stop", "b1 start", "a2 start"], shown);
    }

    [Fact]
    public async Task What_was_shown_of_a_silent_node_is_not_shown_again_when_it_replays_at_last()
    {
        var runs = new EventRuns(null);
        Assert.Equal(["EventNodeSilent", "a1 start", "b2 start", "a3 start"],
            await ShowAsync(runs, EventErrors.NodeSilent("A", TimeSpan.FromSeconds(1)), At("a", 1), At("b", 2), At("a", 3)));
        Assert.Equal(["a2 start", "a4 start"], await ShowAsync(runs, At("a", 1), At("a", 2), At("a", 3), At("a", 4)));
    }

    [Fact]
    public async Task Only_the_newest_are_shown_and_of_what_comes_late_only_what_belongs_to_them()
    {
        var runs = new EventRuns(2);
        Assert.Equal(["EventNodeSilent", "b3 start", "b5 start"],
            await ShowAsync(runs, At("b", 1), EventErrors.NodeSilent("a", TimeSpan.FromSeconds(1)), At("b", 3), At("b", 3), At("b", 5)));
        Assert.Equal(["a4 start"], await ShowAsync(runs, At("a", 2), At("a", 4)));
    }

    [Fact]
    public async Task Fewer_than_were_asked_for_leave_room_for_older_ones_that_come_late()
    {
        var runs = new EventRuns(2);
        Assert.Equal(["b5 start"], await ShowAsync(runs, At("b", 5)));
        Assert.Equal(["a1 start", "a2 start"], await ShowAsync(runs, At("a", 0), At("a", 1), At("a", 2)));
    }

    private static async Task<IEnumerable<string>> ShowAsync(EventRuns runs, params Answer<ClusterEvent>[] run) =>
        (await runs.ShowAsync(run.ToAsyncEnumerable()).ToListAsync()).Select(answer => answer.Value is { } item ? $"{item.Node}{item.Timestamp.Second} {item.Action}" : answer.Warning!.Id);

    private static ClusterEvent At(string node, int second, string action = "start") => new()
    {
        Node = node,
        Timestamp = DateTimeOffset.UnixEpoch.AddSeconds(second),
        Type = "container",
        Action = action,
        Id = "1",
    };
}
