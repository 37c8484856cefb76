using System.Security.Cryptography;
using LyttleCluster.Core.Containers;
using LyttleCluster.Core.Docker;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Watching;

/// <summary>
/// Watches one engine: one look after the other, never two at once, and its stream of events beside them. Events ask for a look; callers that want
/// one join the next that begins.
/// </summary>
internal sealed class EngineWatch : IAsyncDisposable
{
    /// <summary>
    /// So many lists follow what happened: an engine tells that a container died before its own list says so (moby: the event, then the checkpoint
    /// that lists are made from), so the one that comes at once may come too early.
    /// </summary>
    private const int ListsAfterEvents = 2;

    /// <summary>A list of more is not a list of containers of one host.</summary>
    private const int MostListBytes = 16 * 1024 * 1024;

    private readonly DockerClient _docker;
    private readonly INodeSight _node;
    private readonly WatchPace _pace;
    private readonly WatchRecord _record;
    private readonly ReusedMemory _lists;
    private readonly TimeProvider _time;
    private readonly Alarm _alarm;
    private readonly CancellationTokenSource _stop = new();
    private readonly NextLook<ClusterContainer[]> _callers = new();
    private readonly byte[] _listHash = new byte[SHA256.HashSizeInBytes];
    private readonly Task _looks;
    private readonly EngineEvents _events;

    private DockerPing? _ping;
    private DockerInfo? _info;
    private TimeSpan? _skew;
    private ListedContainers _containers;
    private ClusterContainerCounts _counts = new();
    private bool _isListed;
    private long _listed;
    private long _described;
    private long _heard;
    private int _listsDue;
    private int _failures;
    private long _failing;
    private TimeSpan _pause;

    public EngineWatch(DockerClient docker, INodeSight node, ListedContainers known, DateTimeOffset? eventsSince, WatchTools tools)
    {
        (_docker, _node, _containers, _pace, _record, _lists, _time) = (docker, node, known, tools.Pace, tools.Record, tools.Lists, tools.Time);
        _alarm = new Alarm(_time);
        _events = new EngineEvents(docker, node, this, eventsSince, tools);
        _looks = Task.Run(() => RunAsync(tools.FirstLooks));
    }

    /// <summary>How far the engine's clock is ahead of ours; null: not known.</summary>
    public TimeSpan? ClockSkew => _skew;

    /// <summary>Its containers, by a look that begins from now on; joined with others that want the same.</summary>
    public Task<ClusterContainer[]> ListAsync()
    {
        var next = _callers.Join();
        _alarm.Ring();
        return next;
    }

    /// <summary>Something was heard of the engine, so it is not quiet.</summary>
    public void Heard() => Volatile.Write(ref _heard, _time.GetTimestamp());

