using LyttleCluster.Core;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Watching;
using LyttleCluster.Tests.Local;

namespace LyttleCluster.ManagerTests.Joining;

/// <summary>What heartbeats tell is known to the watch at once, and is not taken back by an older answer.</summary>
public sealed class HeartbeatWatchTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lyttle-heartbeat-");
    private readonly ScriptedAgent _agent = ScriptedAgent.Start();
    private LocalCluster? _cluster;
    private ClusterWatcher? _watcher;

    public async Task InitializeAsync()
    {
        _cluster = await LocalCluster.OpenAsync(StateFile.At(Path.Combine(_folder.FullName, "state.db")), TimeProvider.System, CancellationToken.None);
        var plan = await _cluster.Operations.PlanAsync(new AddNode { Name = "web1", Settings = new NodeSettings { NginxApi = _agent.Uri, NginxApiKey = new Secret(ScriptedAgent.Key) } }, CancellationToken.None);
        Assert.True(Assert.Single(await _cluster.Operations.ApplyAsync(plan, CancellationToken.None).ToListAsync()).IsValue);
        _watcher = await ClusterWatcher.StartAsync(_cluster.Parts, WatchPace.Default, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (_watcher is not null) await _watcher.DisposeAsync();
        if (_cluster is not null) await _cluster.DisposeAsync();
        await _agent.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Facts_are_shown_at_once_and_stay_when_the_agent_is_asked()
    {
        var node = (await _cluster!.Parts.Registry.FindAsync("WEB1", CancellationToken.None))!;
        var asked = await _watcher!.Find(node)!.ProbeAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        Assert.NotEqual(77.5, asked.CpuPercent);

        var now = TimeProvider.System.GetUtcNow();
        _watcher.Note("web1", new NginxApiHost { HostName = "host", CpuPercent = 77.5, MemoryUsedBytes = 5, Load = [1, 2, 3], Addresses = ["10.9.9.9"], Time = now.AddMinutes(3) }, now);
        var shown = _watcher.Now.Nodes["web1"];
        Assert.Equal((77.5, 5L), (shown.Node.CpuPercent, shown.Node.MemoryUsedBytes));
        Assert.Equal(TimeSpan.FromMinutes(3), shown.ClockSkew);
        Assert.Equal(asked.OperatingSystem, shown.Node.OperatingSystem);
        Assert.Equal(asked.Status, shown.Node.Status);

        var again = await _watcher.Find(node)!.ProbeAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        Assert.Equal(77.5, again.CpuPercent);
        _watcher.Note("nobody", new NginxApiHost { HostName = "host" }, now);
        Assert.Single(_watcher.Now.Nodes);
    }

    [Fact]
    public async Task Followers_are_not_told_of_every_heartbeat()
    {
        var node = (await _cluster!.Parts.Registry.FindAsync("web1", CancellationToken.None))!;
        await _watcher!.Find(node)!.ProbeAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var items = _watcher.FollowAsync(null, stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.True(await items.MoveNextAsync());
        for (var i = 1; i <= 100; i++) _watcher.Note("web1", new NginxApiHost { HostName = "host", CpuPercent = i }, TimeProvider.System.GetUtcNow());
        Assert.Equal(100, _watcher.Now.Nodes["web1"].Node.CpuPercent);

        // The first is told; of the others nobody is, and the next thing they hear is that the node is suspended.
        var plan = await _cluster.Operations.PlanAsync(new SuspendNode { Nodes = ["web1"] }, CancellationToken.None);
        await _cluster.Operations.ApplyAsync(plan, CancellationToken.None).ToListAsync(CancellationToken.None);
        var told = new List<ClusterNode>();
        while (told.LastOrDefault()?.Suspended != true && await items.MoveNextAsync())
        {
            if (items.Current is NodeChanged changed) told.Add(changed.Node);
        }

        Assert.InRange(told.Count, 2, 4);
        Assert.Equal(100, told[^1].CpuPercent);
    }
}
