using System.Collections.Concurrent;
using System.Text.Json;
using LyttleCluster.Core.Joining;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.Overview;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Watching;

/// <summary>
/// Watches every node of the cluster day and night: one small watch a node, which comes, changes and goes with the node's document. What is known
/// begins with what the history knows.
/// </summary>
internal sealed class ClusterWatcher : IClusterWatch, IHostFactsSink, IAsyncDisposable
{
    /// <summary>How often it is looked whether two nodes are one engine, when their lists changed.</summary>
    private static readonly TimeSpan DuplicatePause = TimeSpan.FromSeconds(10);

    private const int CatchUpTries = 100;
    private static readonly TimeSpan CatchUpPause = TimeSpan.FromMilliseconds(10);

    /// <summary>How soon the registry is read again after the store could not be.</summary>
    private static readonly TimeSpan StorePause = TimeSpan.FromSeconds(1);

    private readonly LocalParts _parts;
    private readonly WatchBoard _board = new();
    private readonly FirstLooks _firstLooks;
    private readonly WatchTools _tools;
    private readonly ConcurrentDictionary<string, NodeWatch> _watches = new(StringComparer.OrdinalIgnoreCase);
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;

    private ClusterWatcher(LocalParts parts, WatchPace pace)
    {
        _parts = parts;
        _firstLooks = new FirstLooks(pace.FirstLooks);
        _tools = new WatchTools(pace, new WatchRecord(parts.Observations, parts.History), _board, _firstLooks, parts.Time);
    }

    public ClusterSnapshot Now => _board.Now;

    /// <summary>How many nodes are watched.</summary>
    public int Watched => _watches.Count;

    /// <summary>Begins to watch. When this returns, <see cref="Now"/> is what the history knows; the nodes are asked from then on.</summary>
    /// <exception cref="ClusterException">The store cannot be read.</exception>
    public static async Task<ClusterWatcher> StartAsync(LocalParts parts, WatchPace pace, CancellationToken cancellationToken)
    {
        var watcher = new ClusterWatcher(parts, pace);
        var revision = await watcher.BeginAsync(cancellationToken);
        parts.Live.Attach(watcher);
        watcher._work = Task.WhenAll(
            Task.Run(() => watcher.FollowNodesAsync(revision), CancellationToken.None), Task.Run(watcher.FindDuplicatesAsync, CancellationToken.None));
        return watcher;
    }

    public IAsyncEnumerable<WatchItem> FollowAsync(long? afterRevision, CancellationToken cancellationToken) => _board.FollowAsync(afterRevision, cancellationToken);

    /// <summary>The watch of a node as it is stored; null when there is none, or it looks at other endpoints.</summary>
    public NodeWatch? Find(StoredNode node) => _watches.TryGetValue(node.Name, out var watch) && watch.LooksAt(node) ? watch : null;

    public void Note(string node, NginxApiHost facts, DateTimeOffset at)
    {
        if (_watches.TryGetValue(node, out var watch)) watch.HostTold(facts, at);
    }

