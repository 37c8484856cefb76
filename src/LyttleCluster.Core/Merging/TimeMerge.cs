using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace LyttleCluster.Core.Merging;

/// <summary>
/// Merges finite streams by time. It waits for the slowest, but not for ever: a source that keeps it waiting for
/// <paramref name="silence"/> leaves the merge and is reported, once a node. Time that the reader of the result takes does not count.
/// </summary>
internal sealed class TimeMerge<T>(MergeRules<T> rules, TimeSpan silence, TimeProvider time)
{
    private readonly HashSet<string> _reported = new(StringComparer.OrdinalIgnoreCase);

    // Says that some source has something, or ended. One place: what comes while nobody waits is noticed by looking.
    private readonly Channel<bool> _arrivals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>How long the merge has waited for sources so far: the clock by which silence is measured.</summary>
    private TimeSpan _waited;

    /// <summary>A source to be merged.</summary>
    /// <param name="node">Whose it is.</param>
    /// <param name="ahead">Entries that may wait to be merged.</param>
    /// <param name="isLocal">Whether it never leaves the merge.</param>
    public MergeSource<T> Open(string node, int ahead, bool isLocal = false) => new(node, isLocal, ahead, _arrivals.Writer);

    /// <summary>Merges sources, and those that take the place of an ended one, until all that are left have ended.</summary>
    /// <param name="sources">Those that <see cref="Open"/> gave.</param>
    /// <param name="left">Takes those that left the merge; what they go on to say can be merged in a later run.</param>
    /// <param name="cancellationToken">Ends the merge; the sources stay as they are.</param>
    public async IAsyncEnumerable<Answer<T>> MergeAsync(
        IEnumerable<MergeSource<T>> sources, ICollection<MergeSource<T>> left, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lanes = 0;
        var waiting = sources.Select(NewLane).ToList();
        var heads = new PriorityQueue<Lane, (DateTimeOffset, int)>();
        while (true)
        {
            foreach (var answer in FillHeads()) yield return answer;
            if (waiting.Count == 0)
            {
                if (!heads.TryDequeue(out var first, out _)) yield break;
                yield return first.Head!;
                first.Since = _waited;
                waiting.Add(first);
                continue;
            }

            foreach (var lane in waiting.Where(IsOverdue))
            {
                left.Add(lane.Source);
                if (_reported.Add(lane.Source.Node)) yield return rules.ReportSilent(lane.Source.Node);
            }

            if (waiting.RemoveAll(IsOverdue) == 0) await WaitAsync(waiting, cancellationToken);
        }

        Lane NewLane(MergeSource<T> source) => new(source, lanes++) { Since = _waited };

        // Moves every source that has an entry from the waiting ones to the heads; the place of one that has ended is taken.
        IEnumerable<Answer<T>> FillHeads()
        {
            for (var i = 0; i < waiting.Count;)
            {
                var lane = waiting[i];
                if (lane.Source.TryRead(out var answer))
                {
                    if (!answer.IsValue)
                    {
                        yield return answer;
                        continue;
                    }

                    lane.Head = answer.Value;
                    heads.Enqueue(lane, (rules.TimeOf(answer.Value), lane.Order));
                }
                else if (lane.Source.HasEnded)
                {
                    waiting.AddRange(lane.Source.Next.Select(NewLane));
                }
                else
                {
                    i++;
                    continue;
                }

                waiting[i] = waiting[^1];
                waiting.RemoveAt(waiting.Count - 1);
            }
        }
    }

    private bool IsOverdue(Lane lane) => !lane.Source.IsLocal && _waited - lane.Since >= silence;

    /// <summary>Waits until some source has something, or the first of them is overdue.</summary>
    private async Task WaitAsync(List<Lane> waiting, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var started = time.GetTimestamp();
        var since = waiting.Where(lane => !lane.Source.IsLocal).Select(lane => (TimeSpan?)lane.Since).Min();
        var patience = since is null ? Timeout.InfiniteTimeSpan : silence - (_waited - since.Value);
        await Task.WhenAny(_arrivals.Reader.WaitToReadAsync(stop.Token).AsTask(), Task.Delay(patience, time, stop.Token));
        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        _arrivals.Reader.TryRead(out _);
        _waited += time.GetElapsedTime(started);
    }

    /// <summary>A source and its first entry that is not given out yet.</summary>
    private sealed class Lane(MergeSource<T> source, int order)
    {
        public MergeSource<T> Source { get; } = source;

        public T? Head { get; set; }

        /// <summary>From when on it is waited for, by the clock of the merge.</summary>
        public TimeSpan Since { get; set; }

        /// <summary>Entries of equal times keep the order of their sources.</summary>
        public int Order { get; } = order;
    }
}
