using System.Runtime.CompilerServices;

namespace LyttleCluster.Core.Merging;

/// <summary>
/// Merges finite streams by time. It waits for the slowest, but not for ever: a source that keeps it waiting for
/// <paramref name="silence"/> leaves the merge, is reported once a node, and what it sends later comes marked as late.
/// Time that the reader of the result takes does not count.
/// </summary>
internal sealed class TimeMerge<T>(Func<T, DateTimeOffset> timeOf, Func<T, T> markLate, Func<string, ClusterWarning> reportSilent, TimeSpan silence, TimeProvider time)
{
    public async IAsyncEnumerable<Answer<T>> MergeAsync(IReadOnlyList<MergeSource<T>> sources, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var waiting = sources.Select(source => new Lane(source)).ToList();
        var late = new List<Lane>();
        var heads = new PriorityQueue<Lane, (DateTimeOffset, int)>();
        var reported = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (waiting.Count > 0 || heads.Count > 0 || late.Count > 0)
        {
            foreach (var answer in FillHeads(waiting, heads)) yield return answer;
            foreach (var answer in TakeLate(late)) yield return answer;

            if (waiting.Count == 0 && heads.TryDequeue(out var first, out _))
            {
                yield return first.Head!;
                waiting.Add(first);
                continue;
            }

            if (waiting.Count == 0 && late.Count == 0) yield break;
            foreach (var silent in await WaitAsync(waiting, late, cancellationToken))
            {
                waiting.Remove(silent);
                late.Add(silent);
                if (reported.Add(silent.Source.Node)) yield return reportSilent(silent.Source.Node);
            }
        }
    }

    /// <summary>Moves every source that has a line from the waiting ones to the heads; drops those that have ended.</summary>
    private IEnumerable<Answer<T>> FillHeads(List<Lane> waiting, PriorityQueue<Lane, (DateTimeOffset, int)> heads)
    {
        for (var i = waiting.Count - 1; i >= 0; i--)
        {
            var lane = waiting[i];
            while (lane.Source.Lines.TryRead(out var answer))
            {
                if (!answer.IsValue)
                {
                    yield return answer;
                    continue;
                }

                lane.Head = answer.Value;
                lane.Waited = TimeSpan.Zero;
                heads.Enqueue(lane, (timeOf(answer.Value), lane.Order));
                waiting.RemoveAt(i);
                break;
            }

            if (i < waiting.Count && waiting[i] == lane && lane.HasEnded) waiting.RemoveAt(i);
        }
    }

    private IEnumerable<Answer<T>> TakeLate(List<Lane> late)
    {
        for (var i = late.Count - 1; i >= 0; i--)
        {
            while (late[i].Source.Lines.TryRead(out var answer)) yield return answer.IsValue ? markLate(answer.Value) : answer;
            if (late[i].HasEnded) late.RemoveAt(i);
        }
    }

    /// <summary>Waits until some source has something, or one in the merge was waited for too long; gives the latter.</summary>
    private async Task<IReadOnlyList<Lane>> WaitAsync(List<Lane> waiting, List<Lane> late, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var started = time.GetTimestamp();
        var patience = waiting.Count == 0 ? Timeout.InfiniteTimeSpan : waiting.Min(lane => silence - lane.Waited);
        var ready = waiting.Concat(late).Select(lane => lane.Source.Lines.WaitToReadAsync(stop.Token).AsTask()).ToList();
        var first = await Task.WhenAny([.. ready, Task.Delay(patience < TimeSpan.Zero && patience != Timeout.InfiniteTimeSpan ? TimeSpan.Zero : patience, time, stop.Token)]);
        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();

        var waited = time.GetElapsedTime(started);
        foreach (var lane in waiting) lane.Waited += waited;
        return first is Task<bool> ? [] : waiting.Where(lane => lane.Waited >= silence).ToList();
    }

    /// <summary>A source and its first line that is not given out yet.</summary>
    private sealed class Lane(MergeSource<T> source)
    {
        private static int _lanes;

        public MergeSource<T> Source { get; } = source;

        public T? Head { get; set; }

        public TimeSpan Waited { get; set; }

        /// <summary>Lines of equal times keep the order of their sources.</summary>
        public int Order { get; } = Interlocked.Increment(ref _lanes);

        public bool HasEnded => Source.Lines.Completion.IsCompleted;
    }
}
