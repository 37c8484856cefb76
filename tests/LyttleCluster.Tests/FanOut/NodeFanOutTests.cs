using LyttleCluster.Core;
using LyttleCluster.Core.FanOut;

namespace LyttleCluster.Tests.FanOut;

public class NodeFanOutTests
{
    [Fact]
    public async Task A_failing_item_is_one_failure_and_the_others_still_answer()
    {
        var answers = await RunAsync(["a", "bad", "c"], 2, (item, _) => item == "bad" ? throw new InvalidOperationException("boom") : Task.FromResult(item)).ToListAsync();

        Assert.Equal(["a", "c"], answers.Where(a => a.IsValue).Select(a => a.Value!).Order());
        var failure = Assert.Single(answers, a => a.Failure is not null).Failure!;
        Assert.Equal("UnexpectedFailure", failure.ErrorId);
        Assert.Equal("bad", failure.Node);
    }

    [Fact]
    public async Task No_more_than_the_limit_run_at_once()
    {
        var running = 0;
        var most = 0;
        var gate = new SemaphoreSlim(0);
        var results = RunAsync([.. Enumerable.Range(0, 20).Select(i => $"{i}")], 3, async (item, stop) =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            if (now == 3) gate.Release(1000);
            await gate.WaitAsync(stop);
            Interlocked.Decrement(ref running);
            return item;
        });

        Assert.Equal(20, (await results.ToListAsync()).Count);
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task A_hanging_item_does_not_hold_back_the_others()
    {
        var answered = new List<string>();
        using var stop = new CancellationTokenSource();
        var results = RunAsync(["hangs", "b", "c"], 3, async (item, token) =>
        {
            if (item == "hangs") await Task.Delay(Timeout.Infinite, token);
            return item;
        }, stop.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var answer in results)
            {
                answered.Add(answer.Value!);
                if (answered.Count == 2) await stop.CancelAsync();
            }
        });
        Assert.Equal(["b", "c"], answered.Order());
    }

    [Fact]
    public async Task A_reader_that_leaves_cancels_what_still_runs()
    {
        var canceled = new TaskCompletionSource();
        var results = RunAsync(["quick", "slow"], 2, async (item, token) =>
        {
            if (item == "quick") return item;
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                canceled.SetResult();
            }

            return item;
        });

        await foreach (var answer in results)
        {
            Assert.Equal("quick", answer.Value);
            break;
        }

        Assert.True(canceled.Task.IsCompleted);
    }

    private static IAsyncEnumerable<Answer<string>> RunAsync(
        IReadOnlyList<string> items, int limit, Func<string, CancellationToken, Task<string>> work, CancellationToken cancellationToken = default) =>
        NodeFanOut.RunAsync<string, string>(
            items, limit, item => item, async (item, results, stop) => await results.WriteAsync(await work(item, stop), stop), cancellationToken);

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
        {
            if (Interlocked.CompareExchange(ref target, value, seen) == seen) return;
        }
    }
}
