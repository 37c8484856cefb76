using System.Diagnostics;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace LyttleCluster.TestPeers;

/// <summary>
/// Many visitors of one host name who count what they meet: GET and POST over connections they keep for a while and over fresh ones, answers that take
/// three seconds, and one WebSocket.
/// </summary>
public sealed class LoadClient : IAsyncDisposable
{
    private static readonly TimeSpan BetweenMessages = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MessageLimit = TimeSpan.FromSeconds(30);
    private readonly LoadOptions _options;
    private readonly LoadTally _tally = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _get;
    private readonly byte[] _slow;
    private readonly byte[] _post;
    private readonly Task[] _visitors;

    private LoadClient(LoadOptions options)
    {
        _options = options;
        _get = Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {options.Host}\r\n\r\n");
        _slow = Encoding.ASCII.GetBytes($"GET {LoadUpstream.SlowPath} HTTP/1.1\r\nHost: {options.Host}\r\n\r\n");
        _post = [.. Encoding.ASCII.GetBytes($"POST /echo HTTP/1.1\r\nHost: {options.Host}\r\nContent-Length: {LoadUpstream.Page.Length}\r\n\r\n"), .. LoadUpstream.Page.Span];
        _visitors =
        [
            .. Enumerable.Range(0, options.Visitors).Select(number => Task.Run(() => VisitAsync(number))),
            .. Enumerable.Range(0, options.SlowVisitors).Select(_ => Task.Run(VisitSlowlyAsync)),
            Task.Run(TalkAsync),
        ];
    }

    /// <summary>What they met until now.</summary>
    public LoadCount Now => _tally.Now;

    /// <summary>The first faults, in words.</summary>
    public IReadOnlyList<string> Faults => _tally.Faults;

    public static LoadClient Start(LoadOptions options) => new(options);

    /// <summary>Waits until so many answers more have come.</summary>
    public async Task UntilAnsweredAsync(long more, CancellationToken cancel = default)
    {
        var enough = Now.Answered + more;
        while (Now.Answered < enough) await Task.Delay(20, cancel);
    }

    /// <summary>Lets each visitor finish what it has begun.</summary>
    public async Task<LoadCount> StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_visitors);
        return Now;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task VisitAsync(int number)
    {
        var pause = TimeSpan.FromSeconds((double)_options.Visitors / _options.Rate);
        var next = Stopwatch.GetTimestamp() + (long)(pause.TotalSeconds * Stopwatch.Frequency * number / _options.Visitors);
        LoadConnection? kept = null;
        for (var count = number; !_stop.IsCancellationRequested; count++)
        {
            if (!await WaitAsync(next)) break;
            // Who is late does not ask twice as often afterwards.
            next = Math.Max(next + (long)(pause.TotalSeconds * Stopwatch.Frequency), Stopwatch.GetTimestamp());
            var isPost = count % _options.PostEvery == 0;
            kept = await AskAsync(kept, isPost ? _post : _get, now => isPost ? now with { Posted = now.Posted + 1 } : now);
            if (kept?.Asked < _options.KeptFor) continue;
            kept?.Dispose();
            kept = null;
        }

        kept?.Dispose();
    }

    private async Task VisitSlowlyAsync()
    {
        LoadConnection? kept = null;
        while (!_stop.IsCancellationRequested) kept = await AskAsync(kept, _slow, now => now with { Slow = now.Slow + 1 });
        kept?.Dispose();
    }

    /// <summary>One request, made again on a fresh connection when a kept one was closed under it.</summary>
    /// <returns>The connection, if it can be kept.</returns>
    private async Task<LoadConnection?> AskAsync(LoadConnection? kept, ReadOnlyMemory<byte> request, Func<LoadCount, LoadCount> count)
    {
        if (kept is { IsClosed: true })
        {
            _tally.Add(now => now with { IdleCloses = now.IdleCloses + 1 });
            kept.Dispose();
            kept = null;
        }

        var isFresh = kept is null;
        try
        {
            kept ??= await LoadConnection.OpenAsync(_options.Address, default);
        }
        catch (SocketException refused)
        {
            _tally.Add($"no connection: {refused.Message}", now => now with { FreshFailures = now.FreshFailures + 1 });
            return null;
        }

        var answer = await kept.AskAsync(request);
        if (answer.End == LoadEnd.NoByte && !isFresh)
        {
            _tally.Add(now => now with { IdleCloses = now.IdleCloses + 1, Raced = now.Raced + 1 });
            kept.Dispose();
            return await AskAsync(null, request, count);
        }

        Judge(answer, isFresh, request, count);
        if (answer.End == LoadEnd.Whole && !answer.IsLast) return kept;
        kept.Dispose();
        return null;
    }

    private void Judge(LoadAnswer answer, bool isFresh, ReadOnlyMemory<byte> request, Func<LoadCount, LoadCount> count)
    {
        if (answer.End == LoadEnd.NoByte) _tally.Add($"a fresh connection: {answer.Why}", now => now with { FreshFailures = now.FreshFailures + 1 });
        else if (answer.End == LoadEnd.Part) _tally.Add($"an answer was cut: {answer.Why}", now => now with { Truncated = now.Truncated + 1 });
        else if (answer.Status >= 500) _tally.Add($"{answer.Status}", now => now with { ServerErrors = now.ServerErrors + 1 });
        else if (answer.Status != 200 || !answer.Body.Span.SequenceEqual(LoadUpstream.Page.Span))
            _tally.Add($"{answer.Status} with {answer.Body.Length} bytes to {Encoding.ASCII.GetString(request.Span[..20])}", now => now with { Wrong = now.Wrong + 1 });
        else _tally.Add(now => count(now with { Answered = now.Answered + 1, Fresh = now.Fresh + (isFresh ? 1 : 0) }));
    }

    /// <summary>One WebSocket that stays.</summary>
    private async Task TalkAsync()
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Host", _options.Host);
        var number = 0;
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{_options.Address}{LoadUpstream.SocketPath}"), default);
            while (!_stop.IsCancellationRequested)
            {
                await SayAsync(socket, $"message {number++}");
                _tally.Add(now => now with { Messages = now.Messages + 1 });
                await Task.Delay(BetweenMessages, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (Exception failure) when (failure is WebSocketException or InvalidOperationException or OperationCanceledException)
        {
            _tally.Add($"the WebSocket ended after {number} messages: {failure.Message}", now => now with { BrokenSockets = now.BrokenSockets + 1 });
        }
    }

    private static async Task SayAsync(ClientWebSocket socket, string text)
    {
        using var limit = new CancellationTokenSource(MessageLimit);
        var sent = Encoding.UTF8.GetBytes(text);
        await socket.SendAsync(sent, WebSocketMessageType.Text, true, limit.Token);
        var buffer = new byte[256];
        var came = await socket.ReceiveAsync(buffer, limit.Token);
        if (!buffer.AsSpan(0, came.Count).SequenceEqual(sent)) throw new InvalidOperationException("another text came back");
    }

    /// <summary>False when it was stopped meanwhile.</summary>
    private async Task<bool> WaitAsync(long until)
    {
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), until);
        if (left > TimeSpan.Zero) await Task.Delay(left, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !_stop.IsCancellationRequested;
    }
}
