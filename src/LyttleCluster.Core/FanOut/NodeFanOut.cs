using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace LyttleCluster.Core.FanOut;

/// <summary>
/// The one way to work on many nodes: so many at once, results in the order they arrive, a failing node is one element and
/// never stops its siblings. Ending the enumeration early cancels what still runs and waits for it.
/// </summary>
internal static class NodeFanOut
{
    /// <summary>Results between the workers and a slow reader; then the workers wait.</summary>
    private const int QueueLength = 256;

    /// <summary>Runs <paramref name="work"/> for each item.</summary>
    /// <param name="items">What to work on, usually nodes.</param>
    /// <param name="throttleLimit">How many at once.</param>
    /// <param name="nodeOf">The node that an unexpected failure is put down to.</param>
    /// <param name="work">Writes what it finds; a ClusterException it throws becomes the item's failure.</param>
    /// <param name="cancellationToken">Stops all of it.</param>
    /// <param name="queueLength">Results between the workers and a slow reader; fewer where each is large.</param>
    public static async IAsyncEnumerable<Answer<TResult>> RunAsync<TItem, TResult>(
        IReadOnlyList<TItem> items,
        int throttleLimit,
        Func<TItem, string?> nodeOf,
        Func<TItem, ChannelWriter<Answer<TResult>>, CancellationToken, Task> work,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        int queueLength = QueueLength)
    {
        if (items.Count == 0) yield break;

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var results = Channel.CreateBounded<Answer<TResult>>(new BoundedChannelOptions(queueLength) { SingleReader = true });
        var workers = RunWorkersAsync(items, throttleLimit, nodeOf, work, results.Writer, stop.Token);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(cancellationToken)) yield return result;
        }
        finally
        {
            await stop.CancelAsync();
            await workers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await workers;
    }

    /// <summary>
    /// Runs <paramref name="work"/> for each value as soon as it comes: what one node is asked next does not wait for the answers of
    /// the others. Failures and warnings among the answers go through.
    /// </summary>
    /// <param name="answers">What to work on.</param>
    /// <param name="throttleLimit">How many at once.</param>
    /// <param name="nodeOf">The node that an unexpected failure is put down to.</param>
    /// <param name="work">Writes what it finds; a ClusterException it throws becomes the item's failure.</param>
    /// <param name="cancellationToken">Stops all of it.</param>
    public static async IAsyncEnumerable<Answer<TResult>> ContinueAsync<TItem, TResult>(
        IAsyncEnumerable<Answer<TItem>> answers,
        int throttleLimit,
        Func<TItem, string?> nodeOf,
        Func<TItem, ChannelWriter<Answer<TResult>>, CancellationToken, Task> work,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var results = Channel.CreateBounded<Answer<TResult>>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
        var working = WorkAsync(results.Writer, stop.Token);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(cancellationToken)) yield return result;
        }
        finally
        {
            await stop.CancelAsync();
            await working;
        }

        async Task WorkAsync(ChannelWriter<Answer<TResult>> writer, CancellationToken token)
        {
            try
            {
                var limit = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(throttleLimit, 1), CancellationToken = token };
                await Parallel.ForEachAsync(answers, limit, async (answer, halt) =>
                {
                    if (answer.IsValue) await RunOneAsync(answer.Value, nodeOf, work, writer, halt);
                    else await writer.WriteAsync(answer.Failure is { } failure ? failure : answer.Warning!, halt);
                });
                writer.Complete();
            }
            catch (Exception failure)
            {
                writer.TryComplete(failure);
            }
        }
    }

    private static async Task RunWorkersAsync<TItem, TResult>(
        IReadOnlyList<TItem> items,
        int throttleLimit,
        Func<TItem, string?> nodeOf,
        Func<TItem, ChannelWriter<Answer<TResult>>, CancellationToken, Task> work,
        ChannelWriter<Answer<TResult>> results,
        CancellationToken cancellationToken)
    {
        var next = -1;
        var workers = new Task[Math.Min(Math.Max(throttleLimit, 1), items.Count)];
        for (var i = 0; i < workers.Length; i++) workers[i] = Task.Run(WorkAsync, CancellationToken.None);
        await Task.WhenAll(workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        results.Complete(workers.FirstOrDefault(worker => worker.IsFaulted)?.Exception?.InnerException);

        async Task WorkAsync()
        {
            for (var index = Interlocked.Increment(ref next); index < items.Count; index = Interlocked.Increment(ref next))
            {
                await RunOneAsync(items[index], nodeOf, work, results, cancellationToken);
            }
        }
    }

    private static async Task RunOneAsync<TItem, TResult>(
        TItem item,
        Func<TItem, string?> nodeOf,
        Func<TItem, ChannelWriter<Answer<TResult>>, CancellationToken, Task> work,
        ChannelWriter<Answer<TResult>> results,
        CancellationToken cancellationToken)
    {
        try
        {
            await work(item, results, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            await results.WriteAsync(Unexpected.Wrap(failure, nodeOf(item)), cancellationToken);
        }
    }
}
