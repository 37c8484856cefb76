using System.Net;
using LyttleCluster.Core;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Watching;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager;

namespace LyttleCluster.ManagerTests;

/// <summary>A real manager on a free port of loopback, with a state file of its own.</summary>
internal sealed class RunningManager : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly LocalCluster _cluster;
    private readonly ManagerServer _server;

    private RunningManager(DirectoryInfo folder, LocalCluster cluster, ClusterWatcher watcher, ManagerServer server, StringWriter log)
    {
        (_folder, _cluster, Watcher, _server, Log) = (folder, cluster, watcher, server, log);
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = server.Address };
    }

    /// <summary>The manager's own cluster: what it knows and changes without any caller.</summary>
    public LocalCluster Cluster => _cluster;

    /// <summary>What it watches.</summary>
    public ClusterWatcher Watcher { get; }

    public ManagerServer Server => _server;

    public HttpClient Client { get; }

    public StringWriter Log { get; }

    public static Task<RunningManager> StartAsync() => StartAsync(options => options);

    public static async Task<RunningManager> StartAsync(Func<ManagerOptions, ManagerOptions> change)
    {
        var folder = Directory.CreateTempSubdirectory("lyttle-manager-");
        var log = new StringWriter();
        var options = change(new ManagerOptions { Listen = new ListenAddress(false, IPAddress.Loopback, 0), StateFile = Path.Combine(folder.FullName, "state.db") });
        var cluster = await LocalCluster.OpenAsManagerAsync(StateFile.At(options.StateFile, options.ReadOnly), options.Listen.ToString(), TimeProvider.System, CancellationToken.None);
        var watcher = await ClusterWatcher.StartAsync(cluster.Parts, WatchPace.Default, CancellationToken.None);
        var parts = new ManagerParts
        {
            Options = options,
            Cluster = cluster,
            Watch = watcher,
            Lifecycle = new Lifecycle(TimeProvider.System),
            Log = new ServiceLog(log, options.LogFormat, TimeProvider.System),
        };
        try
        {
            return new RunningManager(folder, cluster, watcher, await ManagerServer.StartAsync(parts, CancellationToken.None), log);
        }
        catch
        {
            await watcher.DisposeAsync();
            await cluster.DisposeAsync();
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Adds a node, without any caller.</summary>
    public Task AddAsync(string name, Uri docker) => ChangeAsync(new AddNode { Name = name, Settings = new NodeSettings { Docker = docker }, SkipProbe = true });

    /// <summary>Makes a change, without any caller.</summary>
    public async Task<List<Answer<T>>> ChangeAsync<T>(ChangeRequest<T> request)
    {
        var plan = await _cluster.Operations.PlanAsync(request, CancellationToken.None);
        Assert.Empty(plan.Failures);
        return await _cluster.Operations.ApplyAsync(plan, CancellationToken.None).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.StopAsync(null, CancellationToken.None);
        await _server.DisposeAsync();
        await Watcher.DisposeAsync();
        await _cluster.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
