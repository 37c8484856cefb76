using LyttleCluster.Core;
using LyttleCluster.Core.Alerts;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager.Metrics;

namespace LyttleCluster.Service.Manager.Notifications;

/// <summary>Tells every target of alerts. A target that is down holds up no other, and nobody else.</summary>
internal sealed class Notifier : IAlertSink, IAsyncDisposable
{
    public const string Source = "notifications";

    private readonly NoticeStore _store;
    private readonly ServiceLog _log;
    private readonly NotificationHttp? _http;
    private readonly IReadOnlyList<NotificationQueue> _queues;
    private readonly CancellationTokenSource _stop = new();
    private Task _sending = Task.CompletedTask;

    private Notifier(IReadOnlyList<INotificationTarget> targets, NotificationHttp? http, NoticeStore store, ManagerCounters counters, ServiceLog log, TimeProvider time)
    {
        (_store, _log, _http) = (store, log, http);
        _queues = [.. targets.Select(target => new NotificationQueue(target, store, counters, log, time))];
    }

    /// <summary>Takes up what the process before could not send, and begins.</summary>
    public static async Task<Notifier> StartAsync(NotificationOptions options, NoticeStore store, ManagerCounters counters, ServiceLog log, TimeProvider time, CancellationToken cancellationToken)
    {
        var http = new NotificationHttp(options.AuthorityFile, time);
        List<INotificationTarget> targets = [.. options.Webhooks.Select(hook => new Webhook(hook, http))];
        if (options.Mail is { } mail) targets.Add(new MailTarget(mail, options.AuthorityFile, time));
        return await StartAsync(targets, http, store, counters, log, time, cancellationToken);
    }

    /// <summary>As above, with targets of one's own.</summary>
    public static async Task<Notifier> StartAsync(
        IReadOnlyList<INotificationTarget> targets, NotificationHttp? http, NoticeStore store, ManagerCounters counters, ServiceLog log, TimeProvider time, CancellationToken cancellationToken)
    {
        var notifier = new Notifier(targets, http, store, counters, log, time);
        await notifier.TakeUpAsync(cancellationToken);
        notifier._sending = Task.WhenAll(notifier._queues.Select(queue => Task.Run(() => queue.RunAsync(notifier._stop.Token))));
        return notifier;
    }

    public async ValueTask TellAsync(IReadOnlyList<AlertNotice> notices, CancellationToken cancellationToken)
    {
        foreach (var notice in notices)
            _log.Info("Alert.", ("kind", notice.Kind), ("rule", notice.Alert.Rule), ("target", notice.Alert.Target), ("summary", notice.Alert.Summary));
        if (_queues.Count == 0) return;
        try
        {
            await _store.AddAsync(_queues.Select(queue => queue.Name), notices, cancellationToken);
        }
        catch (ClusterException failure)
        {
            // The disk may be full: that is the last moment to be silent.
            _log.Warn("Notifications are not safe from a restart: they could not be stored.", ("code", failure.ErrorId));
        }

        foreach (var queue in _queues) await GiveUpAsync(queue, queue.Add(notices), cancellationToken);
    }

    /// <summary>What is wrong with the targets.</summary>
    public IReadOnlyList<AlertCondition> Signs =>
    [
        .. _queues.Where(queue => queue.Trouble is not null).Select(queue => new AlertCondition
        {
            Rule = AlertRules.NotificationFailing.Name,
            Target = $"notification/{queue.Name}",
            Severity = EventSeverity.Warning,
            Summary = $"Alerts cannot be told to '{queue.Name}': {queue.Trouble}.",
            Remedy = "Look at that target and at the manager's log; what waits is sent when it is well again.",
        }),
    ];

    /// <summary>How many messages wait, by target.</summary>
    public IEnumerable<KeyValuePair<string, int>> Waiting => _queues.Select(queue => KeyValuePair.Create(queue.Name, queue.Count));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sending.ContinueWith(static _ => { }, TaskScheduler.Default);
        _http?.Dispose();
        _stop.Dispose();
    }

    private async Task TakeUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _store.KeepOnlyAsync([.. _queues.Select(queue => queue.Name)], cancellationToken);
            foreach (var queue in _queues) await GiveUpAsync(queue, queue.Add(await _store.ListAsync(queue.Name, cancellationToken)), cancellationToken);
        }
        catch (ClusterException failure)
        {
            _log.Warn("Notifications that waited before the start could not be read.", ("code", failure.ErrorId));
        }
    }

    private async Task GiveUpAsync(NotificationQueue queue, IReadOnlyList<AlertNotice> given, CancellationToken cancellationToken)
    {
        if (given.Count == 0) return;
        _log.Warn("Notifications were given up: too many wait.", ("target", queue.Name), ("count", given.Count));
        try
        {
            await _store.RemoveAsync(queue.Name, given, cancellationToken);
        }
        catch (ClusterException failure)
        {
            _log.Warn("Notifications that were given up could not be forgotten.", ("target", queue.Name), ("code", failure.ErrorId));
        }
    }
}
