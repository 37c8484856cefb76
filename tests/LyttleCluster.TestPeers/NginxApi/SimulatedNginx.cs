using System.Collections.Concurrent;
using System.Globalization;

namespace LyttleCluster.TestPeers;

/// <summary>The nginx behind a <see cref="NginxApiServer"/>, and what its nginx_api knows of it.</summary>
public sealed class SimulatedNginx
{
    private const int LogKept = 1000;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly List<SimulatedLogEntry> _log = [];
    private int _dropped;
    private int _reloads;
    private DateTimeOffset _lastStamp;

    internal SimulatedNginx(TimeProvider time)
    {
        _time = time;
        StartedAt = Stamp();
        Release = ReleaseMadeAt(StartedAt);
        LastAttemptAt = LastSuccessAt = StartedAt;
        Write("log", "[NestApplication] Nest application successfully started");
    }

    /// <summary>The next reloads, in this order; after the last they succeed.</summary>
    public ConcurrentQueue<SimulatedReload> NextReloads { get; } = new();

    /// <summary>Reloads that were done, well or badly.</summary>
    public int Reloads => Volatile.Read(ref _reloads);

    /// <summary>Whether nginx runs.</summary>
    public bool Running { get; set; } = true;

    /// <summary>What `nginx -t` says against the configuration that lies there; null: nothing. Every reload fails with it.</summary>
    public string? Broken { get; set; }

    public bool DatabaseDown { get; set; }

    /// <summary>`starting`, `running`, `stopping`: other than running, health is 503.</summary>
    public string Lifecycle { get; set; } = "running";

    public string Release { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    public DateTimeOffset LastAttemptAt { get; private set; }

    public DateTimeOffset LastSuccessAt { get; private set; }

    public string? LastError { get; private set; }

    public string LastCode { get; private set; } = "Reloaded";

    /// <summary>Under which id the agent was asked for its last reload.</summary>
    public string? LastCorrelation { get; internal set; }

    /// <summary>Whether the agent's process remembers a reload: not after its restart.</summary>
    public bool HasReloaded { get; private set; }

    public int OldWorkers { get; set; }

    public int OldGenerations { get; set; }

    public bool Rebooted { get; internal set; }

    public IReadOnlyList<SimulatedCertificate> Certificates { get; set; } = [];

    /// <summary>Orders of certificates that failed, oldest first.</summary>
    public ConcurrentQueue<(IReadOnlyList<string> Domains, string Error)> Orders { get; } = new();

    /// <summary>Nodes of its cluster besides itself: host name, instance, base URL (null: none advertised), age of the last heartbeat.</summary>
    public IReadOnlyList<(string HostName, string InstanceId, string? BaseUrl, TimeSpan Age)> Peers { get; set; } = [];

    /// <summary>Adds a line to the log; LyttleNGINX keeps the last 1000.</summary>
    public void Write(string level, string message, string stream = "operational", DateTimeOffset? at = null)
    {
        lock (_gate)
        {
            _log.Add(new SimulatedLogEntry(at ?? _time.GetUtcNow(), stream, level, message));
            if (_log.Count <= LogKept) return;
            _dropped += _log.Count - LogKept;
            _log.RemoveRange(0, _log.Count - LogKept);
        }
    }

    /// <summary>The process is started anew: log and memory are gone, a new start time.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            _dropped += _log.Count;
            _log.Clear();
        }

        StartedAt = Stamp();
        (HasReloaded, LastCorrelation) = (false, null);
        Write("log", "[NestApplication] Nest application successfully started");
    }

    /// <summary>Reloads as LyttleNGINX does by itself every five minutes.</summary>
    public void ReloadByItself() => Do(new SimulatedReload());

    internal IReadOnlyList<SimulatedLogEntry> Log(int count)
    {
        lock (_gate) return count == 0 ? [.. _log] : [.. _log.Skip(Math.Max(0, count > 0 ? _log.Count - count : -count))];
    }

    /// <summary>Lines behind a position that only grows; and the position behind the last.</summary>
    internal (IReadOnlyList<SimulatedLogEntry> Entries, int Next) LogAfter(int position)
    {
        lock (_gate) return ([.. _log.Skip(Math.Max(0, position - _dropped))], _dropped + _log.Count);
    }

    /// <summary>The clock in whole milliseconds, never twice the same: a real reload is never over within the millisecond in which it was asked for.</summary>
    internal DateTimeOffset Stamp()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
            return _lastStamp = now > _lastStamp ? now : _lastStamp.AddMilliseconds(1);
        }
    }

    /// <param name="refuse">What nginx says against what it is given; null: nothing.</param>
    internal SimulatedReload TakeNext(Func<SimulatedReload?> refuse)
    {
        if (NextReloads.TryDequeue(out var next))
        {
            // What goes well goes only as well as the rows are.
            return next is { Error: null, NeverArrives: false, Restarts: false } && refuse() is { } bad ? next with { Error = bad.Error, Code = bad.Code } : next;
        }

        if (!Running) return new SimulatedReload { Error = NginxWordings.RollbackFailed, Code = "NginxNotRunning" };
        return Broken is { } error ? SimulatedReload.Refused(error) : refuse() ?? new SimulatedReload();
    }

    internal void Do(SimulatedReload reload)
    {
        Interlocked.Increment(ref _reloads);
        LastAttemptAt = Stamp();
        (LastError, LastCode, HasReloaded) = (reload.Error, reload.Error is null ? "Reloaded" : reload.Code, true);
        if (reload.Error is null) (LastSuccessAt, Release) = (LastAttemptAt, ReleaseMadeAt(LastAttemptAt));
        Write(reload.Error is null ? "log" : "error", reload.Error is null ? "[Reloader] Configuration applied" : "[Reloader] " + reload.Error);
    }

    private static string ReleaseMadeAt(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH-mm-ss-fff'Z-ssl-activation'", CultureInfo.InvariantCulture);
}

/// <summary>A line of a simulated log.</summary>
internal sealed record SimulatedLogEntry(DateTimeOffset At, string Stream, string Level, string Message);

/// <summary>A certificate of a simulated nginx_api.</summary>
public sealed record SimulatedCertificate(string Id, IReadOnlyList<string> Domains, int DaysLeft, string Status = "valid");
