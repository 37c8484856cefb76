using System.Runtime.CompilerServices;
using LyttleCluster.Core;
using LyttleCluster.Core.FanOut;

namespace LyttleCluster.Tests.BadDays;

/// <summary>A second question to each node that has answered the first, while others have not.</summary>
public class ContinuedFanOutTests
{
    private static readonly CancellationToken Limit = new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    [Fact]
    public async Task What_came_is_worked_on_while_the_next_answer_hangs()
    {
        var hanging = new TaskCompletionSource();
        await using var results = Continue(Answers(), Limit).GetAsyncEnumerator(Limit);
        Assert.True(await results.MoveNextAsync());
        Assert.Equal(10, results.Current.Value);
        hanging.SetResult();
        Assert.True(await results.MoveNextAsync());
        Assert.Equal(20, results.Current.Value);
        Assert.False(await results.MoveNextAsync());

        async IAsyncEnumerable<Answer<int>> Answers()
        {
            yield return 1;
            await hanging.Task.WaitAsync(Limit);
            yield return 2;
        }
    }

    [Fact]
    public async Task Failures_and_warnings_go_through_and_a_failing_item_is_one_of_them()
    {
        var results = await Continue(Answers(), Limit).ToListAsync(Limit);
        Assert.Equal(["Away", "Odd"], results.Select(result => result.Failure?.ErrorId).OfType<string>().Order(StringComparer.Ordinal));
        Assert.Equal("Careful", Assert.Single(results, result => result.Warning is not null).Warning!.Id);
        Assert.Equal(20, Assert.Single(results, result => result.IsValue).Value);

        static async IAsyncEnumerable<Answer<int>> Answers()
        {
            await Task.Yield();
            yield return new ClusterException("Away", ClusterErrorCategory.ConnectionError, "away", "wait");
            yield return new ClusterWarning { Id = "Careful", Message = "careful" };
            yield return 1_000;
            yield return 2;
        }
    }

    [Fact]
    public async Task Leaving_early_ends_the_source_and_what_runs()
    {
        var sourceEnded = new TaskCompletionSource();
        await foreach (var result in Continue(Answers(), Limit))
        {
            Assert.Equal(10, result.Value);
            break;
        }

        Assert.True(sourceEnded.Task.IsCompleted);

        async IAsyncEnumerable<Answer<int>> Answers([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            try
            {
                yield return 1;
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                sourceEnded.SetResult();
            }
        }
    }

    private static IAsyncEnumerable<Answer<int>> Continue(IAsyncEnumerable<Answer<int>> answers, CancellationToken cancellationToken) =>
        NodeFanOut.ContinueAsync<int, int>(
            answers,
            8,
            _ => "web1",
            async (number, results, stop) => await results.WriteAsync(
                number < 1_000 ? number * 10 : throw new ClusterException("Odd", ClusterErrorCategory.InvalidData, "odd", "none"), stop),
            cancellationToken);
}
