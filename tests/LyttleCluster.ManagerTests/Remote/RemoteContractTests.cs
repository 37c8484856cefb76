using System.Net;
using LyttleCluster.Core;
using LyttleCluster.Core.Remote;
using LyttleCluster.Service.Hosting;

namespace LyttleCluster.ManagerTests.Remote;

public sealed class RemoteContractTests : ClusterContract
{
    private RunningManager? _manager;
    private RemoteCluster? _remote;

    private protected override async Task<(ICluster Cluster, LocalCluster Behind)> OpenAsync()
    {
        _manager = await RunningManager.StartAsync();
        _remote = await RemoteCluster.OpenAsync(new ManagerEndpoint { Uri = _manager.Server.Address }, TimeProvider.System, default);
        return (_remote, _manager.Cluster);
    }

    [Fact]
    public async Task A_plan_is_lost_with_the_manager_and_changes_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("lyttle-plan-");
        try
        {
            var first = await RunningManager.StartAsync(options => options with { StateFile = Path.Combine(folder.FullName, "state.db") });
            var address = first.Server.Address;
            await using var remote = await RemoteCluster.OpenAsync(new ManagerEndpoint { Uri = address }, TimeProvider.System, default);
            var added = await remote.Operations.PlanAsync(new AddNode { Name = "web1", Settings = new NodeSettings { Docker = new Uri("tcp://127.0.0.1:1") }, SkipProbe = true }, default);
            await ListAsync(remote.Operations.ApplyAsync(added, default));
            var plan = await remote.Operations.PlanAsync(new SuspendNode { Nodes = ["web1"] }, default);
            await first.DisposeAsync();

            await using var second = await RunningManager.StartAsync(options => options with
            {
                StateFile = Path.Combine(folder.FullName, "state.db"),
                Listen = new ListenAddress(false, IPAddress.Loopback, address.Port),
            });
            var failure = Assert.Single(await ListAsync(remote.Operations.ApplyAsync(plan, default))).Failure!;
            Assert.Equal(("PlanOutdated", ClusterErrorCategory.ResourceBusy), (failure.ErrorId, failure.Category));
            // The same connection goes on with the manager that is there now.
            Assert.False(Assert.Single(await ValuesAsync(remote.Nodes.GetAsync(new NodeQuery { Cached = true }, default))).Suspended);
            Assert.Equal("web1", Assert.Single(await ListAsync(remote.Operations.ApplyAsync(await remote.Operations.PlanAsync(new SuspendNode { Nodes = ["web1"] }, default), default))).Value!.Name);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Changes_carry_the_callers_name()
    {
        await ChangeAsync(new AddNode { Name = "web1", Settings = new NodeSettings { Docker = new Uri("tcp://127.0.0.1:1") }, SkipProbe = true });
        Assert.Equal("local", Assert.Single(await ValuesAsync(Cluster.Operations.GetAsync(new OperationQuery(), default))).Author);
    }

    protected override async Task CloseAsync()
    {
        await _remote!.DisposeAsync();
        await _manager!.DisposeAsync();
    }
}
