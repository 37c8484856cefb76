namespace LyttleCluster.TestPeers;

/// <summary>
/// The database of one or several LyttleNGINX of v2: rows that each of them writes, and that all of them load by themselves every five minutes. Nothing runs
/// in between: whoever looks finds what the timers that were due since have done.
/// </summary>
public sealed class SimulatedDatabase
{
    internal static readonly TimeSpan LoadedEvery = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, SimulatedProxy> _rows = [];
    private readonly List<NginxApiServer> _servers = [];
    private int _lastId;

    /// <summary>The rows, by id.</summary>
    public IReadOnlyList<SimulatedProxy> Rows
    {
        get
        {
            lock (_gate) return [.. _rows.Values];
        }
    }

    internal IReadOnlyList<NginxApiServer> Servers
    {
        get
        {
            lock (_gate) return [.. _servers];
        }
    }

    /// <summary>Adds a row without asking anybody, as an older tool that writes the table does.</summary>
    public SimulatedProxy Add(string proxyPassHost, string type, params string[] domains) => Add(new SimulatedProxy(0, domains, proxyPassHost, type));

    /// <inheritdoc cref="Add(string, string, string[])"/>
    public SimulatedProxy Add(SimulatedProxy row)
    {
        CatchUp();
        lock (_gate)
        {
            row = row with { Id = ++_lastId };
            return _rows[row.Id] = row;
        }
    }

    /// <summary>Removes a row behind everybody's back.</summary>
    public bool Remove(int id)
    {
        CatchUp();
        lock (_gate) return _rows.Remove(id);
    }

    /// <summary>Changes a row, also behind everybody's back.</summary>
    public void Replace(SimulatedProxy row)
    {
        CatchUp();
        lock (_gate) _rows[row.Id] = row;
    }

    internal SimulatedProxy? Find(int id)
    {
        lock (_gate) return _rows.GetValueOrDefault(id);
    }

    /// <summary>Registers a process; it stays registered.</summary>
    internal void Join(NginxApiServer server)
    {
        lock (_gate) _servers.Add(server);
    }

    /// <summary>What the timers that were due since have done. Called before rows change, so that each sees the rows of its time.</summary>
    internal void CatchUp()
    {
        foreach (var server in Servers) server.CatchUp();
    }
}
