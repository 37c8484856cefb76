using LyttleCluster.Core;
using LyttleCluster.Core.Remote;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.ManagerTests.Remote;

/// <summary>A real engine behind a manager.</summary>
[Collection(EnginesCollection.Name)]
public class EngineContractTests(EnginesFixture engines)
{
    [EngineFact]
    public async Task Containers_of_a_real_engine_are_read_stopped_undone_and_removed()
    {
        var engine = await engines.EngineAsync();
        var name = EnginesFixture.Unique("remote");
        await engine.RunAsync(new ContainerRun(name, "sh", "-c", "echo hello; exec sleep 1000"));
        await using var manager = await RunningManager.StartAsync();
        await using var cluster = await RemoteCluster.OpenAsync(new ManagerEndpoint { Uri = manager.Server.Address }, TimeProvider.System, default);
        await ChangeAsync(cluster, new AddNode { Name = "real", Settings = new NodeSettings { Docker = new Uri("unix://" + engine.SocketPath) } });

        var container = (await cluster.Containers.GetAsync(new ContainerQuery { Names = [name] }, default).SingleAsync()).Value!;
        Assert.Equal(ContainerState.Running, container.State);
        var line = (await cluster.Containers.ReadLogAsync(new ContainerLogQuery { Names = [name], Tail = 1, Follow = true }, default).FirstAsync()).Value!;
        Assert.Equal(("hello", LogStream.StdOut), (line.Message, line.Stream));
        var command = Assert.Single(await ChangeAsync(cluster, new InvokeContainerCommand { Names = [name], Command = ["sh", "-c", "echo out; echo err >&2; exit 3"] })).Value!;
        Assert.Equal((3, "out\n", "err\n"), (command.ExitCode, command.Output, command.ErrorOutput));

        Assert.Equal(ContainerState.Exited, Assert.Single(await ChangeAsync(cluster, new StopContainer { Names = [name], Force = true })).Value!.State);
        var stop = (await cluster.Operations.GetAsync(new OperationQuery { Newest = 1 }, default).SingleAsync()).Value!;
        Assert.Equal(OperationOutcome.Succeeded, Assert.Single(await ChangeAsync(cluster, new UndoOperation { Id = stop.Id })).Value!.Outcome);
        Assert.Equal(ContainerState.Running, (await cluster.Containers.WaitAsync(new ContainerWait { Names = [name], State = [ContainerState.Running] }, default).SingleAsync()).Value!.State);
        await ChangeAsync(cluster, new RemoveContainer { Names = [name], Force = true });
        Assert.DoesNotContain(name, await engine.DockerAsync("ps", "-a", "--format", "{{.Names}}"), StringComparison.Ordinal);
    }

    private static async Task<List<Answer<T>>> ChangeAsync<T>(RemoteCluster cluster, ChangeRequest<T> request) =>
        await cluster.Operations.ApplyAsync(await cluster.Operations.PlanAsync(request, default), default).ToListAsync();
}
