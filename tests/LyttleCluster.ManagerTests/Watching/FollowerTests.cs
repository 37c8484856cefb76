using LyttleCluster.Core.Watching;

namespace LyttleCluster.ManagerTests.Watching;

/// <summary>Those who follow: snapshot, what they missed, and what becomes of one that does not read.</summary>
public class FollowerTests
{
    private readonly WatchBoard _board = new();

    private static CancellationToken Limit => new CancellationTokenSource(WatchedCluster.Limit).Token;

    [Fact]
    public async Task A_follower_begins_with_everything_and_goes_on_with_changes()
    {
        _board.Show(Node("a"), isTold: true, null);
        await using var follower = _board.FollowAsync(null, Limit).GetAsyncEnumerator();
        Assert.True(await follower.MoveNextAsync());
        var snapshot = Assert.IsType<SnapshotItem>(follower.Current);
        Assert.Equal(["a"], snapshot.Snapshot.Nodes.Keys);

        _board.Show(Node("b"), isTold: true, new ContainerDifference([Container("b", "1")], ["0"]));
        _board.Show(Node("b"), isTold: false, null);
        _board.Tell(Event("b"));
        _board.Remove("A");
        _board.Remove("a");
        List<WatchItem> told = [];
        while (told.Count < 4 && await follower.MoveNextAsync()) told.Add(follower.Current);
        Assert.Equal([typeof(NodeChanged), typeof(ContainersChanged), typeof(EventSeen), typeof(NodeGone)], told.Select(item => item.GetType()));
        Assert.Equal(Enumerable.Range(1, 4).Select(step => snapshot.Revision + step), told.Select(item => item.Revision));
        Assert.Equal(["b"], _board.Now.Nodes.Keys);
        Assert.Equal(told[^1].Revision, _board.Now.Revision);
    }

    [Fact]
    public async Task One_that_comes_back_gets_what_it_missed_as_long_as_that_is_known()
    {
        for (var number = 0; number < 5; number++) _board.Tell(Event($"n{number}"));
        Assert.Equal([4L, 5L], (await FirstAsync(3, 2)).Select(item => item.Revision));

        // Nothing was missed: the next thing is the next change.
        await using (var follower = _board.FollowAsync(5, Limit).GetAsyncEnumerator())
        {
            var next = follower.MoveNextAsync();
            _board.Tell(Event("new"));
            Assert.True(await next);
            Assert.Equal(6, Assert.IsType<EventSeen>(follower.Current).Revision);
        }

        // From another life, or too long ago.
        Assert.IsType<SnapshotItem>((await FirstAsync(999, 1))[0]);
        for (var number = 0; number < WatchBoard.MostPast; number++) _board.Tell(Event("n"));
        Assert.IsType<SnapshotItem>((await FirstAsync(5, 1))[0]);
        Assert.IsType<EventSeen>((await FirstAsync(6, 1))[0]);
    }

    [Fact]
    public async Task Past_changes_count_with_their_containers()
    {
        _board.Tell(Event("old"));
        ClusterContainer[] many = [.. Enumerable.Range(0, WatchBoard.MostPast).Select(number => Container("a", $"{number}"))];
        _board.Show(Node("a"), isTold: false, new ContainerDifference(many, []));
        Assert.IsType<SnapshotItem>((await FirstAsync(0, 1))[0]);
        // The last change is always known, however large it is.
        Assert.IsType<ContainersChanged>((await FirstAsync(1, 1))[0]);
    }

    [Fact]
    public async Task One_that_does_not_read_is_cut_off_and_may_come_back()
    {
        await using var sleeper = _board.FollowAsync(null, Limit).GetAsyncEnumerator();
        await using var reader = _board.FollowAsync(null, Limit).GetAsyncEnumerator();
        Assert.True(await sleeper.MoveNextAsync() && await reader.MoveNextAsync());
        for (var number = 0; number <= WatchBoard.MostWaiting; number++)
        {
            _board.Tell(Event("n"));
            Assert.True(await reader.MoveNextAsync());
        }

        Assert.Equal(_board.Now.Revision, reader.Current.Revision);
        var last = 0L;
        var failure = await Assert.ThrowsAsync<ClusterException>(async () =>
        {
            while (await sleeper.MoveNextAsync()) last = sleeper.Current.Revision;
        });
        Assert.Equal("WatchTooSlow", failure.ErrorId);
        Assert.IsType<EventSeen>((await FirstAsync(last, 1))[0]);
        Assert.IsType<SnapshotItem>((await FirstAsync(null, 1))[0]);
    }

    private async Task<List<WatchItem>> FirstAsync(long? after, int count) => await _board.FollowAsync(after, Limit).Take(count).ToListAsync();

    private static WatchedNode Node(string name) => new() { Node = new ClusterNode { Name = name } };

    private static ClusterContainer Container(string node, string id) => new() { Node = node, Id = id, Name = id, Image = "i" };

    private static ClusterEvent Event(string node) => new() { Node = node, Timestamp = DateTimeOffset.UnixEpoch, Type = "node", Action = "test" };
}
