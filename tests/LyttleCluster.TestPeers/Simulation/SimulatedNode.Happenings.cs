using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace LyttleCluster.TestPeers;

/// <summary>What happens on a simulated node while it runs: containers that die, events, floods, lies, an engine that is away.</summary>
public sealed partial class SimulatedNode
{
    /// <summary>An engine remembers so many events.</summary>
    private const int Remembered = 256;

    private readonly Lock _eventGate = new();
    private readonly Queue<SimulatedEvent> _ring = new();
    private readonly HashSet<Channel<byte[]>> _followers = [];
    private readonly ConcurrentDictionary<Socket, bool> _sockets = new();
    private readonly ConcurrentDictionary<string, (int Now, int Most, int All)> _counts = new(StringComparer.Ordinal);

    /// <summary>Answers in the place of the true ones, by path without version; null: the true one.</summary>
    public Func<string, byte[]?>? Lie { get; set; }

    /// <summary>How far the engine's clock is ahead of the real one.</summary>
    public TimeSpan ClockAhead
    {
        get => _bodies.ClockAhead;
        set => _bodies.ClockAhead = value;
    }

    /// <summary>How many follow its events.</summary>
    public int Followers
    {
        get
        {
            lock (_eventGate) return _followers.Count;
        }
    }

    /// <summary>A whole answer with this JSON, to lie with.</summary>
    public static byte[] Answer(string json) => HttpBytes.Json(json);

    /// <summary>How many requests for this path were there at once, at most.</summary>
    public int MostAtOnce(string path) => _counts.GetValueOrDefault(path).Most;

    /// <summary>How many requests for this path there were.</summary>
    public int RequestsFor(string path) => _counts.GetValueOrDefault(path).All;

    /// <summary>Ends a container, as its engine tells it; gives its id.</summary>
    public string Die(int container, int exitCode = 1)
    {
        var (id, name) = _bodies.Set(container, exitCode);
        Emit(new SimulatedEvent("die", id, name, DateTimeOffset.UtcNow + ClockAhead));
        return id;
    }

    /// <summary>Ends a container without a word; gives its id.</summary>
    public string EndSilently(int container) => _bodies.Set(container, 1).Id;

    /// <summary>Starts a container again; gives its id.</summary>
    public string Start(int container)
    {
        var (id, name) = _bodies.Set(container, null);
        Emit(new SimulatedEvent("start", id, name, DateTimeOffset.UtcNow + ClockAhead));
        return id;
    }

    /// <summary>Lets something happen: it is remembered, and told to those who follow.</summary>
    public void Emit(SimulatedEvent happened)
    {
        lock (_eventGate)
        {
            _ring.Enqueue(happened);
            if (_ring.Count > Remembered)
                _ring.Dequeue();
            var line = happened.Line();
            foreach (var follower in _followers)
                follower.Writer.TryWrite(line);
        }
    }

    /// <summary>Says something to those who follow, as it is.</summary>
    public void Say(string line)
    {
        lock (_eventGate)
        {
            foreach (var follower in _followers)
                follower.Writer.TryWrite(Encoding.UTF8.GetBytes(line + "\n"));
        }
    }

    /// <summary>Lets many things happen at once that change nothing.</summary>
    public void Flood(int events, string action = "start")
    {
        var begin = DateTimeOffset.UtcNow + ClockAhead;
        for (var number = 0; number < events; number++)
            Emit(new SimulatedEvent(action, FirstContainerId, "flood", begin.AddTicks(number)));
    }

    /// <summary>The engine is gone: nobody listens, and every connection breaks.</summary>
    public void Stop()
    {
        _listener.Dispose();
        if (_socketFile is not null)
            File.Delete(_socketFile);
        foreach (var socket in _sockets.Keys)
            socket.Dispose();
    }

    /// <summary>The engine is there again, at the same address; what happened before it has forgotten, unless told otherwise.</summary>
    public void StartAgain(bool remembers = false)
    {
        if (!remembers)
        {
            lock (_eventGate) _ring.Clear();
        }

        _listener = Listen(_port);
        _ = AcceptAsync(_listener);
    }

    /// <summary>Every connection breaks, once.</summary>
    public void BreakConnections()
    {
        foreach (var socket in _sockets.Keys)
            socket.Dispose();
    }

    private Counted Count(string path)
    {
        _counts.AddOrUpdate(path, _ => (1, 1, 1), (_, count) => (count.Now + 1, Math.Max(count.Most, count.Now + 1), count.All + 1));
        return new Counted(this, path);
    }

    private async Task<bool> StreamEventsAsync(Socket socket, string? since, string? until)
    {
        await SendAsync(socket, HttpBytes.StreamHead("application/json"));
        foreach (var block in Events().Chunk(100))
            await SendAsync(socket, [.. block.SelectMany(one => one.Line())]);

        var lines = Channel.CreateUnbounded<byte[]>();
        List<SimulatedEvent> replayed;
        lock (_eventGate)
        {
            replayed = since is null ? [] : [.. Replay(Ticks(since), until is null ? long.MaxValue : Ticks(until))];
            if (until is null)
                _followers.Add(lines);
        }

        try
        {
            foreach (var block in replayed.Chunk(100))
                await SendAsync(socket, [.. block.SelectMany(one => one.Line())]);
            if (until is null)
                await FollowAsync(socket, lines);
            return false;
        }
        finally
        {
            lock (_eventGate) _followers.Remove(lines);
        }
    }

    /// <summary>As an engine does it: from the newest back, up to the first that is older.</summary>
    private IEnumerable<SimulatedEvent> Replay(long since, long until) =>
        _ring.Reverse().TakeWhile(one => one.Time.UtcTicks >= since).Where(one => one.Time.UtcTicks <= until).Reverse();

    private async Task FollowAsync(Socket socket, Channel<byte[]> lines)
    {
        var closed = UntilClosedAsync(socket);
        var block = new MemoryStream();
        while (await Task.WhenAny(closed, lines.Reader.WaitToReadAsync(_stopping.Token).AsTask()) != closed)
        {
            block.SetLength(0);
            while (block.Length < 64 * 1024 && lines.Reader.TryRead(out var line))
                block.Write(line);
            await SendAsync(socket, block.ToArray());
        }

        await closed;
    }

    /// <summary>Seconds since 1970 with nine decimals.</summary>
    private static long Ticks(string seconds) => DateTimeOffset.UnixEpoch.Ticks + (long)(decimal.Parse(seconds, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond);

    private sealed class Counted(SimulatedNode node, string path) : IDisposable
    {
        public void Dispose() => node._counts.AddOrUpdate(path, _ => default, (_, count) => (count.Now - 1, count.Most, count.All));
    }
}
