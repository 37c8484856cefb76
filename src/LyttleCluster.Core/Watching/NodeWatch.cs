using LyttleCluster.Core.Docker;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Watching;

/// <summary>
/// One watched node: what was configured, what its endpoints told last, and what follows from both. Its endpoints are watched side by side, so that
/// one that hangs does not make the other look old.
/// </summary>
internal sealed class NodeWatch : INodeSight, IAsyncDisposable
{
    /// <summary>For how long what an agent told by itself counts more than what it is asked for: three heartbeats.</summary>
    private static readonly TimeSpan FactsCount = TimeSpan.FromSeconds(30);

    private readonly WatchTools _tools;
    private readonly Lock _gate = new();
    private readonly EngineWatch? _engine;
    private readonly NginxApiWatch? _nginxApi;
    private readonly CancellationTokenSource _stop = new();
    private volatile StoredNode _node;
    private volatile WatchedNode _shown;
    private long _written;
    private long? _away;
    private (NginxApiHost Facts, long At)? _host;
    private long _usageTold;
    private bool _isOver;

    /// <param name="node">The node as it is stored.</param>
    /// <param name="known">As it was last seen.</param>
    /// <param name="connections">The ways to it.</param>
    /// <param name="tools">What all watches have in common.</param>
    public NodeWatch(StoredNode node, WatchedNode known, NodeConnections connections, WatchTools tools)
    {
        (_node, _shown, _tools) = (node, known, tools);
        var list = known.Containers as ListedContainers ?? ListedContainers.None;
        _engine = node.DockerEndpoint is null ? null : new EngineWatch(connections.DockerOf(node), this, list, known.Node.Docker?.ObservedAt, tools);
        try
        {
            _nginxApi = node.NginxApiEndpoint is null ? null : new NginxApiWatch(connections.NginxApiOf(node), this, tools);
        }
        catch (ClusterException sealedKey)
        {
            // Its key cannot be opened: nothing can be asked there until the node or the key file is changed.
            NginxApiFailed(sealedKey, TimeSpan.Zero);
        }
    }

    /// <summary>The node as it is stored, when this watch was told last.</summary>
    public StoredNode Node => _node;

    /// <summary>Whether this watch looks at the endpoints of that document.</summary>
    public bool LooksAt(StoredNode node) =>
        node.DockerEndpoint == _node.DockerEndpoint && node.NginxApiEndpoint == _node.NginxApiEndpoint && node.Document.NginxApiKey == _node.Document.NginxApiKey;

    /// <summary>Takes another document with the same endpoints: labels, location, suspended.</summary>
    public void Reconfigure(StoredNode node)
    {
        lock (_gate)
        {
            // Whoever sees the document here finds what follows from it in what is shown.
            Show(_shown with { Node = NodeView.LastSeen(node, _shown.Node) }, null);
            _node = node;
        }
    }

    /// <summary>The node by a look at all its endpoints that begins from now on.</summary>
    public async Task<ClusterNode> ProbeAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        var engine = SettledAsync(_engine?.ListAsync());
        var nginxApi = SettledAsync(_nginxApi?.LookAsync());
        try
        {
            await Task.WhenAll(engine, nginxApi).WaitAsync(silence, _tools.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // As it is seen by a caller who cannot wait for as long as the watch does.
            var look = new NodeLook
            {
                At = _tools.Time.GetUtcNow(),
                DockerFailure = engine.IsCompleted ? null : _node.DockerEndpoint!.Errors.TimedOut(silence),
                NginxApiFailure = nginxApi.IsCompleted ? null : _node.NginxApiEndpoint!.Errors.TimedOut(silence),
            };
            return NodeView.Seen(_node, _shown.Node, look);
        }

        return _shown.Node;
    }

    /// <summary>The node's containers by a look that begins from now on.</summary>
    /// <exception cref="ClusterException">Why there is no list.</exception>
    public async Task<ClusterContainer[]> ListAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        var endpoint = _node.DockerEndpoint ?? throw NodeErrors.NoDocker(_node.Name);
        try
        {
            return await _engine!.ListAsync().WaitAsync(silence, _tools.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw endpoint.Errors.TimedOut(silence);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw WatchErrors.NodeMoved(_node.Name);
        }
    }

    public void EngineSeen(EngineSight sight) => Take(
        new NodeLook { At = sight.Look.Endpoint.ObservedAt!.Value, Docker = sight.Look },
        shown => shown with { Containers = sight.Containers, ClockSkew = sight.ClockSkew ?? shown.ClockSkew, ProbeDuration = sight.Duration },
        sight.Difference);

    public void EngineFailed(ClusterException failure, TimeSpan duration) =>
        Take(new NodeLook { At = _tools.Time.GetUtcNow(), DockerFailure = failure }, shown => shown with { ProbeDuration = duration }, null);

    public void NginxApiSeen(NginxApiSight sight) => Take(
        new NodeLook { At = sight.Look.Endpoint.ObservedAt!.Value, NginxApi = Newest(sight.Look) },
        shown => shown with
        {
            Nginx = sight.Status ?? shown.Nginx,
            // An engine tells its time to the microsecond, and an nginx_api when it answered.
            ClockSkew = _engine is null ? sight.ClockSkew ?? shown.ClockSkew : shown.ClockSkew,
            ProbeDuration = _engine is null ? sight.Duration : shown.ProbeDuration,
        },
        null);

    public void NginxApiFailed(ClusterException failure, TimeSpan duration) =>
        Take(new NodeLook { At = _tools.Time.GetUtcNow(), NginxApiFailure = failure }, shown => _engine is null ? shown with { ProbeDuration = duration } : shown, null);

