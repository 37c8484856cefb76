using System.Threading.Channels;

namespace LyttleCluster.Module;

/// <summary>
/// Moves what asynchronous work yields to one waiting thread: the pipeline's, the only one that may write. Work goes on while
/// that thread is busy downstream, but at most <see cref="Capacity"/> items ahead of it. What comes without waiting is handed over
/// in one go: waking a thread costs more than the item it is woken for.
/// </summary>
internal static class Pump
{
    /// <summary>How many items wait for the pipeline before the work does.</summary>
    public const int Capacity = 256;

    /// <summary>How many items are handed over at once, at most.</summary>
    private const int Handful = 32;

    /// <summary>How many of these wait; one more is being filled, and one is being written.</summary>
    private const int Handfuls = (Capacity / Handful) - 2;

    /// <summary>How long cancelled work may take to end before it is left alone.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Runs <paramref name="source"/> on the thread pool and calls <paramref name="write"/> for each item on the calling
    /// thread. However this ends (all done, enough, cancelled, <paramref name="write"/> throws) the work is cancelled and has
    /// ended, or 2 s are over, when it returns.
    /// </summary>
    /// <param name="source">Makes the work; called on the thread pool.</param>
    /// <param name="write">Takes an item; false means that the caller has enough.</param>
    /// <param name="cancellationToken">Ends everything; the result is then an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Why the work failed; null when it did not. What <paramref name="write"/> throws is thrown, never returned.</returns>
    public static Exception? Run<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> source, Func<T, bool> write, CancellationToken cancellationToken)
    {
        var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var queue = Channel.CreateBounded<List<T>>(new BoundedChannelOptions(Handfuls) { SingleReader = true, SingleWriter = true });
        var work = Task.Run(() => FillAsync(source, queue.Writer, ending.Token), CancellationToken.None);
        try
        {
            return Drain(queue.Reader, write, cancellationToken);
        }
        finally
        {
            // Cancelling calls back into transports: off this thread, so that none of them can hold the pipeline up.
            var farewell = Task.WhenAll(ending.CancelAsync(), work);
            if (farewell.Wait(Farewell, CancellationToken.None)) ending.Dispose();
        }
    }

    private static Exception? Drain<T>(ChannelReader<List<T>> queue, Func<T, bool> write, CancellationToken cancellationToken)
    {
        Exception? failure;
        while (WaitForItem(queue, cancellationToken, out failure))
        {
            while (queue.TryRead(out var items))
            {
                foreach (var item in items)
                {
                    if (cancellationToken.IsCancellationRequested) return new OperationCanceledException(cancellationToken);
                    if (!write(item)) return null;
                }
            }
        }

        return failure;
    }

    /// <summary>False at the end of the work; <paramref name="failure"/> is then why it ended, null when it was done.</summary>
    private static bool WaitForItem<T>(ChannelReader<T> queue, CancellationToken cancellationToken, out Exception? failure)
    {
        failure = null;
        try
        {
            var waiting = queue.WaitToReadAsync(cancellationToken);
            return waiting.IsCompletedSuccessfully ? waiting.Result : waiting.AsTask().GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            failure = exception;
            return false;
        }
    }

    /// <summary>Never fails itself: the queue carries the failure to its reader.</summary>
    private static async Task FillAsync<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> source, ChannelWriter<List<T>> queue, CancellationToken cancellationToken)
    {
        try
        {
            await HandOverAsync(source(cancellationToken), queue, cancellationToken);
            queue.Complete();
        }
        catch (Exception failure)
        {
            queue.TryComplete(failure);
        }
    }

    private static async Task HandOverAsync<T>(IAsyncEnumerable<T> source, ChannelWriter<List<T>> queue, CancellationToken cancellationToken)
    {
        var items = new List<T>(Handful);
        try
        {
            await using var work = source.GetAsyncEnumerator(cancellationToken);
            for (var more = true; more;)
            {
                var next = work.MoveNextAsync();
                more = next.IsCompleted ? await next : await WaitAsync(next.AsTask());
                if (more) items.Add(work.Current);
                if (items.Count == Handful) await FlushAsync();
            }
        }
        finally
        {
            // What came before a failure counts.
            await FlushAsync();
        }

        // Nothing is kept back while the work waits.
        async Task<bool> WaitAsync(Task<bool> next)
        {
            try
            {
                await FlushAsync();
            }
            catch (OperationCanceledException)
            {
                // The work is cancelled too, and cannot be disposed of while it moves.
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }

            return await next;
        }

        async ValueTask FlushAsync()
        {
            if (items.Count == 0) return;
            var full = items;
            items = new List<T>(Handful);
            await queue.WriteAsync(full, cancellationToken);
        }
    }
}
