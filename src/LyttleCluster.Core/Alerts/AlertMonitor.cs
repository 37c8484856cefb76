using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Watching;

namespace LyttleCluster.Core.Alerts;

/// <summary>
/// Brings everything that may be wrong to <see cref="AlertEngine"/>, once a second, and what it decides to whoever is to be told. What they are told
/// is safe before the book that says so is: after a crash in between, they are told twice rather than never.
/// </summary>
internal sealed class AlertMonitor : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(5);

    /// <summary>How often the nodes are asked how they have the domains: calls are counted at some of them.</summary>
    private static readonly TimeSpan DomainsEvery = TimeSpan.FromMinutes(5);

    /// <summary>Even nodes that answer with nonsense are tried once a minute.</summary>
    private static readonly TimeSpan ProbePatience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan HistoryMemory = TimeSpan.FromSeconds(90);

    private readonly LocalParts _parts;
    private readonly IDomains _domains;
    private readonly IClusterWatch _watch;
    private readonly IAlertSink _sink;
    private readonly AlertMonitorHooks _hooks;
    private readonly AlertStore _saved;
    private readonly OperationFollower _operations;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly AlertSigns _signs = new();
    private readonly Dictionary<string, ContainerSigns> _containers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, AlertSuspension> _suspensions = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _domainsDue = new(0, 1);
    private readonly HashSet<string> _bad = new(StringComparer.OrdinalIgnoreCase);
    private AlertBook _book = AlertBook.Empty;
    private bool _hasPicture;
    private ClusterSnapshot _snapshot = ClusterSnapshot.Empty;
    private HashSet<string> _suspended = [];
    private IReadOnlySet<string> _wasDead = new HashSet<string>();
    private ClusterException? _historyFailure;
    private DateTimeOffset _historyFailedAt;
    private DateTimeOffset _savedAt;
    private Task[] _loops = [];

    private AlertMonitor(LocalCluster cluster, IClusterWatch watch, IAlertSink sink, AlertMonitorHooks hooks)
    {
        (_parts, _domains, _watch, _sink, _hooks) = (cluster.Parts, cluster.Domains, watch, sink, hooks);
        _saved = new AlertStore(_parts.History);
        _operations = new OperationFollower(_parts.Store, new Journal(_parts.Store, _parts.Time), _parts.Time);
    }

    /// <summary>Takes up the book of the process before, and begins to watch.</summary>
    public static async Task<AlertMonitor> StartAsync(LocalCluster cluster, IClusterWatch watch, IAlertSink sink, AlertMonitorHooks hooks, CancellationToken cancellationToken)
    {
        var monitor = new AlertMonitor(cluster, watch, sink, hooks);
        if (await monitor._saved.ReadAsync(cancellationToken) is var (book, _)) monitor._book = book;
        monitor._wasDead = monitor._book.Entries.Values.Where(entry => entry.IsOpen && entry.Condition.Rule == AlertRules.ContainerDied.Name).Select(entry => entry.Condition.Target).ToHashSet(StringComparer.Ordinal);
        monitor._historyFailure = monitor._parts.History.LastFailure;
        monitor._parts.Alerts.Set(monitor._book.Alerts);
        monitor._loops =
        [
            monitor.KeepAsync("watch", monitor.FollowWatchAsync),
            monitor.KeepAsync("journal", stop => monitor._operations.FollowAsync(monitor.Ended, stop)),
            monitor.KeepAsync("suspensions", monitor.FollowSuspensionsAsync),
            monitor.KeepAsync("domains", monitor.LookAtDomainsAsync),
            monitor.KeepAsync("alerts", monitor.DecideAsync),
        ];
        return monitor;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_loops);
        _parts.Alerts.Set(null);
        _stop.Dispose();
        _domainsDue.Dispose();
    }

    /// <summary>A part that fails begins again; the others go on.</summary>
    private async Task KeepAsync(string part, Func<CancellationToken, Task> run)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var running = Task.Run(() => run(_stop.Token), _stop.Token);
                if (await Task.WhenAny(running, Task.Delay(Tick, _parts.Time, _stop.Token)) != running) _hooks.Report(part, null);
                await running;
                _hooks.Report(part, "it ended");
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                var known = Unexpected.Wrap(failure, null);
                _hooks.Report(part, known.ErrorId);
                _hooks.Failed(part, known);
            }

            await Task.Delay(AgainAfter, _parts.Time, _stop.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    private async Task FollowWatchAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await foreach (var item in _watch.FollowAsync(null, cancellationToken))
                {
                    var stored = item is SnapshotItem ? await _parts.Registry.ListAsync(cancellationToken) : [];
                    lock (_gate) Take(item, stored);
                }

                return;
            }
            catch (ClusterException tooSlow) when (tooSlow.ErrorId == "WatchTooSlow")
            {
                _hooks.EventsMissed();
            }
        }
    }

    private void Take(WatchItem item, IReadOnlyList<StoredNode> stored)
    {
        switch (item)
        {
            case SnapshotItem { Snapshot: var snapshot }:
                TakeAll(snapshot, stored);
                break;
            case NodeGone { Name: var name }:
                Drop(name);
                break;
            case ContainersChanged changed:
                var containers = ContainersOf(changed.Node);
                foreach (var gone in changed.Gone) containers.Forget(gone);
                foreach (var container in changed.Changed) containers.See(container, _parts.Time.GetUtcNow());
                break;
            case EventSeen { Event: var told }:
                _hooks.EventSeen();
                if (told.Type == "container") ContainersOf(told.Node).Hear(told, _parts.Time.GetUtcNow());
                break;
        }
    }

    private void TakeAll(ClusterSnapshot snapshot, IReadOnlyList<StoredNode> stored)
    {
        // Nodes that were removed while nobody watched; those that the watch does not know yet are no such.
        var known = _book.Entries.Values.Where(entry => entry.IsOpen).Select(entry => entry.Condition.Node).OfType<string>().Concat(_containers.Keys);
        var gone = known.Where(name => !snapshot.Nodes.ContainsKey(name)).Except(stored.Select(node => node.Name), StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var name in gone) Drop(name);
        foreach (var watched in snapshot.Nodes.Values) ContainersOf(watched.Node.Name).List(watched.Containers, _parts.Time.GetUtcNow());
        _hasPicture = true;
    }

    /// <summary>Looks at the nodes that are other than a moment ago. A watcher is not told of everything that counts here: of a clock, a disk, a first look that finds no news.</summary>
    private void TakeNodes(ClusterSnapshot snapshot)
    {
        if (!ReferenceEquals(snapshot, _snapshot) || snapshot.Nodes.IsEmpty) _hooks.Beat("probes", ProbePatience);
        // Before the first picture it is not known what ran when the process before ended.
        if (!_hasPicture || ReferenceEquals(snapshot, _snapshot)) return;
        foreach (var (name, watched) in snapshot.Nodes)
        {
            if (!ReferenceEquals(watched, _snapshot.Nodes.GetValueOrDefault(name))) TakeNode(watched);
        }

        _snapshot = snapshot;
        _suspended = snapshot.Nodes.Values.Where(watched => watched.Node.Suspended).Select(watched => watched.Node.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private void TakeNode(WatchedNode watched)
    {
        // What the process before saw says nothing of now.
        if (watched.ProbeDuration is null && watched.AwaySince is null) return;
        var name = watched.Node.Name;
        _signs.Set(NodeSigns.SourceOf(name), NodeSigns.Of(watched));
        if (_signs.Knows(ContainerSigns.SourceOf(name))) return;

        // The first look at it: what changed in its list may still be on its way here.
        var now = _parts.Time.GetUtcNow();
        ContainersOf(name).List(watched.Containers, now);
        _signs.Set(ContainerSigns.SourceOf(name), ContainersOf(name).Of(now, watched.Node.Owners));
    }

    private void Drop(string node)
    {
        _bad.Remove(node);
        _containers.Remove(node);
        _signs.Set(NodeSigns.SourceOf(node), []);
        _signs.Set(ContainerSigns.SourceOf(node), []);
    }

    private ContainerSigns ContainersOf(string node) => _containers.TryGetValue(node, out var found) ? found : _containers[node] = new ContainerSigns(node, _wasDead);

    private void Ended(ClusterOperation operation)
    {
        _hooks.OperationEnded(operation);
        if (operation.Kind.StartsWith("Domains.", StringComparison.Ordinal) || operation.Undoes is not null) LookAtDomainsSoon();
    }

    private void LookAtDomainsSoon()
    {
        lock (_gate)
        {
            if (_domainsDue.CurrentCount == 0) _domainsDue.Release();
        }
    }

    private async Task FollowSuspensionsAsync(CancellationToken cancellationToken)
    {
        lock (_gate) _suspensions.Clear();
        await foreach (var change in _parts.Store.WatchAsync(AlertSuspension.Kind, 0, cancellationToken))
        {
            var document = change.Body is { } body ? DocumentWrite.Read(new StateDocument(change.Key, change.Revision, body), StateJson.Default.AlertSuspension) : null;
            lock (_gate)
            {
                if (document is null) _suspensions.Remove(change.Key.Name);
                else _suspensions[change.Key.Name] = document;
            }

            await ForgetOverAsync(cancellationToken);
        }
    }

    /// <summary>Suspensions end by themselves; their documents go when another one comes.</summary>
    private async Task ForgetOverAsync(CancellationToken cancellationToken)
    {
        var stored = await new AlertSuspensions(_parts.Store).ListAsync(cancellationToken);
        foreach (var over in stored.Where(one => _parts.Time.GetUtcNow() - one.Document.Until > TimeSpan.FromDays(1)))
            await _parts.Store.CommitAsync([StateWrite.Delete(over.Key, over.Revision)], cancellationToken);
    }

    private async Task LookAtDomainsAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var domains = new List<ClusterDomain>();
            await foreach (var answer in _domains.GetAsync(new DomainQuery(), cancellationToken))
            {
                if (answer.Value is { } domain) domains.Add(domain);
            }

            var now = _parts.Time.GetUtcNow();
            var certificates = CertificateSigns.OfNodes(_watch.Now, domains).Concat(_hooks.OwnCertificates()).Concat(NodeKeyPairs.Read(await _parts.Registry.ListAsync(cancellationToken)));
            lock (_gate)
            {
                _signs.Set(DomainSigns.Source, DomainSigns.Of(domains));
                _signs.Set(CertificateSigns.Source, CertificateSigns.Of(certificates, now));
            }

            _hooks.Beat("domains", 4 * DomainsEvery);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(_domainsDue.WaitAsync(over.Token), Task.Delay(DomainsEvery, _parts.Time, over.Token));
            await over.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task DecideAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Tick, _parts.Time);
        do
        {
            // Another manager that took over tells from now on.
            await _parts.Authority.DemandAsync(cancellationToken);
            AlertStep step;
            lock (_gate) step = Decide(_parts.Time.GetUtcNow());
            _hooks.Beat("alerts", Patience);
            if (step.Notices.Count > 0) await _sink.TellAsync(step.Notices, cancellationToken);
            await SaveAsync(step, cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private AlertStep Decide(DateTimeOffset now)
    {
        TakeNodes(_watch.Now);
        foreach (var (name, containers) in _containers)
        {
            var isWorthALook = containers.IsWorthALook;
            if (!isWorthALook && !_bad.Remove(name)) continue;
            if (isWorthALook) _bad.Add(name);
            if (_signs.Knows(ContainerSigns.SourceOf(name)) && _snapshot.Nodes.TryGetValue(name, out var watched)) _signs.Set(ContainerSigns.SourceOf(name), containers.Of(now, watched.Node.Owners));
        }

        if (_operations.HasLooked) _signs.Set(OperationSigns.Source, OperationSigns.Of(_operations.Known, now));
        _signs.Set("history", HistorySigns(now));
        foreach (var (source, conditions) in _hooks.More()) _signs.Set(source, conditions);
        var seen = new AlertObservation
        {
            Holding = _signs.All,
            IsKnown = _signs.Knows,
            Suspensions = [.. _suspensions.Values],
            SuspendedNodes = _suspended,
            Changes = [.. _operations.Known.SelectMany(OwnChange.Of).Where(change => !change.IsOver(now) || change.Rules.Contains(AlertRules.ContainerDied.Name))],
            NodeCount = _snapshot.Nodes.Count - _suspended.Count,
        };
        var step = AlertEngine.Next(_book, seen, now);
        _book = step.Book;
        return step;
    }

    private AlertCondition[] HistorySigns(DateTimeOffset now)
    {
        var failure = _parts.History.LastFailure;
        if (!ReferenceEquals(failure, _historyFailure)) (_historyFailure, _historyFailedAt) = (failure, now);
        if (failure is null || now - _historyFailedAt > HistoryMemory || _historyFailedAt == default) return [];
        return
        [
            new AlertCondition
            {
                Rule = AlertRules.HistoryFailing.Name,
                Target = "history",
                Summary = $"What happens is not remembered: {failure.Message}",
                Remedy = failure.Remedy,
            },
        ];
    }

    private async Task SaveAsync(AlertStep step, CancellationToken cancellationToken)
    {
        var now = _parts.Time.GetUtcNow();
        if (step.IsChanged) _parts.Alerts.Set(step.Book.Alerts);
        if (!step.IsChanged && (now - _savedAt).Duration() < AlertService.SavedEvery) return;
        await _saved.SaveAsync(step.Book, now, cancellationToken);
        _savedAt = now;
    }
}
