using LyttleCluster.Core;
using LyttleCluster.Tests.Local;

namespace LyttleCluster.ManagerTests.Remote;

public sealed class LocalContractTests : ClusterContract
{
    private TemporaryCluster? _temporary;

    private protected override async Task<(ICluster Cluster, LocalCluster Behind)> OpenAsync()
    {
        _temporary = await TemporaryCluster.OpenAsync();
        return (_temporary.Cluster, (LocalCluster)_temporary.Cluster);
    }

    protected override async Task CloseAsync() => await _temporary!.DisposeAsync();
}
