using System.Security.Cryptography;
using LyttleCluster.Core.Watching;

namespace LyttleCluster.Service.Manager.Watching;

/// <summary>
/// The watch for many readers. It follows once and writes each change once; readers take what they have not seen from the last changes, which are
/// all the memory that any number of them costs. Who falls out of them is cut off.
/// </summary>
internal sealed class WatchFeed : IAsyncDisposable
{
    /// <summary>So many bytes of past changes are kept, but for the last one.</summary>
    internal const int MostBytes = 8 * 1024 * 1024;

    private readonly IClusterWatch _watch;
    private readonly TimeProvider _time;
    private readonly TimeSpan _heartbeat;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<WatchFrame> _frames = [];
    private readonly Task _work;
    private int _begin;
    private long _bytes;
    private long _upTo;
    private TaskCompletionSource _news = NewSignal();
    private WatchSnapshot? _snapshot;

    public WatchFeed(IClusterWatch watch, TimeProvider time, TimeSpan heartbeat)
    {
        (_watch, _time, _heartbeat) = (watch, time, heartbeat);
        _upTo = watch.Now.Revision;
        _work = Task.WhenAll(Task.Run(FollowAsync), Task.Run(PulseAsync));
    }

    /// <summary>Tells runs of the manager apart: revisions begin anew with each.</summary>
    public string Run { get; } = RandomNumberGenerator.GetHexString(8, lowercase: true);

    /// <summary>Cancelled when no more comes.</summary>
    public CancellationToken Ended => _stop.Token;

    /// <summary>The last revision that was written.</summary>
    public long UpTo
    {
        get
        {
            lock (_gate) return _upTo;
        }
    }

    /// <summary>The revision in an id of this run; null: of another run, or no id.</summary>
    public long? RevisionOf(string? id) =>
        id is not null && id.StartsWith(Run + "-", StringComparison.Ordinal) && long.TryParse(id.AsSpan(Run.Length + 1), out var revision) ? revision : null;

    /// <summary>
    /// Takes the changes after a revision; false when they are not kept any more.
    /// </summary>
    /// <param name="after">The last revision that the reader has; it becomes that of the last change taken.</param>
    /// <param name="most">Not many more bytes than these.</param>
    /// <param name="frames">What is taken is added here.</param>
    public bool TryTake(ref long after, int most, List<WatchFrame> frames)
    {
        lock (_gate)
        {
            if (after > _upTo) return false;
            if (after == _upTo) return true;
            var oldest = _begin < _frames.Count ? _frames[_begin].Revision : _upTo + 1;
            if (after < oldest - 1) return false;
            // Every revision has its frame, so the next one is found by counting.
            for (var (index, bytes) = (_begin + (int)(after + 1 - oldest), 0); index < _frames.Count && bytes < most; index++)
            {
                frames.Add(_frames[index]);
                bytes += _frames[index].Bytes.Length;
                after = _frames[index].Revision;
            }

            return true;
        }
    }

    /// <summary>Completes when there is something new, or at the next heartbeat.</summary>
    public Task NewsAsync()
    {
        lock (_gate) return _news.Task;
    }

    /// <summary>Everything, as it was a moment ago: readers that come at once share one.</summary>
    public WatchSnapshot Snapshot()
    {
        lock (_gate)
        {
            // Only as long as what changed since can be told.
            var oldest = _begin < _frames.Count ? _frames[_begin].Revision : _upTo + 1;
            if (_snapshot is null || _snapshot.Revision < oldest - 1) _snapshot = new WatchSnapshot(_watch.Now, _upTo);
            return _snapshot;
        }
    }

    /// <summary>Ends the reading of all: the manager stops.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        Signal();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task FollowAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await foreach (var item in _watch.FollowAsync(UpTo, _stop.Token)) Add(item);
            }
            catch (ClusterException tooSlow) when (tooSlow.ErrorId == WatchErrors.TooSlowId)
            {
                // It goes on where it was, or with a snapshot.
            }
        }
    }

    private void Add(WatchItem item)
    {
        var frame = WatchFrame.Of(item, Run);
        lock (_gate)
        {
            _upTo = item.Revision;
            if (frame is null)
            {
                // A snapshot: what lies between is not known, so no reader can go on.
                _frames.Clear();
                (_begin, _bytes, _snapshot) = (0, 0, null);
            }
            else
            {
                _frames.Add(frame);
                _bytes += frame.Bytes.Length;
                while (_bytes > MostBytes && _begin < _frames.Count - 1) _bytes -= _frames[_begin++].Bytes.Length;
                if (_begin > 1024 && _begin > _frames.Count / 2) Compact();
            }
        }

        Signal();
    }

    private void Compact()
    {
        _frames.RemoveRange(0, _begin);
        _begin = 0;
    }

    private void Signal()
    {
        TaskCompletionSource news;
        lock (_gate) (news, _news) = (_news, NewSignal());
        news.TrySetResult();
    }

    private async Task PulseAsync()
    {
        using var timer = new PeriodicTimer(_heartbeat, _time);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            lock (_gate) _snapshot = null;
            Signal();
        }
    }
}
