using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Several streams of answers as one.</summary>
internal static class Merging
{
    /// <summary>
    /// Reads all of them at once, in the order they answer. One that fails becomes a failure among the answers and ends no
    /// other.
    /// </summary>
    public static async IAsyncEnumerable<Answer<T>> Merge<T>(
        IReadOnlyList<IAsyncEnumerable<Answer<T>>> sources, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var queue = Channel.CreateBounded<Answer<T>>(new BoundedChannelOptions(Pump.Capacity) { SingleReader = true });
        var reading = ReadAllAsync(sources, queue.Writer, ending.Token);
        try
        {
            await foreach (var answer in queue.Reader.ReadAllAsync(cancellationToken)) yield return answer;
        }
        finally
        {
            await ending.CancelAsync();
            await reading;
        }
    }

    private static async Task ReadAllAsync<T>(
        IReadOnlyList<IAsyncEnumerable<Answer<T>>> sources, ChannelWriter<Answer<T>> queue, CancellationToken cancellationToken)
    {
        try
        {
            var limit = new ParallelOptions { MaxDegreeOfParallelism = NodeCall.ChangeThrottle, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(sources, limit, async (source, token) => await ReadAsync(source, queue, token));
            queue.Complete();
        }
        catch (Exception failure)
        {
            queue.TryComplete(failure);
        }
    }

    private static async Task ReadAsync<T>(IAsyncEnumerable<Answer<T>> source, ChannelWriter<Answer<T>> queue, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var answer in source.WithCancellation(cancellationToken)) await queue.WriteAsync(answer, cancellationToken);
        }
        catch (ClusterException failure)
        {
            await queue.WriteAsync(failure, cancellationToken);
        }
    }
}