    public async ValueTask DisposeAsync()
    {
        _parts.Live.Detach();
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_watches.Values.Select(watch => watch.DisposeAsync().AsTask()));
        _firstLooks.Dispose();
        _stop.Dispose();
    }

    /// <summary>Shows what the history knows and begins to watch each node; gives the revision up to which the registry was read.</summary>
    private async Task<long> BeginAsync(CancellationToken cancellationToken)
    {
        var nodes = await _parts.Registry.ListAsync(cancellationToken);
        var seen = await _tools.Record.NodesAsync(cancellationToken);
        var containers = await _tools.Record.ContainersAsync(cancellationToken);
        var known = nodes.Select(node => (Node: node, Known: Known(node, seen.GetValueOrDefault(node.Name), containers.GetValueOrDefault(node.Name)))).ToList();
        _board.Begin(known.Select(one => one.Known));
        foreach (var (node, last) in known) _watches[node.Name] = new NodeWatch(node, last, _parts.Connections, _tools);
        return nodes.Count == 0 ? 0 : nodes.Max(node => node.Revision);
    }

    private static WatchedNode Known(StoredNode node, ClusterNode? seen, IReadOnlyList<ClusterContainer>? containers)
    {
        var last = NodeView.LastSeen(node, seen);
        // One that was away then has been so since it last answered: nobody is told again.
        var known = new WatchedNode { Node = last, AwaySince = NodeWatch.IsAway(last) ? last.ObservedAt : null };
        if (last.Docker is null || containers is not { Count: > 0 }) return known;
        // A list that says the same is not written again: it was seen when the engine was.
        var listed = containers[0].ObservedAt;
        return known with { Containers = new ListedContainers([.. containers], last.Docker.ObservedAt is { } at && at > listed ? at : listed) };
    }

    private async Task FollowNodesAsync(long revision)
    {
        while (true)
        {
            try
            {
                await foreach (var change in _parts.Store.WatchAsync(NodeDocument.Kind, revision, _stop.Token))
                {
                    revision = change.Revision;
                    await TakeAsync(change);
                }

                return;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                await Task.Delay(StorePause, _parts.Time, _stop.Token);
                // Put back to another state: all of it is read again. Not readable for a moment: it goes on where it was.
                if (failure is ClusterException { ErrorId: StateErrors.WatchTooOldId }) revision = await ReconcileAsync(revision);
            }
        }
    }

    private async Task TakeAsync(StateChange change)
    {
        if (change.Body is null)
        {
            await ForgetAsync(change.Key.Name);
            return;
        }

        try
        {
            await TakeAsync(new StoredNode(JsonSerializer.Deserialize(change.Body.Value.Span, StateJson.Default.NodeDocument)!, change.Revision));
        }
        catch (JsonException)
        {
            // A newer version wrote it: the node is watched as it was known.
        }
    }

    private async Task TakeAsync(StoredNode node)
    {
        _watches.TryGetValue(node.Name, out var watch);
        if (watch is not null && watch.LooksAt(node))
        {
            watch.Reconfigure(node);
            return;
        }

        var before = Now.Nodes.GetValueOrDefault(node.Name);
        var known = new WatchedNode { Node = NodeView.LastSeen(node, before?.Node) };
        // What another engine has is not what the one before had.
        var isSameEngine = before is null || known.Node.Docker?.ObservedAt is not null;
        if (isSameEngine && before is not null) known = known with { Containers = before.Containers };
        if (watch is not null)
        {
            watch.Forget();
            await watch.DisposeAsync();
        }

        _board.Show(known, isTold: true, isSameEngine ? null : new ContainerDifference([], [.. before!.Containers.Select(container => container.Id)]));
        _watches[node.Name] = new NodeWatch(node, known, _parts.Connections, _tools);
    }

    private async Task ForgetAsync(string name)
    {
        if (_watches.TryGetValue(name, out var watch))
        {
            watch.Forget();
            _board.Remove(name);
            // Last: who finds no watch of it any more does not find it shown either.
            _watches.TryRemove(name, out _);
            // A look that hangs ends at once when it is told to.
            await watch.DisposeAsync();
        }
    }

    /// <summary>Takes the registry as it is; gives the revision up to which it was read, or the one given when it cannot be.</summary>
    private async Task<long> ReconcileAsync(long revision)
    {
        try
        {
            var nodes = await _parts.Registry.ListAsync(_stop.Token);
            foreach (var gone in _watches.Keys.Except(nodes.Select(node => node.Name), StringComparer.OrdinalIgnoreCase).ToList()) await ForgetAsync(gone);
            foreach (var node in nodes) await TakeAsync(node);
            return nodes.Count == 0 ? 0 : nodes.Max(node => node.Revision);
        }
        catch (ClusterException)
        {
            return revision;
        }
    }

    /// <summary>Waits, a second at most, until the registry as it is now is watched: a change of nodes is known to reads that come after it.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var wanted = (await _parts.Registry.ListAsync(cancellationToken)).ToDictionary(node => node.Name, node => node.Revision, StringComparer.OrdinalIgnoreCase);
        for (var tries = 0; tries < CatchUpTries && !IsWatched(wanted); tries++) await Task.Delay(CatchUpPause, cancellationToken);
    }

    private bool IsWatched(Dictionary<string, long> wanted) =>
        wanted.Count == _watches.Count && wanted.All(node => _watches.TryGetValue(node.Key, out var watch) && watch.Node.Revision >= node.Value);

    private async Task FindDuplicatesAsync()
    {
        var (told, looked, ids) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), 0L, new HashSet<string>(StringComparer.Ordinal));
        using var timer = new PeriodicTimer(DuplicatePause, _parts.Time);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            var now = Now;
            if (now.Revision == looked) continue;
            looked = now.Revision;
            ids.Clear();
            var groups = now.Nodes.Values.SelectMany(ListedOf).All(container => ids.Add(container.Id)) ? [] : DuplicateEngines.Find(now.Nodes.Values.SelectMany(ListedOf));
            foreach (var group in groups.Where(nodes => !told.Contains(string.Join(", ", nodes))))
            {
                var item = WatchEvents.Duplicate(group[0], group, _parts.Time.GetUtcNow());
                _board.Tell(item);
                await _parts.History.AddEventAsync(item, _stop.Token);
            }

            told = groups.Select(nodes => string.Join(", ", nodes)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        }
    }

    private static IEnumerable<ClusterContainer> ListedOf(WatchedNode node) => node.Containers is ListedContainers list ? list.Listed : node.Containers;
}