    /// <summary>Its containers may have changed: looks are due, soon.</summary>
    public void Touch()
    {
        if (Interlocked.Exchange(ref _listsDue, ListsAfterEvents) == 0) _alarm.Ring();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _looks.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _events.DisposeAsync();
        _callers.End();
        _alarm.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(FirstLooks first)
    {
        await first.TakeTurnAsync(LookAsync, _stop.Token);
        // From here on the looks of many nodes lie spread over the cycle, not behind each other.
        if (_failures == 0) _listed -= (long)(Random.Shared.NextDouble() * _pace.List.TotalSeconds * _time.TimestampFrequency);
        while (true)
        {
            var due = Due();
            await _alarm.WaitAsync(due, _stop.Token);
            if (Due() <= TimeSpan.Zero) await LookAsync();
        }
    }

    /// <summary>When the next look is due, from now.</summary>
    private TimeSpan Due()
    {
        if (_callers.IsWanted) return TimeSpan.Zero;
        if (_failures > 0) return _pause - _time.GetElapsedTime(_listed);
        var list = (Volatile.Read(ref _listsDue) > 0 ? _pace.ListAfterEvents : _pace.List) - _time.GetElapsedTime(_listed);
        var ping = _pace.Ping - _time.GetElapsedTime(Volatile.Read(ref _heard));
        return list < ping ? list : ping;
    }

    private bool IsListDue() =>
        _failures > 0 || !_isListed || _callers.IsWanted || Volatile.Read(ref _listsDue) > 0 || _time.GetElapsedTime(_listed) >= _pace.List;

    private async Task LookAsync()
    {
        var started = _time.GetTimestamp();
        var isList = IsListDue();
        var callers = isList ? _callers.Begin() : null;
        try
        {
            if (isList) await ListNowAsync(started);
            else await PingAsync();
            Heard();
            _failures = 0;
            _events.EngineAnswers();
            await _events.TellLeftOutAsync();
            callers?.TrySetResult(_containers.Listed);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            callers?.TrySetCanceled();
            throw;
        }
        catch (Exception unexpected)
        {
            var failure = Unexpected.Wrap(unexpected, _docker.Endpoint.Node);
            Failed(failure, started);
            callers?.TrySetException(failure);
        }
    }

    private void Failed(ClusterException failure, long started)
    {
        _listed = _time.GetTimestamp();
        if (_failures++ == 0) _failing = _listed;
        var connection = EndpointFailure.ConnectionOf(failure);
        _pause = _pace.AfterFailure(connection, _failures, _time.GetElapsedTime(_failing), _docker.Endpoint.IsSsh);
        // It may be another engine, or another version of it, that answers next.
        (_info, _ping) = (null, null);
        _node.EngineFailed(failure, _time.GetElapsedTime(started));
    }

    private async Task PingAsync()
    {
        _ping = await _docker.PingAsync(_pace.Silence, _stop.Token);
        _node.EngineSeen(new EngineSight(Look(_time.GetUtcNow()), _containers, null, _skew, _ping.Latency));
    }

    private async Task ListNowAsync(long started)
    {
        _listed = started;
        // What happens while the list is made asks for others anew.
        if (Volatile.Read(ref _listsDue) > 0) Interlocked.Decrement(ref _listsDue);
        _ping ??= await _docker.PingAsync(_pace.Silence, _stop.Token);
        if (_info is null || _time.GetElapsedTime(_described) >= _pace.Facts) await DescribeAsync();
        var list = await _docker.ReadContainersAsync(_lists, MostListBytes, _pace.Silence, _stop.Token);
        var difference = Take(list);
        _node.EngineSeen(new EngineSight(Look(_containers.ObservedAt), _containers, difference, _skew, _time.GetElapsedTime(started)));
    }

    private async Task DescribeAsync()
    {
        var asked = _time.GetUtcNow();
        _described = _time.GetTimestamp();
        _info = await _docker.GetInfoAsync(_pace.Silence, _stop.Token);
        _skew = _info.SystemTime is { } theirs ? Nodes.ClockSkew.Measure(asked, theirs, _time.GetUtcNow()) : null;
    }

    /// <summary>Takes a list. One that says what the last one said, byte by byte, is neither read nor written down again.</summary>
    private ContainerDifference? Take(DockerContainerList list)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(list.Body.Span, hash);
        if (_isListed && hash.SequenceEqual(_listHash))
        {
            _containers = new ListedContainers(_containers.Listed, list.ObservedAt);
            list.Dispose();
            return null;
        }

        var containers = list.Parse();
        var difference = ContainerComparison.Compare(_containers.Listed, containers);
        (_containers, _counts) = (new ListedContainers(containers, list.ObservedAt), ContainerCounting.Count(containers));
        hash.CopyTo(_listHash);
        _isListed = true;
        _record.Containers(_docker.Endpoint.Node, list);
        return difference;
    }

    private DockerLook Look(DateTimeOffset at) => new(NodeProbe.EndpointOf(_docker.Endpoint, _info!, _ping!, at), _info!, _counts);
}
