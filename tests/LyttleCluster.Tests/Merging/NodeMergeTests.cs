using System.Runtime.CompilerServices;
using LyttleCluster.Core;
using LyttleCluster.Core.Merging;

namespace LyttleCluster.Tests.Merging;

public class NodeMergeTests
{
    private static readonly CancellationToken Limit = new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;
    private readonly ManualTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddSeconds(10));
    private readonly TaskCompletionSource<IReadOnlyList<IAsyncEnumerable<Answer<Line>>>> _opening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_node_that_hangs_before_it_has_streams_is_waited_for_a_second_and_comes_late_but_in_order()
    {
        await using var merged = Merge().ReadAsync(Request(Hanging(), Of("a", Lines("a", 1, 3), Lines("a", 2))), Limit).GetAsyncEnumerator(Limit);
        var first = NextAsync(merged);
        await _time.WaitForTimersAsync(1);
        _time.Advance(MergeLimits.Silence);
        Assert.Equal("Silent", await first);
        foreach (var text in new[] { "a1", "a2", "a3" }) Assert.Equal(text, await NextAsync(merged));

        var late = NextAsync(merged);
        _opening.SetResult([Lines("s", 2, 4), Lines("s", 1, 5)]);
        Assert.Equal("late s1", await late);
        foreach (var text in new[] { "late s2", "late s4", "late s5" }) Assert.Equal(text, await NextAsync(merged));
        Assert.False(await merged.MoveNextAsync());
    }

    [Fact]
    public async Task Followed_lines_do_not_wait_for_a_node_that_hangs_which_is_reported_after_a_second()
    {
        await using var merged = Merge().FollowAsync(Request(Hanging(), Of("a", Lines("a", 1).Concat(Endless()))), Limit).GetAsyncEnumerator(Limit);
        var first = NextAsync(merged);
        // One holds the line, one measures the silence.
        await _time.WaitForTimersAsync(2);
        _time.Advance(MergeLimits.Hold);
        Assert.Equal("a1", await first);

        var second = NextAsync(merged);
        _time.Advance(MergeLimits.Silence - MergeLimits.Hold);
        Assert.Equal("Silent", await second);

        // What it had to say before it answered is late, what comes then is not.
        var third = NextAsync(merged);
        var seen = new TaskCompletionSource();
        _opening.SetResult([Lines("s", 5).Concat(After(seen.Task, Lines("s", 100))).Concat(Endless())]);
        await _time.WaitForTimersAsync(1);
        _time.Advance(MergeLimits.Hold);
        Assert.Equal("late s5", await third);

        var fourth = NextAsync(merged);
        seen.SetResult();
        await _time.WaitForTimersAsync(1);
        _time.Advance(MergeLimits.Hold);
        Assert.Equal("s100", await fourth);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Failing_nodes_and_streams_are_elements_and_what_all_have_to_answer_for_is_said_at_the_end(bool follow)
    {
        var request = Request(
            new MergeInput<Line>("x", _ => throw Failure("Away")), Of("a", Lines("a", 1), Lines("a", 2).Concat(Broken())), Of("none")) with
        {
            WhenAllOpened = () => [Failure("Missing")],
        };
        var answers = follow ? Merge(TimeProvider.System).FollowAsync(request, Limit) : Merge().ReadAsync(request, Limit);
        Assert.Equal(["Away", "Broken", "Missing", "a1", "a2"], (await answers.ToListAsync(Limit)).Select(Line.TextOf).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_nodes_it_ends_at_once(bool follow)
    {
        var request = Request() with { WhenAllOpened = () => [Failure("Missing")] };
        var answers = follow ? Merge().FollowAsync(request, Limit) : Merge().ReadAsync(request, Limit);
        Assert.Equal(["Missing"], (await answers.ToListAsync(Limit)).Select(Line.TextOf));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Leaving_early_ends_what_runs_before_it_returns(bool follow)
    {
        var ended = 0;
        var request = Request(
            new MergeInput<Line>("s", async stop =>
            {
                await UntilStoppedAsync(stop);
                return [];
            }),
            Of("a", Lines("a", 1, 2).Concat(Endless(() => Interlocked.Increment(ref ended)))));
        var time = follow ? TimeProvider.System : _time;
        await using (var answers = (follow ? Merge(time).FollowAsync(request, Limit) : Merge(time).ReadAsync(request, Limit)).GetAsyncEnumerator(Limit))
        {
            var first = NextAsync(answers);
            if (!follow)
            {
                await _time.WaitForTimersAsync(1);
                _time.Advance(MergeLimits.Silence);
            }

            await first;
        }

        Assert.Equal(2, ended);

        async Task UntilStoppedAsync(CancellationToken stop)
        {
            try
            {
                await Task.Delay(Timeout.Infinite, stop);
            }
            finally
            {
                Interlocked.Increment(ref ended);
            }
        }
    }

    [Fact]
    public async Task No_more_nodes_than_the_limit_are_asked_at_once_but_all_streams_are_read()
    {
        var asked = 0;
        var most = 0;
        var inputs = Enumerable.Range(0, 20).Select(i => new MergeInput<Line>($"n{i}", async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref asked));
            await Task.Yield();
            Interlocked.Decrement(ref asked);
            return [Lines($"n{i}", i)];
        }));
        var lines = await Merge().ReadAsync(Request([.. inputs]) with { ThrottleLimit = 1 }, Limit).ToListAsync(Limit);
        Assert.Equal(Enumerable.Range(0, 20), lines.Select(line => line.Value!.Second));
        Assert.Equal(1, most);
    }

    private NodeMerge<Line> Merge(TimeProvider? time = null) => new(Line.Rules, time ?? _time);

    private MergeInput<Line> Hanging() => new("s", stop => _opening.Task.WaitAsync(stop));

    private static MergeInput<Line> Of(string node, params IAsyncEnumerable<Answer<Line>>[] streams) =>
        new(node, _ => Task.FromResult<IReadOnlyList<IAsyncEnumerable<Answer<Line>>>>(streams));

    private static MergeRequest<Line> Request(params MergeInput<Line>[] inputs) => new() { Inputs = inputs, ThrottleLimit = 10 };

    private static IAsyncEnumerable<Answer<Line>> Lines(string node, params int[] seconds) =>
        seconds.Select(second => (Answer<Line>)new Line(node, second)).ToAsyncEnumerable();

    private static async IAsyncEnumerable<Answer<Line>> Endless(Action? ended = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            yield break;
        }
        finally
        {
            ended?.Invoke();
        }
    }

    private static async IAsyncEnumerable<Answer<Line>> After(Task opened, IAsyncEnumerable<Answer<Line>> lines)
    {
        await opened.WaitAsync(Limit);
        await foreach (var line in lines.WithCancellation(Limit)) yield return line;
    }

    private static IAsyncEnumerable<Answer<Line>> Broken() => Lines("a", 9).Select<Answer<Line>, Answer<Line>>(_ => throw Failure("Broken"));

    private static ClusterException Failure(string errorId) => new(errorId, ClusterErrorCategory.ConnectionError, "m", "r");

    private static async Task<string> NextAsync(IAsyncEnumerator<Answer<Line>> merged)
    {
        Assert.True(await merged.MoveNextAsync());
        return Line.TextOf(merged.Current);
    }
}
