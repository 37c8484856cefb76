using System.Net;
using LyttleCluster.Core;
using LyttleCluster.Core.State;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager;

namespace LyttleCluster.ManagerTests.Pages;

/// <summary>A real manager whose watch a test can set.</summary>
internal sealed class PagesManager : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly ManagerServer _server;

    private PagesManager(DirectoryInfo folder, LocalCluster cluster, SettableWatch watch, ManagerServer server, ServiceLog log)
    {
        (_folder, Cluster, Watch, _server, Log) = (folder, cluster, watch, server, log);
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = server.Address };
    }

    public LocalCluster Cluster { get; }

    public SettableWatch Watch { get; }

    public HttpClient Client { get; }

    public ServiceLog Log { get; }

    public ManagerServer Server => _server;

    public Uri Address => _server.Address;

    public string StatePath { get; private init; } = "";

    public static Task<PagesManager> StartAsync() => StartAsync(options => options);

    public static async Task<PagesManager> StartAsync(Func<ManagerOptions, ManagerOptions> change)
    {
        var folder = Directory.CreateTempSubdirectory("lyttle-pages-");
        var options = change(new ManagerOptions { Listen = new ListenAddress(false, IPAddress.Loopback, 0), StateFile = Path.Combine(folder.FullName, "state.db") });
        var cluster = await LocalCluster.OpenAsManagerAsync(StateFile.At(options.StateFile, options.ReadOnly), options.Listen.ToString(), TimeProvider.System, CancellationToken.None);
        var watch = new SettableWatch();
        var log = new ServiceLog(TextWriter.Null, options.LogFormat, TimeProvider.System);
        var parts = new ManagerParts { Options = options, Cluster = cluster, Watch = watch, Lifecycle = new Lifecycle(TimeProvider.System), Log = log };
        return new PagesManager(folder, cluster, watch, await ManagerServer.StartAsync(parts, CancellationToken.None), log) { StatePath = options.StateFile };
    }

    /// <summary>Plans and applies, as another front end does.</summary>
    public async Task<List<Answer<T>>> ChangeAsync<T>(ChangeRequest<T> request)
    {
        var plan = await Cluster.Operations.PlanAsync(request, CancellationToken.None);
        return await Cluster.Operations.ApplyAsync(plan, CancellationToken.None).ToListAsync();
    }

    /// <summary>Looks at the nodes of the cluster, and puts what they tell into the watch.</summary>
    public async Task LookAsync()
    {
        var nodes = await Cluster.Nodes.GetAsync(new NodeQuery(), CancellationToken.None).Select(answer => answer.Value).OfType<ClusterNode>().ToListAsync();
        var containers = await Cluster.Containers.GetAsync(new ContainerQuery(), CancellationToken.None).Select(answer => answer.Value).OfType<ClusterContainer>().ToListAsync();
        var nginx = await Cluster.Nginx.GetStatusAsync(new NginxStatusQuery(), CancellationToken.None).Select(answer => answer.Value).OfType<NginxStatus>().ToListAsync();
        Watch.Set(nodes.Select(node => new Core.Watching.WatchedNode
        {
            Node = node,
            Containers = [.. containers.Where(container => container.Node == node.Name).OrderBy(container => container.Name, StringComparer.Ordinal)],
            Nginx = nginx.FirstOrDefault(status => status.Node == node.Name),
        }));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.StopAsync(null, CancellationToken.None);
        await _server.DisposeAsync();
        await Cluster.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
