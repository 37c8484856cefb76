using LyttleCluster.Core.Access;
using LyttleCluster.Core.Alerts;
using LyttleCluster.Core.Authority;
using LyttleCluster.Core.Containers;
using LyttleCluster.Core.Domains;
using LyttleCluster.Core.Events;
using LyttleCluster.Core.Joining;
using LyttleCluster.Core.Nginx;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.Operations;
using LyttleCluster.Core.Overview;
using LyttleCluster.Core.Security;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Watching;

namespace LyttleCluster.Core;

/// <summary>A cluster that this process works on itself: its own store, its own connections to the nodes.</summary>
internal sealed class LocalCluster : ICluster
{
    private readonly IStateStore _store;
    private readonly IHistory _history;
    private readonly NodeConnections _connections;
    private readonly IAuthority _authority;

    public LocalCluster(IStateStore store, IHistory history, KeyFile keyFile, IAuthority authority, TimeProvider time)
    {
        _store = store;
        _history = history;
        _authority = authority;
        var keys = new NodeKeys(new Sealer(keyFile));
        _connections = new NodeConnections(keys, time);

        var registry = new NodeRegistry(store);
        var endpoints = new NodeEndpoints(store, registry);
        var observations = new Observations(history);
        var notice = new HistoryNotice(history);
        var live = new LiveLooks();
        var probe = new NodeProbe(_connections, observations, live, time);
        var finder = new ContainerFinder(registry, _connections, observations, live);
        var joins = new JoinRequests(store, time);
        var journal = new Journal(store, time);
        var trim = new JournalTrim(store, time, JournalRetention.Default);
        var operations = new OperationFinder(journal, trim);
        var domains = new DomainRegistry(store);
        var domainNames = new DomainNames(store, domains);
        var published = new PublishedEntries(store);
        var domainViewer = new DomainViewer(registry, published);
        var places = new PlaceFinder(_connections);
        var leftovers = new Leftovers(store, journal, time);
        var looker = new DomainLooker(domains, registry, places, published, leftovers);
        var verifier = new DomainVerifier(_connections, time);
        var changer = new PlaceChanger(_connections, published, time);
        var access = new AccessRegistry(store);
        var book = new AccessBook(store, time);
        var board = new AlertBoard();
        var suspensions = new AlertSuspensions(store);
        var alerts = new AlertService(board, new AlertStore(history), suspensions, registry, time);
        IReadOnlyList<IChangeHandler> handlers =
        [
            new AddNodeHandler(registry, endpoints, keys, probe, joins),
            new RefuseNodeHandler(joins),
            new SetNodeHandler(registry, endpoints, keys, probe),
            new RemoveNodeHandler(registry, endpoints, observations, joins),
            new SuspendNodeHandler(registry, endpoints, observations),
            new ResumeNodeHandler(registry, endpoints, observations),
            new RestartNodeHandler(registry, _connections, probe, observations, time),
            new StartContainerHandler(finder, registry, _connections, time),
            new StopContainerHandler(finder, registry, _connections, time),
            new RestartContainerHandler(finder, registry, _connections, time),
            new RemoveContainerHandler(finder, registry, _connections, time),
            new InvokeContainerCommandHandler(finder, registry, _connections, time),
            new ReloadNginxHandler(registry, _connections, time),
            new SetDomainHandler(domains, domainNames, domainViewer),
            new RemoveDomainHandler(domains, domainNames, domainViewer),
            new ImportDomainHandler(store, domains, domainNames, domainViewer, looker, time),
            new PublishDomainHandler(new PublishPlanner(domains, registry, places, published, leftovers, verifier), changer, leftovers, time),
            new UndoOperationHandler(operations, journal, new DocumentUndo(store, operations, [domainNames]), [new PublishUndo(registry, places, changer, operations), new ContainerUndo(finder, registry, _connections, operations)]),
            new ResumeOperationHandler(store, operations, journal, time, [new PublishSettlement(store, registry, places, changer, _connections, time)]),
            new BreakLockHandler(store, time),
            new GrantAccessHandler(access, book, time),
            new RevokeAccessHandler(access, book, time),
            new NewTokenHandler(access, book, time),
            new RemoveTokenHandler(access, book),
            new SuspendAlertHandler(suspensions, alerts, time),
        ];

        Operations = new OperationService(store, journal, trim, new ChangeEngine(store, journal, authority, time), authority, live, handlers);
        Nodes = new NodeService(registry, probe, observations, live, notice, new NodeTester(_connections, time), new CandidateFinder(registry, _connections, joins, DockerContextFinder.ForUser(), time), time);
        Containers = new ContainerService(
            finder,
            registry,
            observations,
            live,
            notice,
            new ContainerDetails(registry, _connections),
            new ContainerLogReader(finder, _connections, time),
            new ContainerUsageReader(finder, _connections, time),
            new ContainerWaiter(finder, time),
            new ContainerPortTester(finder, time));
        Nginx = new NginxService(registry, _connections, new NginxLogReader(registry, _connections, time), time);
        Domains = new DomainService(domains, looker, published, verifier, new DomainComparer(looker), time);
        Events = new EventService(new EventReader(registry, _connections, history, notice, time), new EventWatcher(registry, _connections, history, live, time));
        Overview = new OverviewService(Nodes, Containers, Operations, live, time);
        Access = new AccessService(access);
        Alerts = alerts;
        Parts = new LocalParts
        {
            Store = store,
            History = history,
            Registry = registry,
            Connections = _connections,
            Probe = probe,
            Observations = observations,
            Live = live,
            Owners = new OwnerCheck(registry, domains),
            Access = book,
            Alerts = board,
            Authority = authority,
            Time = time,
        };
    }

