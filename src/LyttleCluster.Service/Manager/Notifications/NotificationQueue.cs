using System.Threading.Channels;
using LyttleCluster.Core;
using LyttleCluster.Core.Alerts;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager.Metrics;

namespace LyttleCluster.Service.Manager.Notifications;

/// <summary>What waits for one target, and the loop that sends it: gathered, in order, again and again with growing pauses until it is taken or too old.</summary>
internal sealed class NotificationQueue(INotificationTarget target, NoticeStore store, ManagerCounters counters, ServiceLog log, TimeProvider time)
{
    /// <summary>So many wait at most; then the oldest are given up.</summary>
    public const int Most = 500;

    /// <summary>So many are told in one message.</summary>
    public const int MostInOne = 50;

    /// <summary>What is older is no news.</summary>
    public static readonly TimeSpan Oldest = TimeSpan.FromHours(24);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly string Sender = Environment.MachineName;

    private readonly Lock _gate = new();
    private readonly LinkedList<(AlertNotice Notice, DateTimeOffset Since)> _waiting = new();
    private readonly Channel<bool> _arrived = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int _dropped;
    private int _failures;

    public string Name => target.Name;

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _waiting.Count;
        }
    }

    /// <summary>Why the last try failed; null: it did not.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Takes notices; gives back those that had to go for them.</summary>
    public IReadOnlyList<AlertNotice> Add(IEnumerable<AlertNotice> notices)
    {
        var given = new List<AlertNotice>();
        lock (_gate)
        {
            var now = time.GetUtcNow();
            foreach (var notice in notices) _waiting.AddLast((notice, now));
            while (_waiting.Count > Most) given.Add(TakeFirst());
            _dropped += given.Count;
            _arrived.Writer.TryWrite(true);
        }

        if (given.Count > 0) counters.Notified(Name, "dropped", given.Count);
        return given;
    }

    /// <summary>Sends what comes, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _arrived.Reader.ReadAsync(cancellationToken);
            while (First() is { } since)
            {
                var early = since + target.Gather - time.GetUtcNow();
                if (early > TimeSpan.Zero) await Task.Delay(early < target.Gather ? early : target.Gather, time, cancellationToken);
                var pause = await SendAsync(cancellationToken);
                if (pause > TimeSpan.Zero) await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    /// <summary>Sends one message; how long to wait before the next.</summary>
    private async Task<TimeSpan> SendAsync(CancellationToken cancellationToken)
    {
        await DropOldAsync(cancellationToken);
        var message = Message();
        if (message.Notices.Count == 0) return TimeSpan.Zero;
        try
        {
            await target.SendAsync(message, cancellationToken);
        }
        catch (Exception failure) when (failure is NotificationException or ClusterException)
        {
            return Failed(failure.Message, (failure as NotificationException)?.After);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Words of the framework may hold the address.
            return Failed($"{failure.GetType().Name}", null);
        }

        await SentAsync(message, cancellationToken);
        return TimeSpan.Zero;
    }

    private TimeSpan Failed(string reason, TimeSpan? after)
    {
        counters.Notified(Name, "failed");
        if (_failures == 0 || Trouble != reason) log.Warn("A notification could not be sent; it is tried again.", ("target", Name), ("reason", reason));
        Trouble = reason;
        var pause = FirstPause * Math.Pow(2, Math.Min(_failures++, 10));
        return after ?? (pause < LongestPause ? pause : LongestPause);
    }

    private async Task SentAsync(NotificationMessage message, CancellationToken cancellationToken)
    {
        if (_failures > 0) log.Info("Notifications are taken again.", ("target", Name));
        (_failures, Trouble) = (0, null);
        counters.Notified(Name, "sent");
        lock (_gate)
        {
            _dropped -= message.Dropped;
            var sent = message.Notices.ToHashSet(ReferenceEqualityComparer.Instance);
            for (var node = _waiting.First; node is not null;)
            {
                var next = node.Next;
                if (sent.Contains(node.Value.Notice)) _waiting.Remove(node);
                node = next;
            }
        }

        await ForgetAsync(message.Notices, cancellationToken);
    }

    private async Task DropOldAsync(CancellationToken cancellationToken)
    {
        var old = new List<AlertNotice>();
        lock (_gate)
        {
            while (_waiting.First is { Value.Notice.At: var at } && time.GetUtcNow() - at > Oldest) old.Add(TakeFirst());
            _dropped += old.Count;
        }

        if (old.Count == 0) return;
        counters.Notified(Name, "dropped", old.Count);
        log.Warn("Notifications were given up: nobody took them for a day.", ("target", Name), ("count", old.Count));
        await ForgetAsync(old, cancellationToken);
    }

    private async Task ForgetAsync(IReadOnlyList<AlertNotice> notices, CancellationToken cancellationToken)
    {
        try
        {
            await store.RemoveAsync(Name, notices, cancellationToken);
        }
        catch (ClusterException failure)
        {
            log.Warn("What was told could not be noted: after a restart it may be told again.", ("target", Name), ("code", failure.ErrorId));
        }
    }

    private NotificationMessage Message()
    {
        lock (_gate) return new NotificationMessage([.. _waiting.Take(MostInOne).Select(waiting => waiting.Notice)], _dropped, Sender, time.GetUtcNow());
    }

    private DateTimeOffset? First()
    {
        lock (_gate) return _waiting.First?.Value.Since;
    }

    private AlertNotice TakeFirst()
    {
        var first = _waiting.First!.Value.Notice;
        _waiting.RemoveFirst();
        return first;
    }
}