    /// <summary>
    /// Takes what the node's agent told of its host without being asked. Its usage is known at once, and told to followers as seldom as when it is asked for:
    /// a thousand agents tell theirs every 10 s.
    /// </summary>
    public void HostTold(NginxApiHost facts, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (_shown.Node.NginxApi is not { } endpoint) return;
            var now = _tools.Time.GetTimestamp();
            _host = (facts, now);
            var told = new NginxApiLook(endpoint, facts).AddTo(_shown.Node);
            // An engine names the host more exactly than an agent does.
            if (_engine is not null) told = told with { OperatingSystem = _shown.Node.OperatingSystem, Kernel = _shown.Node.Kernel, Cpus = _shown.Node.Cpus, MemoryBytes = _shown.Node.MemoryBytes };
            var isDue = _usageTold == 0 || _tools.Time.GetElapsedTime(_usageTold, now) >= _tools.Pace.Facts;
            if (isDue) _usageTold = now;
            Show(_shown with { Node = told, ClockSkew = _engine is null && facts.Time is { } time ? time - at : _shown.ClockSkew }, null, isQuiet: !isDue);
        }
    }

    public ValueTask HappenedAsync(ClusterEvent item, CancellationToken cancellationToken)
    {
        _tools.Board.Tell(item);
        return _tools.Record.EventAsync(item, cancellationToken);
    }

    /// <summary>Nothing of the node is shown or written down from now on: it is not in the cluster any more, or another watch follows.</summary>
    public void Forget()
    {
        lock (_gate) _isOver = true;
    }

    /// <summary>Ends the watch, and writes down how the node was last seen.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (!_isOver && _shown.Node.ObservedAt is not null) _tools.Record.Node(_shown.Node);
            _isOver = true;
        }

        await _stop.CancelAsync();
        if (_engine is not null) await _engine.DisposeAsync();
        if (_nginxApi is not null) await _nginxApi.DisposeAsync();
        _stop.Dispose();
    }

    private static async Task SettledAsync(Task? look)
    {
        if (look is not null) await look.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Take(NodeLook look, Func<WatchedNode, WatchedNode> add, ContainerDifference? containers)
    {
        lock (_gate) Show(add(_shown) with { Node = NodeView.Seen(_node, _shown.Node, look) }, containers);
    }

    /// <summary>A look with what the agent told since, where that is newer.</summary>
    private NginxApiLook Newest(NginxApiLook look) =>
        look.Host is not null && _host is var (facts, at) && _tools.Time.GetElapsedTime(at) < FactsCount ? look with { Host = facts } : look;

    private void Show(WatchedNode node, ContainerDifference? containers, bool isQuiet = false)
    {
        if (_isOver) return;
        var before = _shown;
        var isAway = IsAway(node.Node);
        if (isAway && before.AwaySince is null) _away = _tools.Time.GetTimestamp();
        _shown = node with { AwaySince = isAway ? before.AwaySince ?? _tools.Time.GetUtcNow() : null };
        var isTold = (!isQuiet && !NodeComparison.TellSame(before.Node, _shown.Node)) || before.AwaySince.HasValue != isAway;
        _tools.Board.Show(_shown, isTold, containers);
        Write(isTold);
        foreach (var item in EventsOf(before, _shown)) _ = HappenedAsync(item, _stop.Token).AsTask();
    }

    private void Write(bool isTold)
    {
        if (_shown.Node.ObservedAt is null || (!isTold && _written != 0 && _tools.Time.GetElapsedTime(_written) < _tools.Pace.Record)) return;
        _written = _tools.Time.GetTimestamp();
        _tools.Record.Node(_shown.Node);
    }

    /// <summary>What the change of the three axes, and of the clock, is to those who read events.</summary>
    private IEnumerable<ClusterEvent> EventsOf(WatchedNode before, WatchedNode after)
    {
        var (name, now) = (_node.Name, _tools.Time.GetUtcNow());
        if (before.AwaySince is null && after.AwaySince is not null) yield return WatchEvents.Unreachable(name, after.Node.Reason, now);
        else if (before.AwaySince is not null && after.AwaySince is null) yield return WatchEvents.Reachable(name, _away is { } since ? _tools.Time.GetElapsedTime(since) : null, now);
        if (after.AwaySince is null && before.AwaySince is null && IsWell(before.Node) is { } was && IsWell(after.Node) is { } isNow && was != isNow)
            yield return isNow ? WatchEvents.Well(name, now) : WatchEvents.Degraded(name, after.Node.Reason, now);
        if (IsOff(before.ClockSkew) != IsOff(after.ClockSkew))
            yield return IsOff(after.ClockSkew) ? WatchEvents.ClockOff(name, after.ClockSkew!.Value, now) : WatchEvents.ClockRight(name, now);
    }

    private static bool IsOff(TimeSpan? skew) => skew?.Duration() > Nodes.ClockSkew.Tolerated;

    /// <summary>Whether no endpoint answers; suspended or not.</summary>
    public static bool IsAway(ClusterNode node)
    {
        var endpoints = EndpointsOf(node);
        return endpoints.Any(endpoint => endpoint.Connection != EndpointConnection.NotProbed) && !endpoints.Any(endpoint => endpoint.Connection == EndpointConnection.Connected);
    }

    /// <summary>Whether all endpoints are well; null while that is not known of all of them.</summary>
    private static bool? IsWell(ClusterNode node)
    {
        var endpoints = EndpointsOf(node);
        return endpoints.Any(endpoint => endpoint.Connection == EndpointConnection.NotProbed) ? null : endpoints.All(NodeStatusRule.IsWell);
    }

    private static List<ClusterEndpoint> EndpointsOf(ClusterNode node) => [.. new[] { node.Docker, node.NginxApi }.OfType<ClusterEndpoint>()];
}
