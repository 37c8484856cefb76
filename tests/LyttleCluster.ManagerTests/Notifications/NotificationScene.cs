using System.Collections.Concurrent;
using LyttleCluster.Core;
using LyttleCluster.Core.Alerts;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager.Metrics;
using LyttleCluster.Service.Manager.Notifications;
using LyttleCluster.Tests;
using LyttleCluster.Tests.Local;

namespace LyttleCluster.ManagerTests.Notifications;

/// <summary>A notifier on a store of its own and a clock that the test moves.</summary>
internal sealed class NotificationScene : IAsyncDisposable
{
    private readonly TemporaryCluster _cluster;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lyttle-notify-");
    private readonly LogLines _log = new();
    private int _number;

    private NotificationScene(TemporaryCluster cluster) => _cluster = cluster;

    public ManualTimeProvider Time { get; } = new();

    public ManagerCounters Counters { get; } = new();

    public Notifier? Notifier { get; private set; }

    public NoticeStore Store => new(((LocalCluster)_cluster.Cluster).Parts.Store);

    /// <summary>What the manager logged.</summary>
    public string Log => _log.ToString();

    public static async Task<NotificationScene> OpenAsync() => new(await TemporaryCluster.OpenAsync());

    /// <summary>A file of mode 0600 with that in it.</summary>
    public string Secret(string text)
    {
        var path = Path.Combine(_folder.FullName, $"secret{++_number}");
        File.WriteAllText(path, text + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public async Task StartAsync(NotificationOptions options)
    {
        Notifier = await Notifier.StartAsync(options, Store, Counters, new ServiceLog(_log, LogFormat.Text, Time), Time, CancellationToken.None);
    }

    public async Task StopAsync()
    {
        await Notifier!.DisposeAsync();
        Notifier = null;
    }

    public ValueTask TellAsync(params AlertNotice[] notices) => Notifier!.TellAsync(notices, CancellationToken.None);

    /// <summary>Moves the clock by this, again and again, until something is so.</summary>
    public async Task UntilAsync(Func<bool> isSo, TimeSpan step)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!isSo())
        {
            limit.Token.ThrowIfCancellationRequested();
            Time.Advance(step);
            // What is under way is given real time to end before the clock ends it.
            await Task.Delay(25, limit.Token);
        }
    }

    /// <summary>Until nothing waits in the store for that target.</summary>
    public async Task UntilNothingWaitsAsync(string target)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await Store.ListAsync(target, limit.Token)).Count > 0) await Task.Delay(10, limit.Token);
    }

    public long Sent(string target, string outcome = "sent") => Counters.Notices.GetValueOrDefault((target, outcome));

    public AlertNotice Notice(string name, AlertNoticeKind kind = AlertNoticeKind.Began, string? summary = null) => new()
    {
        Kind = kind,
        At = Time.GetUtcNow(),
        Owners = ["ann"],
        Alert = new ClusterAlert
        {
            Id = AlertEntry.IdOf(new AlertKey("ContainerDied", $"container/web1/{name}"), Time.GetUtcNow()),
            Rule = "ContainerDied",
            Severity = EventSeverity.Error,
            Target = $"container/web1/{name}",
            Node = "web1",
            State = kind == AlertNoticeKind.Resolved ? AlertState.Resolved : AlertState.Active,
            Summary = summary ?? $"Container {name} on web1 ended with exit code 1.",
            Remedy = "Look at its log.",
            Since = Time.GetUtcNow(),
        },
    };

    public async ValueTask DisposeAsync()
    {
        if (Notifier is not null) await Notifier.DisposeAsync();
        await _cluster.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private sealed class LogLines : TextWriter
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

        public override void WriteLine(string? value) => _lines.Enqueue(value ?? "");

        public override string ToString() => string.Join('\n', _lines);
    }
}
