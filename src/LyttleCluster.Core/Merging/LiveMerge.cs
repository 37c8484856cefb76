using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace LyttleCluster.Core.Merging;

/// <summary>
/// Merges streams that go on for ever: nobody waits for a silent one, but each entry is held for a moment, so that what was said earlier
/// elsewhere can still come before it. Memory is bounded.
/// </summary>
internal sealed class LiveMerge<T>(Func<T, DateTimeOffset> timeOf, TimeSpan hold, int capacity, TimeProvider time)
{
    private readonly Channel<Answer<T>> _entries = Channel.CreateBounded<Answer<T>>(new BoundedChannelOptions(capacity) { SingleReader = true });
    private int _open;

    /// <summary>One more stream; the merge ends with the last of them.</summary>
    public IMergeSink<T> Open()
    {
        Interlocked.Increment(ref _open);
        return new Sink(this);
    }

    /// <summary>What the streams say, in order as far as the hold allows.</summary>
    public async IAsyncEnumerable<Answer<T>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var held = new ReorderBuffer<T>(timeOf, hold, capacity);
        do
        {
            while (held.Count <= capacity && _entries.Reader.TryRead(out var answer))
            {
                if (answer.IsValue) held.Add(answer.Value, time.GetUtcNow());
                else yield return answer;
            }

            while (held.TryTake(time.GetUtcNow(), out var entry)) yield return entry;
        }
        while (await WaitForMoreAsync(held.NextDue, cancellationToken));

        while (held.TryTakeEarliest(out var entry)) yield return entry;
    }

    /// <summary>Until an entry came or the next held one is due; false when no entry can come any more.</summary>
    private async Task<bool> WaitForMoreAsync(DateTimeOffset? due, CancellationToken cancellationToken)
    {
        if (due is null) return await _entries.Reader.WaitToReadAsync(cancellationToken);
        if (_entries.Reader.Completion.IsCompleted) return false;

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wait = due.Value - time.GetUtcNow();
        if (wait > TimeSpan.Zero) await Task.WhenAny(_entries.Reader.WaitToReadAsync(stop.Token).AsTask(), Task.Delay(wait, time, stop.Token));
        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return true;
    }

    private sealed class Sink(LiveMerge<T> merge) : IMergeSink<T>
    {
        public ValueTask WriteAsync(Answer<T> answer, CancellationToken cancellationToken) => merge._entries.Writer.WriteAsync(answer, cancellationToken);

        public IMergeSink<T> Add(int ahead) => merge.Open();

        public void End()
        {
            if (Interlocked.Decrement(ref merge._open) == 0) merge._entries.Writer.TryComplete();
        }
    }
}
