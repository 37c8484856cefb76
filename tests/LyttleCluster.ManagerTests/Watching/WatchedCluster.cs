using LyttleCluster.Core;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Watching;
using LyttleCluster.TestPeers;

namespace LyttleCluster.ManagerTests.Watching;

/// <summary>A cluster of simulated nodes on a state file of its own, watched as a manager watches it.</summary>
internal sealed class WatchedCluster : IAsyncDisposable
{
    /// <summary>Nothing here takes that long, on any machine; a test that waits so long has failed.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder;
    private readonly WatchPace _pace;
    private readonly TimeProvider _time;
    private readonly bool _ownsFolder;

    private WatchedCluster(DirectoryInfo folder, bool ownsFolder, SimulatedNodes nodes, WatchPace pace, TimeProvider time)
    {
        (_folder, _ownsFolder, Simulated, _pace, _time) = (folder, ownsFolder, nodes, pace, time);
    }

    public SimulatedNodes Simulated { get; }

    public LocalCluster Cluster { get; private set; } = null!;

    public ClusterWatcher Watcher { get; private set; } = null!;

    public StateFile File => StateFile.At(Path.Combine(_folder.FullName, "state.db"));

    public ClusterSnapshot Now => Watcher.Now;

    /// <summary>Looks quickly, so that tests need not wait.</summary>
    public static WatchPace Quick { get; } = new()
    {
        List = TimeSpan.FromMilliseconds(400),
        Ping = TimeSpan.FromMilliseconds(200),
        Silence = TimeSpan.FromSeconds(1),
        Facts = TimeSpan.FromSeconds(1),
        Again = TimeSpan.FromMilliseconds(100),
        AgainLater = TimeSpan.FromMilliseconds(200),
        AgainWithoutService = TimeSpan.FromMilliseconds(300),
    };

    public static Task<WatchedCluster> StartAsync(int nodes = 2, WatchPace? pace = null, TimeProvider? time = null, string? folder = null) =>
        StartAsync(new SimulatedNodesOptions { Nodes = nodes, ContainersPerNode = 10 }, pace, time, folder);

    public static async Task<WatchedCluster> StartAsync(SimulatedNodesOptions options, WatchPace? pace, TimeProvider? time, string? folder)
    {
        var at = folder is null ? Directory.CreateTempSubdirectory("lyttle-watch-") : new DirectoryInfo(folder);
        var started = new WatchedCluster(at, folder is null, SimulatedNodes.Start(options), pace ?? Quick, time ?? TimeProvider.System);
        await started.OpenAsync();
        foreach (var node in started.Simulated.Nodes) await started.AddAsync(node);
        await started.BeginAsync();
        return started;
    }

    /// <summary>Ends the watch and its cluster, as a manager that stops.</summary>
    public async Task EndAsync()
    {
        await Watcher.DisposeAsync();
        await Cluster.DisposeAsync();
    }

    /// <summary>Opens the cluster, as a manager that starts.</summary>
    public async Task OpenAsync() => Cluster = await LocalCluster.OpenAsManagerAsync(File, "http://127.0.0.1:6977", _time, CancellationToken.None);

    /// <summary>Begins to watch.</summary>
    public async Task BeginAsync() => Watcher = await ClusterWatcher.StartAsync(Cluster.Parts, _pace, CancellationToken.None);

    public Task AddAsync(SimulatedNode node) => ChangeAsync(new AddNode { Name = node.Name, Settings = new NodeSettings { Docker = node.Uri }, SkipProbe = true });

    public async Task<List<Answer<T>>> ChangeAsync<T>(ChangeRequest<T> request)
    {
        var plan = await Cluster.Operations.PlanAsync(request, CancellationToken.None);
        Assert.Empty(plan.Failures);
        return await Cluster.Operations.ApplyAsync(plan, CancellationToken.None).ToListAsync();
    }

    /// <summary>Waits until what is known is so.</summary>
    public async Task<ClusterSnapshot> UntilAsync(Func<ClusterSnapshot, bool> holds, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(holds))] string what = "")
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var now = Now;
            if (holds(now)) return now;
            try
            {
                await Task.Delay(5, limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"It never became so: {what}. " + string.Join("; ", now.Nodes.Values.Select(node => $"{node.Node.Name} {node.Node.Status} {node.Node.Reason} {node.Containers.Count}")));
            }
        }
    }

    /// <summary>Waits until every node is Ready and listed.</summary>
    public Task<ClusterSnapshot> UntilReadyAsync() =>
        UntilAsync(now => now.Nodes.Count == Simulated.Nodes.Count && now.Nodes.Values.All(node => node.Node.Status == NodeStatus.Ready && node.Containers.Count > 0));

    /// <summary>What is told from now on, gathered until it is disposed.</summary>
    public Followed Follow(long? after = null) => new(Watcher, after);

    /// <summary>The events that the history has.</summary>
    public async Task<List<ClusterEvent>> HistoryAsync(EventFilter? filter = null)
    {
        await Cluster.Parts.History.FlushAsync(CancellationToken.None);
        return await Cluster.Parts.History.ListEventsAsync(filter ?? new EventFilter(), CancellationToken.None).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        Simulated.Dispose();
        if (_ownsFolder) _folder.Delete(recursive: true);
    }
}

/// <summary>A follower that reads all it is told.</summary>
internal sealed class Followed : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<WatchItem> _items = [];
    private readonly Task _work;

    public Followed(IClusterWatch watch, long? after) => _work = FollowAsync(watch, after);

    public IReadOnlyList<WatchItem> Items
    {
        get
        {
            lock (_gate) return [.. _items];
        }
    }

    /// <summary>Waits for the first item that is wanted.</summary>
    public async Task<T> UntilAsync<T>(Func<T, bool> wanted)
        where T : WatchItem
    {
        using var limit = new CancellationTokenSource(WatchedCluster.Limit);
        for (var looked = 0; ; await Task.Delay(2, limit.Token))
        {
            lock (_gate)
            {
                for (; looked < _items.Count; looked++)
                {
                    if (_items[looked] is T item && wanted(item)) return item;
                }
            }

            if (_work.IsFaulted) await _work;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task FollowAsync(IClusterWatch watch, long? after)
    {
        await foreach (var item in watch.FollowAsync(after, _stop.Token))
        {
            lock (_gate) _items.Add(item);
        }
    }
}
