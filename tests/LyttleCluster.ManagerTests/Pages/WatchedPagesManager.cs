using System.Net;
using LyttleCluster.Core;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Watching;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager;

namespace LyttleCluster.ManagerTests.Pages;

/// <summary>A manager that really watches its nodes.</summary>
internal sealed class WatchedPagesManager : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly LocalCluster _cluster;
    private readonly ClusterWatcher _watcher;
    private readonly ManagerServer _server;

    private WatchedPagesManager(DirectoryInfo folder, LocalCluster cluster, ClusterWatcher watcher, ManagerServer server) => (_folder, _cluster, _watcher, _server) = (folder, cluster, watcher, server);

    public Uri Address => _server.Address;

    public IClusterWatch Watch => _watcher;

    public static async Task<WatchedPagesManager> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("lyttle-pages-");
        var options = new ManagerOptions { Listen = new ListenAddress(false, IPAddress.Loopback, 0), StateFile = Path.Combine(folder.FullName, "state.db") };
        var cluster = await LocalCluster.OpenAsManagerAsync(StateFile.At(options.StateFile, options.ReadOnly), options.Listen.ToString(), TimeProvider.System, CancellationToken.None);
        var watcher = await ClusterWatcher.StartAsync(cluster.Parts, WatchPace.Default, CancellationToken.None);
        var parts = new ManagerParts { Options = options, Cluster = cluster, Watch = watcher, Lifecycle = new Lifecycle(TimeProvider.System), Log = new ServiceLog(TextWriter.Null, options.LogFormat, TimeProvider.System) };
        return new WatchedPagesManager(folder, cluster, watcher, await ManagerServer.StartAsync(parts, CancellationToken.None));
    }

    public async Task<List<Answer<T>>> ChangeAsync<T>(ChangeRequest<T> request)
    {
        var plan = await _cluster.Operations.PlanAsync(request, CancellationToken.None);
        return await _cluster.Operations.ApplyAsync(plan, CancellationToken.None).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(null, CancellationToken.None);
        await _server.DisposeAsync();
        await _watcher.DisposeAsync();
        await _cluster.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
