using LyttleCluster.Core;
using LyttleCluster.Core.Remote;

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

    private protected override Task WatchedAsync()
    {
        Own(new EngineWatch(Behind));
        return Task.CompletedTask;
    }

    protected override async Task CloseAsync()
    {
        await _remote!.DisposeAsync();
        await _manager!.DisposeAsync();
    }
}
