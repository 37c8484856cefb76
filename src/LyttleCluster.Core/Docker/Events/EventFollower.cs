using System.Runtime.CompilerServices;

namespace LyttleCluster.Core.Docker;

/// <summary>
/// Follows an engine's events across broken connections and restarts.
/// <para>
/// An engine replays its last 256 events from a time on, that time included, and nothing at all after its own restart. So the last
/// event that was seen is the proof: if the engine still replays it, everything since is replayed too; if it does not, events may be
/// missing and a <see cref="DockerEventItemKind.Gap"/> is told. (podman replays nothing: every reconnect is a gap there.)
/// </para>
/// </summary>
internal sealed class EventFollower(DockerClient client, TimeProvider time, TimeSpan silence, Func<CancellationToken, Task>? untilRetry = null)
{
    // Events of one engine are not strictly in order of their times: ask a little further back, what was seen is dropped.
    private const long OverlapNano = 1_000_000_000;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly SeenEvents _seen = new();
    private long? _start;
    private ClusterException? _away;

    public async IAsyncEnumerable<DockerEventItem> FollowAsync(DateTimeOffset? since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _start = since is { } given ? EngineTime.Nano(given) : null;
        var pause = FirstPause;
        for (var connection = 0; ; )
        {
            var (stream, failure) = await TryOpenAsync(cancellationToken);
            if (stream is not null)
            {
                await using var held = stream;
                if (_away is not null) yield return DockerEventItem.Reconnected;
                if (connection++ > 0 && await WhyGapAsync(cancellationToken) is { } reason) yield return DockerEventItem.Gap(reason);
                _away = null;
                while (true)
                {
                    (var next, failure) = await TryNextAsync(stream);
                    if (next is null) break;
                    // Not before something came: who takes connections only to end them is not asked four times a second.
                    pause = FirstPause;
                    if (_seen.Add(next)) yield return DockerEventItem.Of(next);
                }
            }

            if (_away?.ErrorId != failure!.ErrorId) yield return DockerEventItem.Disconnected(failure);
            _away = failure;
            if (untilRetry is not null)
            {
                await untilRetry(cancellationToken);
                continue;
            }

            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<(DockerJsonStream<DockerEvent>? Stream, ClusterException? Failure)> TryOpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            // "From now on" is a moment of the engine's clock, not of ours: with it a later reconnect misses nothing.
            _start ??= (await client.GetInfoAsync(silence, cancellationToken)).SystemTime is { } now ? EngineTime.Nano(now) : null;
            return (await client.OpenEventsAsync(From(), null, silence, cancellationToken), null);
        }
        catch (ClusterException failure)
        {
            return (null, failure);
        }
    }

    /// <summary>From when on events are wanted. An engine whose clock was set back since the start counts from its last event, though that is before the start.</summary>
    private long? From() => _seen.Last switch
    {
        { TimeNano: > 0 } last when last.TimeNano < _start => last.TimeNano - OverlapNano,
        { TimeNano: > 0 } last => Math.Max(last.TimeNano - OverlapNano, _start ?? 0),
        _ => _start,
    };

    private async Task<(DockerEvent? Event, ClusterException? Failure)> TryNextAsync(DockerJsonStream<DockerEvent> stream)
    {
        try
        {
            return await stream.NextAsync() is { } item ? (item, null) : (null, DockerErrors.StreamEnded(client.Endpoint));
        }
        catch (ClusterException failure)
        {
            return (null, failure);
        }
    }

    /// <summary>
    /// Asks, while the new stream is open already, whether the engine still replays the last event that was seen. Since its ring only
    /// moves on, an event that is there now was there when the stream was opened.
    /// </summary>
    private async Task<string?> WhyGapAsync(CancellationToken cancellationToken)
    {
        if (_seen.Last is not { TimeNano: > 0 } last) return "no event was seen yet that could show whether some were lost";
        try
        {
            await using var replay = await client.OpenEventsAsync(last.TimeNano, last.TimeNano + 1, silence, cancellationToken);
            while (await replay.NextAsync() is { } item)
            {
                if (_seen.IsLast(item)) return null;
            }

            return "the engine was restarted, or more happened than the 256 events it remembers";
        }
        catch (ClusterException)
        {
            return "the engine did not say what happened in between";
        }
    }
}
