using LyttleCluster.Core;
using LyttleCluster.Core.Merging;

namespace LyttleCluster.Tests.Merging;

public class TimeMergeTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    private readonly ManualTimeProvider _time = new();
    private readonly List<MergeSource<Line>> _left = [];
    private readonly TimeMerge<Line> _merge;

    public TimeMergeTests() => _merge = new(Line.Rules, Silence, _time);

    [Fact]
    public async Task Finite_streams_are_merged_by_time_and_equal_times_keep_the_order_of_sources()
    {
        var merged = await MergeAsync(await FullAsync("a", 1, 4, 7), await FullAsync("b", 2, 4, 6), await FullAsync("c")).ToListAsync();
        Assert.Equal(["a1", "b2", "a4", "b4", "b6", "a7"], merged.Select(Line.TextOf));
        Assert.Empty(_left);
    }

    [Fact]
    public async Task A_failure_passes_through_and_its_source_goes_on()
    {
        var source = _merge.Open("a", 10);
        await WriteAsync(source, new Line("a", 1));
        await WriteAsync(source, new ClusterException("X", ClusterErrorCategory.NotSpecified, "m", "r"));
        await WriteAsync(source, new Line("a", 2));
        source.End();

        Assert.Equal(["a1", "X", "a2"], (await MergeAsync(source).ToListAsync()).Select(Line.TextOf));
    }

    [Fact]
    public async Task A_silent_source_leaves_the_merge_and_its_node_is_reported_once()
    {
        var (one, other) = (_merge.Open("s", 10), _merge.Open("s", 10));
        await using var merged = MergeAsync(one, other, await FullAsync("a", 5, 6)).GetAsyncEnumerator();

        var first = merged.MoveNextAsync();
        await _time.WaitForTimersAsync(1);
        _time.Advance(Silence - TimeSpan.FromTicks(1));
        Assert.False(first.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(await first);
        Assert.Equal("Silent", merged.Current.Warning!.Id);

        Assert.Equal("a5", await NextAsync(merged));
        Assert.Equal("a6", await NextAsync(merged));
        Assert.False(await merged.MoveNextAsync());
        Assert.Equal([one, other], _left);
    }

    [Fact]
    public async Task What_left_is_merged_in_a_later_run_without_being_reported_again()
    {
        var (one, other) = (_merge.Open("s", 10), _merge.Open("s", 10));
        var first = MergeAsync(one, other).ToListAsync();
        await _time.WaitForTimersAsync(1);
        _time.Advance(Silence);
        Assert.Equal(["Silent"], (await first).Select(Line.TextOf));

        await WriteAsync(one, new Line("s", 2));
        await WriteAsync(other, new Line("s", 1));
        await WriteAsync(other, new Line("s", 3));
        one.End();
        other.End();
        Assert.Equal(["s1", "s2", "s3"], (await _merge.MergeAsync(_left, [], CancellationToken.None).ToListAsync()).Select(Line.TextOf));
    }

    [Fact]
    public async Task Sources_that_are_added_while_it_runs_take_the_place_of_theirs_and_nothing_passes_them()
    {
        var node = _merge.Open("n", 1);
        await using var merged = MergeAsync(await FullAsync("a", 2, 5), node).GetAsyncEnumerator();
        var first = merged.MoveNextAsync();
        await _time.WaitForTimersAsync(1);
        Assert.False(first.IsCompleted);

        var (one, other) = (node.Add(10), node.Add(10));
        await WriteAsync(one, new Line("n", 4));
        await WriteAsync(other, new Line("n", 1));
        node.End();
        one.End();
        other.End();

        Assert.True(await first);
        Assert.Equal("n1", Line.TextOf(merged.Current));
        foreach (var text in new[] { "a2", "n4", "a5" }) Assert.Equal(text, await NextAsync(merged));
        Assert.False(await merged.MoveNextAsync());
    }

    [Fact]
    public async Task What_is_read_from_here_never_leaves()
    {
        var file = _merge.Open("", 10, isLocal: true);
        var merged = MergeAsync(file, await FullAsync("a", 2), _merge.Open("s", 1)).ToListAsync();
        await _time.WaitForTimersAsync(1);
        _time.Advance(TimeSpan.FromMinutes(1));
        await WriteAsync(file, new Line("f", 1));
        file.End();
        Assert.Equal(["Silent", "f1", "a2"], (await merged).Select(Line.TextOf));
    }

    [Fact]
    public async Task The_time_a_reader_takes_does_not_count_as_silence()
    {
        var slow = _merge.Open("s", 10);
        await WriteAsync(slow, new Line("s", 1));
        await using var merged = MergeAsync(slow, await FullAsync("a", 2)).GetAsyncEnumerator();
        Assert.Equal("s1", await NextAsync(merged));

        _time.Advance(TimeSpan.FromMinutes(1));
        var next = merged.MoveNextAsync();
        await WriteAsync(slow, new Line("s", 1));
        slow.End();
        Assert.True(await next);
        Assert.Equal("s1", Line.TextOf(merged.Current));
        Assert.Equal("a2", await NextAsync(merged));
        Assert.False(await merged.MoveNextAsync());
    }

    private static async Task<string> NextAsync(IAsyncEnumerator<Answer<Line>> merged)
    {
        Assert.True(await merged.MoveNextAsync());
        return Line.TextOf(merged.Current);
    }

    private static ValueTask WriteAsync(IMergeSink<Line> source, Answer<Line> answer) => source.WriteAsync(answer, CancellationToken.None);

    private IAsyncEnumerable<Answer<Line>> MergeAsync(params MergeSource<Line>[] sources) => _merge.MergeAsync(sources, _left, CancellationToken.None);

    private async Task<MergeSource<Line>> FullAsync(string node, params int[] seconds)
    {
        var source = _merge.Open(node, 10);
        foreach (var second in seconds) await WriteAsync(source, new Line(node, second));
        source.End();
        return source;
    }
}
