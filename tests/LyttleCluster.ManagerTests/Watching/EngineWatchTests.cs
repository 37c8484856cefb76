using System.Diagnostics;
using LyttleCluster.Core;
using LyttleCluster.Core.Watching;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.ManagerTests.Watching;

/// <summary>The watch on a real engine.</summary>
public class EngineWatchTests
{
    [EngineFact]
    public async Task What_happens_on_a_real_engine_is_known_within_half_a_second_and_over_its_restart()
    {
        await using var engine = await DockerEngine.StartAsync();
        await using var watched = await WatchedCluster.StartAsync(nodes: 0, pace: WatchPace.Default);
        await watched.ChangeAsync(new AddNode { Name = "real", Settings = new NodeSettings { Docker = engine.UnixUri }, SkipProbe = true });
        await watched.UntilAsync(now => now.Nodes["real"].Node.Status is NodeStatus.Ready);
        await using var followed = watched.Follow(watched.Now.Revision);

        var id = await engine.RunAsync("shop");
        await followed.UntilAsync<ContainersChanged>(change => change.Changed.Any(container => container.Id == id && container.State == ContainerState.Running));
        await engine.DockerAsync("kill", "shop");
        var died = Stopwatch.GetTimestamp();
        await followed.UntilAsync<ContainersChanged>(change => change.Changed.Any(container => container.Id == id && container is { State: ContainerState.Exited, ExitCode: 137 }));
        var took = Stopwatch.GetElapsedTime(died);
        Assert.True(took < TimeSpan.FromMilliseconds(500), $"It took {took}.");
        Assert.Equal(id, (await followed.UntilAsync<EventSeen>(seen => seen.Event.Action == "die")).Event.Id);

        await engine.RestartAsync();
        await followed.UntilAsync<EventSeen>(seen => seen.Event.Action == "gap");
        await watched.UntilAsync(now => now.Nodes["real"] is { AwaySince: null, Node.Status: NodeStatus.Ready });
        await engine.DockerAsync("rm", "shop");
        await followed.UntilAsync<ContainersChanged>(change => change.Gone.Contains(id));
        Assert.Empty(watched.Now.Nodes["real"].Containers);
        Assert.Contains(await watched.HistoryAsync(), item => item is { Node: "real", Action: "destroy" } && item.Id == id);
    }
}
