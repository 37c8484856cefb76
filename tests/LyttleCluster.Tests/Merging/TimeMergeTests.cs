using System.Threading.Channels;
using LyttleCluster.Core;
using LyttleCluster.Core.Merging;

namespace LyttleCluster.Tests.Merging;

public class TimeMergeTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Finite_streams_are_merged_by_time_and_equal_times_keep_the_order_of_sources()
    {
        var merged = await MergeAsync(Full("a", 1, 4, 7), Full("b", 2, 4, 6), Full("c")).ToListAsync();
        Assert.Equal(["a1", "b2", "a4", "b4", "b6", "a7"], merged.Select(m => m.Value!.ToString()));
    }

    [Fact]
    public async Task A_failure_passes_through_and_its_source_goes_on()
    {
        var lane = Channel.CreateUnbounded<Answer<Line>>();
        lane.Writer.TryWrite(new Line("a", 1));
        lane.Writer.TryWrite(new ClusterException("X", ClusterErrorCategory.NotSpecified, "m", "r"));
        lane.Writer.TryWrite(new Line("a", 2));
        lane.Writer.Complete();

        var merged = await MergeAsync(new MergeSource<Line>("a", lane.Reader)).ToListAsync();
        Assert.Equal(["a1", "X", "a2"], merged.Select(m => m.Value?.ToString() ?? m.Failure!.ErrorId));
    }

    [Fact]
    public async Task A_silent_source_leaves_the_merge_is_reported_once_and_comes_later_marked_late()
    {
        var silent = Channel.CreateUnbounded<Answer<Line>>();
        var second = Channel.CreateUnbounded<Answer<Line>>();
        await using var merged = MergeAsync(
            new MergeSource<Line>("s", silent.Reader), new MergeSource<Line>("s", second.Reader), Full("a", 5, 6)).GetAsyncEnumerator();

        var first = merged.MoveNextAsync();
        await _time.WaitForTimersAsync(1);
        Assert.False(first.IsCompleted);
        _time.Advance(Silence);
        Assert.True(await first);
        Assert.Equal("LogNodeSilent", merged.Current.Warning!.Id);

        Assert.Equal("a5", await NextAsync(merged));
        Assert.Equal("a6", await NextAsync(merged));

        var late = merged.MoveNextAsync();
        silent.Writer.TryWrite(new Line("s", 1));
        Assert.True(await late);
        Assert.Equal(new Line("s", 1, Late: true), merged.Current.Value);

        silent.Writer.Complete();
        second.Writer.Complete();
        Assert.False(await merged.MoveNextAsync());
    }

    [Fact]
    public async Task The_time_a_reader_takes_does_not_count_as_silence()
    {
        var slow = Channel.CreateUnbounded<Answer<Line>>();
        slow.Writer.TryWrite(new Line("s", 1));
        await using var merged = MergeAsync(new MergeSource<Line>("s", slow.Reader), Full("a", 2)).GetAsyncEnumerator();
        Assert.Equal("s1", await NextAsync(merged));

        _time.Advance(TimeSpan.FromMinutes(1));
        slow.Writer.TryWrite(new Line("s", 1));
        slow.Writer.Complete();
        Assert.Equal("s1", await NextAsync(merged));
        Assert.Equal("a2", await NextAsync(merged));
        Assert.False(await merged.MoveNextAsync());
    }

    private static async Task<string> NextAsync(IAsyncEnumerator<Answer<Line>> merged)
    {
        Assert.True(await merged.MoveNextAsync());
        return merged.Current.Value!.ToString();
    }

    private IAsyncEnumerable<Answer<Line>> MergeAsync(params MergeSource<Line>[] sources) => new TimeMerge<Line>(
        line => DateTimeOffset.UnixEpoch.AddSeconds(line.Second),
        line => line with { Late = true },
        node => new ClusterWarning { Id = "LogNodeSilent", Node = node, Message = node },
        Silence,
        _time).MergeAsync(sources, CancellationToken.None);

    private static MergeSource<Line> Full(string node, params int[] seconds)
    {
        var lane = Channel.CreateUnbounded<Answer<Line>>();
        foreach (var second in seconds) lane.Writer.TryWrite(new Line(node, second));
        lane.Writer.Complete();
        return new MergeSource<Line>(node, lane.Reader);
    }

    private sealed record Line(string Node, int Second, bool Late = false)
    {
        public override string ToString() => $"{Node}{Second}";
    }
}
