using System.Collections.Concurrent;
using LyttleCluster.Core;
using LyttleCluster.Core.Alerts;
using LyttleCluster.Tests;
using LyttleCluster.Tests.Local;

namespace LyttleCluster.ManagerTests.Alerts;

/// <summary>A monitor on a real store and history, a watch that the test leads, and a clock that it moves.</summary>
internal sealed class MonitorScene : IAsyncDisposable, IAlertSink
{
    private readonly ConcurrentQueue<string> _told = new();
    private AlertMonitor? _monitor;

    private MonitorScene(TemporaryCluster cluster, ManualTimeProvider time) => (Temporary, Time) = (cluster, time);

    public TemporaryCluster Temporary { get; }

    public ManualTimeProvider Time { get; }

    public FakeWatch Watch { get; private set; } = new();

    public LocalCluster Cluster => (LocalCluster)Temporary.Cluster;

    public IReadOnlyList<string> Told => [.. _told];

    public ConcurrentQueue<ClusterOperation> Ended { get; } = new();

    public ConcurrentDictionary<string, string?> Health { get; } = new();

    public int EventsMissed { get; private set; }

    public static async Task<MonitorScene> OpenAsync()
    {
        var time = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        return new MonitorScene(await TemporaryCluster.OpenAsync(time), time);
    }

    /// <summary>Begins; the monitor follows the watch when this ends.</summary>
    public async Task StartAsync()
    {
        _monitor = await AlertMonitor.StartAsync(
            Cluster, Watch, this,
            new AlertMonitorHooks { OperationEnded = Ended.Enqueue, Report = (part, reason) => Health[part] = reason, EventsMissed = () => EventsMissed++ },
            CancellationToken.None);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Watch.Readings == 0) await Task.Delay(5, limit.Token);
    }

    /// <summary>The process ends, and another one begins on the same files.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await Temporary.ReopenAsync();
        Watch = new FakeWatch();
        await StartAsync();
    }

    public async Task StopAsync()
    {
        if (_monitor is not null) await _monitor.DisposeAsync();
        _monitor = null;
    }

    public ValueTask TellAsync(IReadOnlyList<AlertNotice> notices, CancellationToken cancellationToken)
    {
        foreach (var notice in notices) _told.Enqueue($"{notice.Kind} {notice.Alert.Rule} {notice.Alert.Target}");
        return ValueTask.CompletedTask;
    }

    public async Task<List<ClusterAlert>> AlertsAsync(AlertQuery? query = null) =>
        [.. (await Cluster.Alerts.GetAsync(query ?? new AlertQuery(), CancellationToken.None).ToListAsync()).Select(answer => answer.Value).OfType<ClusterAlert>()];

    /// <summary>Moves the clock, second by second, until something is so.</summary>
    public async Task UntilAsync(Func<bool> isSo, double step = 1)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!isSo())
        {
            limit.Token.ThrowIfCancellationRequested();
            Time.Advance(TimeSpan.FromSeconds(step));
            await Task.Delay(5, limit.Token);
        }
    }

    /// <summary>Lets so many seconds go by, each of them looked at.</summary>
    public async Task WaitAsync(int seconds)
    {
        var end = Time.GetUtcNow().AddSeconds(seconds);
        await UntilAsync(() => Time.GetUtcNow() >= end);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Temporary.DisposeAsync();
    }
}
