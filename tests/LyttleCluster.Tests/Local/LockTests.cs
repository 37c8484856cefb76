using LyttleCluster.Core;
using LyttleCluster.Core.State;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.Local;

public class LockTests
{
    [Fact]
    public async Task A_container_that_somebody_else_changes_is_refused_with_who_it_is()
    {
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 1, ContainersPerNode = 1 });
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("n0", nodes.Nodes[0].Uri, skipProbe: true);
        var container = Assert.Single(await temporary.ContainersAsync(new ContainerQuery()));
        await using var store = await SqliteStateStore.OpenAsync(temporary.File, TimeProvider.System, CancellationToken.None);
        await store.TryLockAsync($"container/n0/{container.Id}", "somebody@elsewhere", TimeSpan.FromMinutes(1), CancellationToken.None);

        var answer = Assert.Single(await temporary.ChangeAsync(new StopContainer { Names = [container.Name] }));
        Assert.Equal("ObjectLocked", answer.Failure!.ErrorId);
        Assert.Contains("somebody@elsewhere", answer.Failure.Message, StringComparison.Ordinal);

        var held = Assert.Single(await temporary.ChangeAsync(new BreakLock { Names = ["container/*"] }));
        Assert.Equal("LockHeld", held.Failure!.ErrorId);
        var broken = Assert.Single(await temporary.ChangeAsync(new BreakLock { Names = ["container/*"], Force = true }));
        Assert.Equal("somebody@elsewhere", broken.Value!.Owner);
        Assert.Empty(await temporary.Cluster.Operations.GetLocksAsync(new LockQuery { Names = ["container/*"] }, CancellationToken.None).ToListAsync());
    }
}
