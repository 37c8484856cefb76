using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace LyttleCluster.Module;

/// <summary>
/// The opened clusters of one runspace. Per runspace, not per process: <c>Connect-Cluster</c> in one does not turn the
/// commands of another to a different cluster.
/// </summary>
internal sealed class RunspaceSessions : IAsyncDisposable
{
    private static readonly ConditionalWeakTable<Runspace, RunspaceSessions> ByRunspace = [];

    private readonly Lock _sync = new();
    private readonly List<ClusterSession> _sessions = [];
    private ClusterConnection? _chosen;

    static RunspaceSessions() => AppDomain.CurrentDomain.ProcessExit += (_, _) => CloseAll();

    private RunspaceSessions()
    {
    }

    /// <summary>Those of the calling pipeline thread's runspace.</summary>
    public static RunspaceSessions Current => ByRunspace.GetValue(Runspace.DefaultRunspace, Begin);

    /// <summary>Those of the calling thread's runspace, if it ever had one.</summary>
    public static RunspaceSessions? CurrentOrNone =>
        Runspace.DefaultRunspace is { } runspace && ByRunspace.TryGetValue(runspace, out var sessions) ? sessions : null;

    /// <summary>All that are open, in the order they were opened.</summary>
    public IReadOnlyList<ClusterConnection> Connections
    {
        get
        {
            var main = KeyOfDefault;
            lock (_sync) return [.. _sessions.Where(session => session.IsOpen).Select(session => session.Connection with { IsDefault = ConnectionKey.Of(session.Connection) == main })];
        }
    }

    /// <summary>The session of cmdlets without <c>-Cluster</c>: what <c>Connect-Cluster</c> chose, else what the environment says.</summary>
    /// <exception cref="ClusterException"><c>ManagerVariableInvalid</c>.</exception>
    public ClusterSession Default => Get(DefaultConnection);

    /// <summary>What cmdlets without <c>-Cluster</c> lead to, open or not.</summary>
    /// <exception cref="ClusterException"><c>ManagerVariableInvalid</c>.</exception>
    public ClusterConnection DefaultConnection => _chosen ?? ConnectionMaker.OfEnvironment(Environment.GetEnvironmentVariable);

    /// <summary>The session of a connection; opens one where this runspace has none (it came from another).</summary>
    /// <param name="connection">Any connection, also one that was serialised.</param>
    public ClusterSession Get(ClusterConnection connection)
    {
        lock (_sync)
        {
            var session = _sessions.Find(IsTo(connection));
            if (session is null) _sessions.Add(session = new ClusterSession(connection));
            return session;
        }
    }

    /// <summary>Makes a connection the one that cmdlets without <c>-Cluster</c> use.</summary>
    public void Choose(ClusterConnection connection) => _chosen = connection;

    /// <summary>Closes what a connection leads to; nothing happens when it is not open.</summary>
    public async Task CloseAsync(ClusterConnection connection)
    {
        ClusterSession? session;
        lock (_sync)
        {
            session = _sessions.Find(IsTo(connection));
            if (session is not null) _sessions.Remove(session);
            if (_chosen is not null && ConnectionKey.Of(_chosen) == ConnectionKey.Of(connection)) _chosen = null;
        }

        if (session is not null) await session.DisposeAsync();
    }

    /// <summary>Closes all of them.</summary>
    public async ValueTask DisposeAsync()
    {
        ClusterSession[] sessions;
        lock (_sync) sessions = [.. _sessions];
        foreach (var session in sessions) await CloseAsync(session.Connection);
    }

    // What is open can be listed also when the environment names nothing that could be opened.
    private ConnectionKey? KeyOfDefault
    {
        get
        {
            try
            {
                return ConnectionKey.Of(DefaultConnection);
            }
            catch (ClusterException)
            {
                return null;
            }
        }
    }

    private static Predicate<ClusterSession> IsTo(ClusterConnection connection)
    {
        var key = ConnectionKey.Of(connection);
        return session => ConnectionKey.Of(session.Connection) == key;
    }

    private static RunspaceSessions Begin(Runspace runspace)
    {
        var sessions = new RunspaceSessions();
        runspace.StateChanged += (_, change) =>
        {
            if (change.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Broken) _ = Task.Run(sessions.DisposeAsync);
        };
        return sessions;
    }

    /// <summary>The process ends: what is queued for the disk gets a moment, no more.</summary>
    private static void CloseAll()
    {
        var closing = ByRunspace.Select(entry => Task.Run(() => entry.Value.DisposeAsync().AsTask())).ToArray();
        Task.WaitAll(closing, TimeSpan.FromSeconds(2));
    }
}
