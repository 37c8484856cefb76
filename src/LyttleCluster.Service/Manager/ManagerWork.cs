using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Core.Alerts;
using LyttleCluster.Service.Manager.Access;
using LyttleCluster.Service.Manager.Health;
using LyttleCluster.Service.Manager.Http;
using LyttleCluster.Service.Manager.Metrics;
using LyttleCluster.Service.Manager.Notifications;

namespace LyttleCluster.Service.Manager;

/// <summary>What the manager does by itself beside answering: alerts and who is told of them, samples, heartbeat, and whether it is well.</summary>
internal sealed class ManagerWork : IAsyncDisposable
{
    private readonly ManagerParts _parts;
    private readonly CallCounts _calls;
    private readonly ProbeLatencies _latencies = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _loops = [];
    private Notifier? _notifier;
    private NotificationHttp? _heartbeatHttp;
    private AlertMonitor? _monitor;

    public ManagerWork(ManagerParts parts, CallCounts calls)
    {
        (_parts, _calls) = (parts, calls);
        Routes = [.. new HealthCalls(parts).Routes, .. new MetricsCalls(parts, _latencies, calls, () => _notifier?.Waiting ?? []).Routes];
    }

    /// <summary>The calls that tell of it.</summary>
    public IReadOnlyList<ManagerRoute> Routes { get; }

    /// <summary>Begins. An instance that only reads tells nobody and writes nothing: the one that changes does.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var local = _parts.Cluster.Parts;
        Keep("samples", new Sampler(_parts, _latencies, _calls).RunAsync);
        if (_parts.Options.ReadOnly) return;

        Keep(StoreProbe.Part, new StoreProbe(local.Store, local.Authority, _parts.Health, _parts.Time).RunAsync);
        var options = _parts.Options.Notifications;
        _notifier = await Notifier.StartAsync(options, new NoticeStore(local.Store), _parts.Counters, _parts.Log, _parts.Time, cancellationToken);
        _monitor = await AlertMonitor.StartAsync(_parts.Cluster, _parts.Watch, _notifier, Hooks(_notifier), cancellationToken);
        if (options.HeartbeatUrlFile is not { } file) return;
        _heartbeatHttp = new NotificationHttp(options.AuthorityFile, _parts.Time);
        Keep("heartbeat", new Heartbeat(file, _heartbeatHttp, IsWell, _parts.Log, _parts.Time).RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_loops);
        if (_monitor is not null) await _monitor.DisposeAsync();
        if (_notifier is not null) await _notifier.DisposeAsync();
        _heartbeatHttp?.Dispose();
        _stop.Dispose();
    }

    private bool IsWell() => _parts.Lifecycle.Now.IsRunning && HealthCalls.IsWell(_parts);

    private AlertMonitorHooks Hooks(Notifier notifier) => new()
    {
        Beat = _parts.Health.Beat,
        Report = _parts.Health.Report,
        Failed = (part, failure) => _parts.Log.Error("A part of the manager failed; it begins again.", ("part", part), ("code", failure.ErrorId), ("reason", failure.Message)),
        OperationEnded = Count,
        EventSeen = _parts.Counters.SawEvent,
        EventsMissed = _parts.Counters.MissedEvents,
        OwnCertificates = OwnCertificates,
        More = () => [(Notifier.Source, notifier.Signs)],
    };

    private void Count(ClusterOperation operation)
    {
        _parts.Counters.OperationEnded(operation.Kind, operation.Outcome.ToString());
        foreach (var step in operation.Steps)
        {
            if (operation.Kind == "Nginx.Reload") _parts.Counters.Reloaded(step.State.ToString());
            else if (operation.Kind == "Domains.Publish") _parts.Counters.Published(step.State.ToString());
        }
    }

    private List<KnownCertificate> OwnCertificates()
    {
        var options = _parts.Options;
        var found = new List<KnownCertificate>();
        Add("manager", options.CertificateFile);
        Add("manager-ca", options.AuthorityFile);
        Add("manager-identity-ca", options.IdentityAuthorityFile);
        return found;

        void Add(string name, string? path)
        {
            if (path is null) return;
            try
            {
                using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(path));
                found.Add(new KnownCertificate(name, $"the manager's {path}", null, certificate.NotAfter.ToUniversalTime()));
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
            {
                // Whoever uses it says so, in better words.
            }
        }
    }

    private void Keep(string part, Func<CancellationToken, Task> run) => _loops.Add(Task.Run(async () =>
    {
        try
        {
            await run(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // It is over.
        }
        catch (Exception failure)
        {
            _parts.Health.Report(part, failure.GetType().Name);
            _parts.Log.Error("A part of the manager ended.", ("part", part), ("reason", failure.ToString()));
        }
    }));
}
