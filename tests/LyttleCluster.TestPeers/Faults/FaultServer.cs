using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace LyttleCluster.TestPeers;

/// <summary>
/// A server that misbehaves as scripted, path by path, and healthy engine elsewhere (`/_ping`, `/version`). It sees connections
/// come and go, so that a test can look at a cancellation from the server's side.
/// </summary>
public sealed class FaultServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly string? _socketFile;
    private readonly FaultTls? _tls;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, Fault> _script = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _serving = new();
    private readonly FaultWatch _watch = new();
    private readonly Task _accepting;

    private FaultServer(Socket listener, string? socketFile, FaultTls? tls)
    {
        (_listener, _socketFile, _tls) = (listener, socketFile, tls);
        On("/_ping", Faults.Answer(200, "OK", "text/plain"));
        On("/version", Faults.Answer(200, """{"Version":"20.10.24","ApiVersion":"1.41","MinAPIVersion":"1.12","Os":"linux","Arch":"amd64"}"""));
        _accepting = AcceptAsync();
    }

    /// <summary>tcp://127.0.0.1:PORT or unix:///….</summary>
    public Uri Uri => _socketFile is null ? new($"tcp://{_listener.LocalEndPoint}") : new("unix://" + _socketFile);

    /// <summary>The same door for a bare HttpClient: http or https; null on a unix socket.</summary>
    public Uri? HttpUri => _socketFile is null ? new($"{(_tls is null ? "http" : "https")}://{_listener.LocalEndPoint}") : null;

    /// <summary>Connections that are open now.</summary>
    public int OpenConnections => _watch.Open;

    /// <summary>Every request so far, in order of arrival.</summary>
    public IReadOnlyList<FaultRequest> Requests => _watch.Requests;

    /// <summary>On a free port of 127.0.0.1.</summary>
    public static FaultServer StartTcp() => Start(new IPEndPoint(IPAddress.Loopback, 0), null, null);

    /// <summary>As <see cref="StartTcp"/>, behind TLS; the certificate may be a bad one, see <see cref="TestAuthority"/>.</summary>
    /// <param name="certificate">What the server shows.</param>
    /// <param name="clientsOf">If given, a client must show a certificate of this authority.</param>
    public static FaultServer StartTls(X509Certificate2 certificate, X509Certificate2? clientsOf = null) =>
        Start(new IPEndPoint(IPAddress.Loopback, 0), null, new FaultTls(certificate, clientsOf));

    /// <summary>On a unix socket at the path, or at a short temporary one.</summary>
    public static FaultServer StartUnix(string? path = null)
    {
        var file = path ?? Path.Combine(Path.GetTempPath(), $"lytf{Guid.NewGuid().ToString("N")[..10]}.sock");
        return Start(new UnixDomainSocketEndPoint(file), file, null);
    }

    /// <summary>Answers a path so from now on: exact, or a prefix when it ends with `*`. `*` alone is everything else.</summary>
    public FaultServer On(string path, Fault fault)
    {
        _script[path] = fault;
        return this;
    }

    /// <summary>The first request (past or to come) on this path.</summary>
    public Task<FaultRequest> WaitForRequestAsync(string path, CancellationToken cancel = default) => WaitForRequestAsync(path, 1, cancel);

    /// <summary>The n-th request (past or to come) on this path.</summary>
    public async Task<FaultRequest> WaitForRequestAsync(string path, int number, CancellationToken cancel = default)
    {
        await _watch.UntilAsync(() => RequestsOn(path).Skip(number - 1).Any(), cancel);
        return RequestsOn(path).ElementAt(number - 1);
    }

    /// <summary>Until the connection of the first request on this path is closed.</summary>
    public async Task WaitForClosedAsync(string path, CancellationToken cancel = default) =>
        await (await WaitForRequestAsync(path, cancel)).Closed.WaitAsync(cancel);

    /// <summary>Until no connection is open at all.</summary>
    public Task WaitForAllClosedAsync(CancellationToken cancel = default) => _watch.UntilAsync(() => _watch.Open == 0, cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_serving.Keys);
        if (_socketFile is not null)
            File.Delete(_socketFile);
        _stopping.Dispose();
    }

    private static FaultServer Start(EndPoint at, string? socketFile, FaultTls? tls)
    {
        var listener = new Socket(at.AddressFamily, SocketType.Stream, at is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        listener.Bind(at);
        listener.Listen(512);
        return new FaultServer(listener, socketFile, tls);
    }

    private IEnumerable<FaultRequest> RequestsOn(string path) => _watch.Requests.Where(request => request.Path == path);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stopping.Token);
                var serving = ServeAsync(socket);
                _serving[serving] = true;
                _ = serving.ContinueWith(done => _serving.TryRemove(done, out _), TaskScheduler.Default);
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The server was disposed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        var closed = _watch.Opened();
        try
        {
            await using var stream = await DressAsync(new NetworkStream(socket, ownsSocket: true));
            while (await FaultReader.ReadAsync(stream, closed, _stopping.Token) is { } request)
            {
                _watch.Seen(request);
                if (!await FaultFor(request.Path)(new FaultExchange(request, stream, _stopping.Token)))
                    break;
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException or SocketException)
        {
            // The other side left, refused our certificate, or the server was disposed: that is the point of this server.
        }
        finally
        {
            socket.Dispose();
            _watch.Closed(closed);
        }
    }

    private async Task<Stream> DressAsync(NetworkStream raw)
    {
        if (_tls is null)
            return raw;
        var secure = new SslStream(raw, leaveInnerStreamOpen: false);
        await secure.AuthenticateAsServerAsync(_tls.Options, _stopping.Token);
        return secure;
    }

    private Fault FaultFor(string path)
    {
        if (_script.TryGetValue(path, out var exact))
            return exact;
        var prefix = _script.Keys
            .Where(key => key.EndsWith('*') && path.StartsWith(key[..^1], StringComparison.Ordinal))
            .MaxBy(key => key.Length);
        return prefix is null ? Faults.Status(404, "page not found") : _script[prefix];
    }
}
