using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using LyttleCluster.Core.Watching;

namespace LyttleCluster.Service.Manager.Watching;

/// <summary>One reader of the feed: a snapshot, or what it missed, then every change that it wants, and a sign of life between.</summary>
/// <param name="feed">The feed.</param>
/// <param name="body">Where it is written to.</param>
/// <param name="isMeant">Which nodes it wants, by name.</param>
/// <param name="topics">What it wants to be told of.</param>
/// <param name="limits">How long it may take to read.</param>
/// <param name="time">The clock.</param>
internal sealed class WatchReader(WatchFeed feed, PipeWriter body, Func<string, bool> isMeant, WatchTopics topics, WatchLimits limits, TimeProvider time)
{
    /// <summary>About so much is written before it must have been taken.</summary>
    private const int Block = 64 * 1024;

    private readonly List<WatchFrame> _frames = [];

    /// <summary>Writes until the reader leaves, is too slow, or the manager stops.</summary>
    /// <param name="after">The last revision it has; null: none.</param>
    /// <param name="left">Cancelled when it left.</param>
    /// <exception cref="OperationCanceledException">It left, or did not read for too long.</exception>
    public async Task RunAsync(long? after, CancellationToken left)
    {
        if (after is not { } at || !CanGoOn(at)) at = await WriteSnapshotAsync(left);
        while (!feed.Ended.IsCancellationRequested)
        {
            var news = feed.NewsAsync();
            _frames.Clear();
            if (!feed.TryTake(ref at, Block, _frames))
            {
                await WriteRefusalAsync(left);
                return;
            }

            if (_frames.Count == 0)
            {
                await news.WaitAsync(left);
                if (feed.UpTo == at && !feed.Ended.IsCancellationRequested) await HeartbeatAsync(left);
                continue;
            }

            var isTold = false;
            foreach (var frame in _frames.Where(frame => (frame.Topic & topics) != 0 && isMeant(frame.Node)))
            {
                Write(frame.Bytes);
                isTold = true;
            }

            if (!isTold) continue;
            await FlushAsync(left);
            // What comes within a moment goes out together: hundreds of readers are one flush each. Who is behind does not wait.
            if (at == feed.UpTo) await Task.Delay(limits.Gather, time, left);
        }
    }

    private bool CanGoOn(long after)
    {
        _frames.Clear();
        return feed.TryTake(ref after, 0, _frames);
    }

    private async Task<long> WriteSnapshotAsync(CancellationToken left)
    {
        var snapshot = feed.Snapshot();
        Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {feed.Run}-{snapshot.Revision}\nevent: snapshot\ndata: ")));
        foreach (var piece in snapshot.Pieces(isMeant, topics))
        {
            Write(piece.Span);
            if (body.UnflushedBytes >= Block) await FlushAsync(left);
        }

        Write("\n\n"u8);
        await FlushAsync(left);
        return snapshot.Revision;
    }

    private async Task WriteRefusalAsync(CancellationToken left)
    {
        var failure = WatchErrors.TooSlow();
        Write("event: error\ndata: "u8);
        Write(JsonSerializer.SerializeToUtf8Bytes(new WatchRefusal(failure.ErrorId, failure.Message, failure.Remedy), WatchJson.Default.WatchRefusal));
        Write("\n\n"u8);
        await FlushAsync(left);
    }

    private Task HeartbeatAsync(CancellationToken left)
    {
        Write(":\n\n"u8);
        return FlushAsync(left);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(body.GetSpan(bytes.Length));
        body.Advance(bytes.Length);
    }

    private async Task FlushAsync(CancellationToken left)
    {
        using var limit = new CancellationTokenSource(limits.Flush, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, left, feed.Ended);
        var result = await body.FlushAsync(either.Token);
        if (result.IsCompleted || result.IsCanceled) throw new OperationCanceledException("The reader left.");
    }
}

/// <summary>How readers of the watch are treated. Not settings: tests narrow them.</summary>
internal sealed record WatchLimits
{
    /// <summary>After how much quiet a reader is given a sign of life.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long changes are gathered after some were sent.</summary>
    public TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a reader may take nothing while something waits for it.</summary>
    public TimeSpan Flush { get; init; } = TimeSpan.FromSeconds(15);
}