    /// <summary>Opens the cluster whose state is in a file, for a shell: while a manager holds that file, changes are refused.</summary>
    /// <exception cref="ClusterException">The file cannot be used; see <see cref="StateErrors"/>.</exception>
    public static Task<LocalCluster> OpenAsync(StateFile file, TimeProvider time, CancellationToken cancellationToken) =>
        OpenAsync(file, force: false, time, cancellationToken);

    /// <summary>The same; with <paramref name="force"/> changes are made whoever holds the file.</summary>
    /// <exception cref="ClusterException">The file cannot be used; see <see cref="StateErrors"/>.</exception>
    public static async Task<LocalCluster> OpenAsync(StateFile file, bool force, TimeProvider time, CancellationToken cancellationToken)
    {
        var store = await SqliteStateStore.OpenAsync(file, time, cancellationToken);
        return Over(store, file, force ? new FreeHand() : new LocalShell(store, ManagerSign.Beside(file.Path), time), time);
    }

    /// <summary>Opens it for a manager, which holds the file as long as the cluster is open. A read-only file is only watched.</summary>
    /// <param name="file">The file.</param>
    /// <param name="address">Where the manager listens, for those who are refused meanwhile.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="ClusterException"><c>ManagerHoldsState</c>, or the file cannot be used; see <see cref="StateErrors"/>.</exception>
    public static async Task<LocalCluster> OpenAsManagerAsync(StateFile file, string address, TimeProvider time, CancellationToken cancellationToken)
    {
        var store = await SqliteStateStore.OpenAsync(file, time, cancellationToken);
        try
        {
            IAuthority authority = file.ReadOnly ? new ReadOnlyManager() : await ManagerLock.TakeAsync(store, ManagerSign.Beside(file.Path), address, time, cancellationToken);
            return Over(store, file, authority, time);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public IOverview Overview { get; }

    public INodes Nodes { get; }

    public IContainers Containers { get; }

    public INginx Nginx { get; }

    public IDomains Domains { get; }

    public IEvents Events { get; }

    public IOperations Operations { get; }

    public IAccess Access { get; }

    public IAlerts Alerts { get; }

    /// <summary>What it stands on.</summary>
    public LocalParts Parts { get; }

    public async ValueTask DisposeAsync()
    {
        _connections.Dispose();
        Parts.Access.Dispose();
        await _history.DisposeAsync();
        await _authority.DisposeAsync();
        await _store.DisposeAsync();
    }

    private static LocalCluster Over(IStateStore store, StateFile file, IAuthority authority, TimeProvider time) =>
        new(store, new SqliteHistory(file, time), KeyFile.Beside(file.Path), authority, time);
}
