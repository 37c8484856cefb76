using System.Runtime.CompilerServices;
using LyttleCluster.Core;
using LyttleCluster.Module;

namespace LyttleCluster.Tests.Module;

public class MergingTests
{
    [Fact]
    public async Task One_that_fails_is_a_failure_among_the_answers_and_ends_no_other()
    {
        var failure = new ClusterException("Broken", ClusterErrorCategory.InvalidData, "broken", "mend it");
        var answers = await LyttleCluster.Module.Merging.Merge([Values(1, 2), Failing(failure), Values(3)], default).ToListAsync();
        Assert.Equal([1, 2, 3], answers.Where(answer => answer.IsValue).Select(answer => answer.Value).Order());
        Assert.Same(failure, Assert.Single(answers, answer => !answer.IsValue).Failure);
    }

    [Fact]
    public async Task A_mistake_of_ours_is_thrown() =>
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await LyttleCluster.Module.Merging.Merge([Failing(new InvalidOperationException())], default).ToListAsync());

    [Fact]
    public async Task A_reader_that_leaves_ends_all_of_them()
    {
        var ended = new CountdownEvent(2);
        await foreach (var _ in LyttleCluster.Module.Merging.Merge([Endless(ended), Endless(ended)], default)) break;
        Assert.True(ended.IsSet);
    }

    private static async IAsyncEnumerable<Answer<int>> Values(params int[] values)
    {
        foreach (var value in values)
        {
            await Task.Yield();
            yield return value;
        }
    }

    private static async IAsyncEnumerable<Answer<int>> Failing(Exception failure)
    {
        await Task.Yield();
        if (failure is not null) throw failure;
        yield break;
    }

    private static async IAsyncEnumerable<Answer<int>> Endless(CountdownEvent ended, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            while (true)
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                yield return 1;
            }
        }
        finally
        {
            ended.Signal();
        }
    }
}
