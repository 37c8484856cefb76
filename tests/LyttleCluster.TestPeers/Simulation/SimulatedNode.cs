using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Web;

namespace LyttleCluster.TestPeers;

/// <summary>
/// One host that costs next to nothing: a bare socket and prebuilt answers, so that a measurement of two hundred of them measures the
/// client. It answers GET only.
/// </summary>
public sealed partial class SimulatedNode : IDisposable
{
    private Socket _listener;
    private readonly SimulatedBodies _bodies;
    private readonly SimulatedNodesOptions _options;
    private readonly CancellationTokenSource _stopping = new();
    private readonly string? _socketFile;
    private TaskCompletionSource _free = Released();
    private int _requests;
    private int _open;
    private readonly int _port;

    internal SimulatedNode(int number, string? socketFile, SimulatedNodesOptions options)
    {
        (Name, _socketFile, _options) = ($"sim{number:000}", socketFile, options);
        _bodies = new SimulatedBodies(number, options.ContainersPerNode);
        _listener = Listen(0);
        _port = (_listener.LocalEndPoint as IPEndPoint)?.Port ?? 0;
        _ = AcceptAsync(_listener);
    }

    /// <summary>`sim000`, `sim001`, ….</summary>
    public string Name { get; }

    /// <summary>unix:///… or tcp://127.0.0.1:PORT.</summary>
    public Uri Uri => _socketFile is null ? new($"tcp://127.0.0.1:{_port}") : new("unix://" + _socketFile);

    public string? SocketPath => _socketFile;

    /// <summary>The id of one container that exists here.</summary>
    public string FirstContainerId => _bodies.FirstId;

    /// <summary>Requests read so far.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public int OpenConnections => Volatile.Read(ref _open);

    /// <summary>While true, requests are taken and not answered; those that waited are answered when it ends.</summary>
    public bool Hang
    {
        get => !_free.Task.IsCompleted;
        set
        {
            if (!value)
                _free.TrySetResult();
            else if (_free.Task.IsCompleted)
                _free = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>What `/events` gives: each line as fast as it is read, then silence until the client leaves, or the end when it asked for past ones only (`until`).</summary>
    public Func<IEnumerable<SimulatedEvent>> Events { get; set; } = () => [];

    public void Dispose()
    {
        _stopping.Cancel();
        _free.TrySetResult();
        _listener.Dispose();
    }

    private static TaskCompletionSource Released()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private Socket Listen(int port)
    {
        EndPoint at = _socketFile is null ? new IPEndPoint(IPAddress.Loopback, port) : new UnixDomainSocketEndPoint(_socketFile);
        var listener = new Socket(at.AddressFamily, SocketType.Stream, _socketFile is null ? ProtocolType.Tcp : ProtocolType.Unspecified);
        listener.Bind(at);
        listener.Listen(128);
        return listener;
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptAsync(_stopping.Token));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        Interlocked.Increment(ref _open);
        _sockets[socket] = true;
        using (socket)
        {
            try
            {
                var buffer = new byte[4096];
                while (await ReadTargetAsync(socket, buffer) is { } target && await AnswerAsync(socket, target))
                {
                }
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The client left, or we are disposed.
            }
        }

        _sockets.TryRemove(socket, out _);
        Interlocked.Decrement(ref _open);
    }

    /// <summary>The target of the next request; its headers are of no interest. Null at the end of the connection.</summary>
    private async Task<string?> ReadTargetAsync(Socket socket, byte[] buffer)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled), _stopping.Token);
            if (read == 0)
                return null;
            filled += read;
            if (buffer.AsSpan(0, filled).EndsWith("\r\n\r\n"u8))
                break;
        }

        Interlocked.Increment(ref _requests);
        var line = buffer.AsSpan(0, buffer.AsSpan().IndexOf((byte)'\r'));
        var (start, end) = (line.IndexOf((byte)' ') + 1, line.LastIndexOf((byte)' '));
        return Encoding.ASCII.GetString(line[start..end]);
    }

    /// <summary>False closes the connection.</summary>
    private async Task<bool> AnswerAsync(Socket socket, string target)
    {
        if (_options.Latency > TimeSpan.Zero)
            await Task.Delay(_options.Latency, _stopping.Token);
        var parts = target.Split('?');
        var path = WithoutVersion(parts[0]);
        var query = HttpUtility.ParseQueryString(parts.ElementAtOrDefault(1) ?? "");
        using var counted = Count(path);
        await _free.Task;
        if (path == "/events")
            return await StreamEventsAsync(socket, query["since"], query["until"]);
        if (path.EndsWith("/logs", StringComparison.Ordinal))
            return await StreamLogAsync(socket, query["tail"], query["timestamps"], query["follow"]);
        await SendAsync(socket, Lie?.Invoke(path) ?? Find(path, query["all"]));
        return true;
    }

    private byte[] Find(string path, string? all) => path switch
    {
        "/_ping" => SimulatedBodies.Ping,
        "/version" => SimulatedBodies.Version,
        "/info" => _bodies.Info,
        "/containers/json" => all is "1" or "true" ? _bodies.All : _bodies.Running,
        _ when path.Split('/') is ["", "containers", var id, "json"] => _bodies.Inspect(id),
        _ => SimulatedBodies.NotFound,
    };

    private async Task<bool> StreamLogAsync(Socket socket, string? tail, string? timestamps, string? follow)
    {
        await SendAsync(socket, HttpBytes.StreamHead("application/vnd.docker.raw-stream"));
        var lines = int.TryParse(tail, out var wanted) ? wanted : _options.LogLines;
        for (var line = 0; line < lines; line += SimulatedLog.LinesPerBlock)
            await SendAsync(socket, SimulatedLog.Block(line, Math.Min(SimulatedLog.LinesPerBlock, lines - line), timestamps is "1" or "true"));
        if (follow is "1" or "true")
            await UntilClosedAsync(socket);
        return false;
    }

    private async Task SendAsync(Socket socket, byte[] bytes)
    {
        var sent = 0;
        while (sent < bytes.Length)
            sent += await socket.SendAsync(bytes.AsMemory(sent), _stopping.Token);
    }

    private async Task UntilClosedAsync(Socket socket)
    {
        var ignored = new byte[64];
        while (await socket.ReceiveAsync(ignored, _stopping.Token) > 0)
        {
        }
    }

    private static string WithoutVersion(string path)
    {
        var next = path.IndexOf('/', 1);
        return next > 2 && path[1] == 'v' && char.IsAsciiDigit(path[2]) ? path[next..] : path;
    }
}
