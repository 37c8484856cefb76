using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;

namespace LyttleCluster.Bench;

/// <summary>Engines behind unix sockets, asked by one bare HttpClient that keeps its connections.</summary>
public sealed class BareEngines : IDisposable
{
    private readonly string[] _sockets;
    private readonly int _parallelism;
    private readonly HttpClient _http;

    /// <param name="sockets">The sockets' files.</param>
    /// <param name="parallelism">How many are asked at once.</param>
    public BareEngines(string[] sockets, int parallelism)
    {
        (_sockets, _parallelism) = (sockets, parallelism);
        _http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                var number = int.Parse(context.DnsEndPoint.Host.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(_sockets[number]), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
    }

    /// <summary>Gets and parses the container list of each.</summary>
    public BareRun List() => ListAsync().GetAwaiter().GetResult();

    /// <inheritdoc cref="List"/>
    public async Task<BareRun> ListAsync()
    {
        var started = Stopwatch.GetTimestamp();
        var first = 0L;
        var containers = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = _parallelism };
        await Parallel.ForAsync(0, _sockets.Length, options, async (number, cancellationToken) =>
        {
            var body = await _http.GetByteArrayAsync($"http://n{number}/v1.41/containers/json?all=1", cancellationToken);
            Interlocked.CompareExchange(ref first, Stopwatch.GetTimestamp(), 0);
            Interlocked.Add(ref containers, JsonSerializer.Deserialize(body, BareJson.Default.BareContainerArray)!.Length);
        });
        return new BareRun(containers, Stopwatch.GetElapsedTime(started, first).TotalMilliseconds, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>Gets the log of one container of the first engine and counts its lines.</summary>
    public BareRun Log(string container) => LogAsync(container).GetAwaiter().GetResult();

    /// <inheritdoc cref="Log"/>
    public async Task<BareRun> LogAsync(string container)
    {
        var started = Stopwatch.GetTimestamp();
        var first = 0L;
        var lines = 0;
        var buffer = new byte[64 * 1024];
        await using var body = await _http.GetStreamAsync($"http://n0/v1.41/containers/{container}/logs?stdout=1&stderr=1&timestamps=1");
        for (var read = await body.ReadAsync(buffer); read > 0; read = await body.ReadAsync(buffer))
        {
            if (first == 0) first = Stopwatch.GetTimestamp();
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return new BareRun(lines, Stopwatch.GetElapsedTime(started, first).TotalMilliseconds, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>One run: how much came, when the first of it, and when all of it, in milliseconds.</summary>
public sealed record BareRun(int Count, double First, double All);
