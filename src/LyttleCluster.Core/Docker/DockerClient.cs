using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Docker;

/// <summary>
/// One engine, spoken to in the Docker Engine API (https://docs.docker.com/reference/api/engine/). Thread-safe; keeps its connections,
/// so there is one for each node of a session.
/// <para>
/// <c>silence</c> limits how long the network may be silent: until an answer's headers, and in each read of its body. What
/// the consumer of a stream does between reads never counts, and a stream that may be quiet by nature is limited only until it begins.
/// Every failure is a <see cref="ClusterException"/> of <see cref="DockerErrors"/>.
/// </para>
/// </summary>
internal sealed class DockerClient(DockerEndpoint endpoint, TimeProvider time) : IDisposable
{
    private readonly DockerChannel _channel = new(endpoint, time);
    private readonly ReusedMemory _lists = new();

    public DockerEndpoint Endpoint { get; } = endpoint;

    /// <summary>Asks for a sign of life.</summary>
    public async Task<DockerPing> PingAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await using var answer = await _channel.SendAsync(DockerCall.Get("/_ping", silence) with { Unversioned = true }, cancellationToken);
        var latency = time.GetElapsedTime(started);
        await answer.ReadWholeAsync();
        if (_channel.Dialect is not { Server: { } server } dialect) throw DockerErrors.NotAnEngine(Endpoint, "its answer to a ping names no API version");
        if (dialect.Spoken < DockerApiVersion.Oldest) throw DockerErrors.ApiTooOld(Endpoint, server);
        return new DockerPing { ApiVersion = dialect.Spoken, ServerApiVersion = server, Latency = latency, Engine = dialect.Engine };
    }

    public Task<DockerVersion> GetVersionAsync(TimeSpan silence, CancellationToken cancellationToken) =>
        GetAsync(DockerCall.Get("/version", silence), DockerJson.Default.DockerVersion, cancellationToken);

    public Task<DockerInfo> GetInfoAsync(TimeSpan silence, CancellationToken cancellationToken) =>
        GetAsync(DockerCall.Get("/info", silence), DockerJson.Default.DockerInfo, cancellationToken);

    /// <summary>The nodes of its swarm; only a manager of one knows them.</summary>
    public Task<DockerSwarmNode[]> ListSwarmNodesAsync(TimeSpan silence, CancellationToken cancellationToken) =>
        GetAsync(DockerCall.Get("/nodes", silence), DockerJson.Default.DockerSwarmNodeArray, cancellationToken);

    /// <summary>All containers, in all states, as they came: callers keep the list, and those that ask many look into it in turn.</summary>
    public Task<DockerContainerList> ReadContainersAsync(TimeSpan silence, CancellationToken cancellationToken) =>
        ReadContainersAsync(_lists, DockerErrors.MaxAnswerBytes, silence, cancellationToken);

    /// <summary>The same for who has memory for it; a list of more bytes is refused.</summary>
    public async Task<DockerContainerList> ReadContainersAsync(ReusedMemory memory, int maxBytes, TimeSpan silence, CancellationToken cancellationToken)
    {
        await using var answer = await _channel.SendAsync(DockerCall.Get("/containers/json?all=1", silence), cancellationToken);
        var body = await answer.ReadWholeAsync(memory, maxBytes, () => DockerErrors.AnswerTooLarge(Endpoint, maxBytes));
        return new DockerContainerList(Endpoint, time.GetUtcNow(), body);
    }

    public Task<DockerContainerDetail> InspectAsync(string id, TimeSpan silence, CancellationToken cancellationToken) =>
        GetAsync(DockerCall.Of(HttpMethod.Get, id, "/json", silence), DockerJson.Default.DockerContainerDetail, cancellationToken);

    /// <summary>Starts a container; false when it runs already.</summary>
    public Task<bool> StartAsync(string id, TimeSpan silence, CancellationToken cancellationToken) =>
        DoAsync(DockerCall.Of(HttpMethod.Post, id, "/start", silence), cancellationToken);

    /// <summary>Stops a container; false when it does not run.</summary>
    /// <param name="id">Its id or name.</param>
    /// <param name="grace">How long it may take before it is killed, rounded up to seconds; null: its own setting (10 s unless set).</param>
    /// <param name="silence">Longer than the grace.</param>
    /// <param name="cancellationToken">Ends the waiting; the engine goes on stopping.</param>
    public Task<bool> StopAsync(string id, TimeSpan? grace, TimeSpan silence, CancellationToken cancellationToken) =>
        DoAsync(DockerCall.Of(HttpMethod.Post, id, "/stop" + Grace(grace), silence), cancellationToken);

    /// <summary>Stops a container where it runs, then starts it; see <see cref="StopAsync"/>.</summary>
    public Task RestartAsync(string id, TimeSpan? grace, TimeSpan silence, CancellationToken cancellationToken) =>
        DoAsync(DockerCall.Of(HttpMethod.Post, id, "/restart" + Grace(grace), silence), cancellationToken);

    /// <summary>Sends a signal, e.g. <c>SIGKILL</c>.</summary>
    public Task KillAsync(string id, string signal, TimeSpan silence, CancellationToken cancellationToken) =>
        DoAsync(DockerCall.Of(HttpMethod.Post, id, "/kill?signal=" + Uri.EscapeDataString(signal), silence), cancellationToken);

    /// <summary>Removes a container; with <paramref name="force"/> a running one too, which is killed. Volumes stay.</summary>
    public Task RemoveAsync(string id, bool force, TimeSpan silence, CancellationToken cancellationToken) =>
        DoAsync(DockerCall.Of(HttpMethod.Delete, id, force ? "?force=1" : "", silence), cancellationToken);

    /// <summary>Waits for a container to end and gives its exit code.</summary>
    /// <param name="id">Its id or name.</param>
    /// <param name="condition"><c>not-running</c>, <c>next-exit</c> or <c>removed</c>.</param>
    /// <param name="silence">Limits only the time until the engine has taken the request.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<long> WaitAsync(string id, string condition, TimeSpan silence, CancellationToken cancellationToken)
    {
        var call = DockerCall.Of(HttpMethod.Post, id, "/wait?condition=" + Uri.EscapeDataString(condition), silence) with { Endless = true };
        await using var answer = await OpenEndlessAsync(call, cancellationToken);
        var ended = await AnswerJson.ReadAsync(answer, DockerJson.Default.DockerWaitAnswer);
        return ended.Error?.Message is { Length: > 0 } why ? throw DockerErrors.EngineFailed(Endpoint, id, 200, why) : ended.StatusCode;
    }

    /// <summary>The lines of a container's log, oldest first, as they come.</summary>
    public async IAsyncEnumerable<DockerLogLine> ReadLogAsync(
        string id, DockerLogOptions options, TimeSpan silence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var call = DockerCall.Of(HttpMethod.Get, id, LogQuery(options), silence) with { Endless = options.Follow };
        await using var answer = await OpenAsync(call, cancellationToken);
        var decoder = DockerLogDecoder.For(HasTerminal(answer) ?? options.Tty);
        var pipe = PipeReader.Create(answer, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        while (true)
        {
            var read = await pipe.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (TryRead(decoder, ref buffer, id, out var line)) yield return line;
            if (read.IsCompleted)
            {
                if (decoder.IsCut(buffer)) throw DockerErrors.AnswerCut(Endpoint);
                while (decoder.TryReadLast(buffer, out var last))
                {
                    yield return last;
                    buffer = default;
                }

                yield break;
            }

            pipe.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>One sample of what a container uses.</summary>
    /// <param name="id">Its id or name.</param>
    /// <param name="oneShot">At once and without a CPU percentage; else the engine takes two samples, a second apart.</param>
    /// <param name="silence">How long the network may be silent.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<DockerStats> GetStatsAsync(string id, bool oneShot, TimeSpan silence, CancellationToken cancellationToken) =>
        GetAsync(DockerCall.Of(HttpMethod.Get, id, oneShot ? "/stats?stream=false&one-shot=true" : "/stats?stream=false", silence), DockerJson.Default.DockerStats, cancellationToken);

    /// <summary>A sample a second until cancelled, or until the container is removed.</summary>
    public async IAsyncEnumerable<DockerStats> WatchStatsAsync(string id, TimeSpan silence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var call = DockerCall.Of(HttpMethod.Get, id, "/stats?stream=true", silence) with { Endless = true };
        await using var samples = new DockerJsonStream<DockerStats>(await OpenAsync(call, cancellationToken), DockerJson.Default.DockerStats);
        while (await samples.NextAsync() is { } sample) yield return sample;
    }

    /// <summary>
    /// The engine's events: those it still remembers from <paramref name="since"/> on (included; its last 256 at most), then those to come
    /// until <paramref name="until"/>, or without end. Both are times of the engine's clock.
    /// </summary>
    public async IAsyncEnumerable<DockerEvent> ReadEventsAsync(
        DateTimeOffset? since, DateTimeOffset? until, TimeSpan silence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var events = await OpenEventsAsync(
            since is { } s ? EngineTime.Nano(s) : null, until is { } u ? EngineTime.Nano(u) : null, silence, cancellationToken);
        while (await events.NextAsync() is { } item) yield return item;
    }

    /// <summary>Follows the engine's events until cancelled, whatever happens to it; never throws but for that. See <see cref="EventFollower"/>.</summary>
    public IAsyncEnumerable<DockerEventItem> FollowEventsAsync(DateTimeOffset? since, TimeSpan silence, CancellationToken cancellationToken) =>
        new EventFollower(this, time, silence).FollowAsync(since, cancellationToken);

    /// <summary>The same for who knows better when to try again: <paramref name="untilRetry"/> ends then.</summary>
    public IAsyncEnumerable<DockerEventItem> FollowEventsAsync(
        DateTimeOffset? since, TimeSpan silence, Func<CancellationToken, Task> untilRetry, CancellationToken cancellationToken) =>
        new EventFollower(this, time, silence, untilRetry).FollowAsync(since, cancellationToken);

    /// <summary>Runs a command inside a running container, as it is (no shell), without input, and waits for its end.</summary>
    /// <remarks>The silence of the command itself is not limited, only that of the engine before it begins.</remarks>
    public async Task<DockerExecResult> ExecAsync(string id, IReadOnlyList<string> command, TimeSpan silence, CancellationToken cancellationToken)
    {
        var create = DockerCall.Of(HttpMethod.Post, id, "/exec", silence) with
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(new DockerExecCreate { Cmd = command }, DockerJson.Default.DockerExecCreate),
        };
        var exec = Uri.EscapeDataString((await GetAsync(create, DockerJson.Default.DockerId, cancellationToken)).Id);
        var start = new DockerCall
        {
            Method = HttpMethod.Post,
            Path = $"/exec/{exec}/start",
            Container = id,
            Silence = silence,
            Endless = true,
            Body = JsonSerializer.SerializeToUtf8Bytes(new DockerExecStart(), DockerJson.Default.DockerExecStart),
        };
        DockerExecOutput output;
        await using (var answer = await OpenEndlessAsync(start, cancellationToken))
        {
            output = DockerExecOutput.Parse(Endpoint, (await answer.ReadWholeAsync(tooLarge: () => DockerErrors.OutputTooLarge(Endpoint, id))).Span);
        }

        var detail = await GetAsync(DockerCall.Get($"/exec/{exec}/json", silence) with { Container = id }, DockerJson.Default.DockerExecDetail, cancellationToken);
        return new DockerExecResult(detail.ExitCode ?? -1, output.StdOut, output.StdErr);
    }

    /// <summary>Opens a stream of events: when this returns, the engine has taken the request.</summary>
    internal async Task<DockerJsonStream<DockerEvent>> OpenEventsAsync(long? sinceNano, long? untilNano, TimeSpan silence, CancellationToken cancellationToken)
    {
        var query = new List<string>(2);
        if (sinceNano is { } since) query.Add("since=" + EngineTime.Text(since));
        if (untilNano is { } until) query.Add("until=" + EngineTime.Text(until));
        // Up to a moment that is past it is a finite answer; only what is followed may be quiet.
        var call = DockerCall.Get("/events" + (query.Count > 0 ? "?" + string.Join('&', query) : ""), silence) with { Endless = untilNano is null };
        return new DockerJsonStream<DockerEvent>(await OpenAsync(call, cancellationToken), DockerJson.Default.DockerEvent);
    }

    public void Dispose() => _channel.Dispose();

    private async Task<T> GetAsync<T>(DockerCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        await using var answer = await _channel.SendAsync(call, cancellationToken);
        return await AnswerJson.ReadAsync(answer, type);
    }

    /// <summary>Does something; false when the engine says that it is so already (304).</summary>
    private async Task<bool> DoAsync(DockerCall call, CancellationToken cancellationToken)
    {
        await using var answer = await _channel.SendAsync(call, cancellationToken);
        await answer.ReadWholeAsync();
        return answer.Response.StatusCode != HttpStatusCode.NotModified;
    }

    private Task<AnswerStream> OpenAsync(DockerCall call, CancellationToken cancellationToken) =>
        call.Endless ? OpenEndlessAsync(call, cancellationToken) : _channel.SendAsync(call, cancellationToken);

    /// <summary>
    /// Opens a stream that may be quiet. podman sends even the headers only with the first byte of the body, so there only a ping before
    /// is limited.
    /// </summary>
    private async Task<AnswerStream> OpenEndlessAsync(DockerCall call, CancellationToken cancellationToken)
    {
        if (!_channel.Dialect.IsHeard || _channel.Dialect.IsPodman) await PingAsync(call.Silence, cancellationToken);
        return await _channel.SendAsync(_channel.Dialect.IsPodman ? call with { Silence = Timeout.InfiniteTimeSpan } : call, cancellationToken);
    }

    private bool TryRead(DockerLogDecoder decoder, ref ReadOnlySequence<byte> buffer, string container, out DockerLogLine line)
    {
        try
        {
            return decoder.TryRead(ref buffer, out line);
        }
        catch (DockerLogFormatException failure)
        {
            throw failure.FromEngine
                ? DockerErrors.LogUnavailable(Endpoint, container, failure.Message)
                : DockerErrors.AnswerMalformed(Endpoint, failure.Message);
        }
    }

    /// <summary>From API 1.42 on the media type tells whether the log comes in frames.</summary>
    private bool? HasTerminal(AnswerStream answer) => answer.Response.Content.Headers.ContentType?.MediaType switch
    {
        "application/vnd.docker.multiplexed-stream" => false,
        // Before, this type stood for both kinds.
        "application/vnd.docker.raw-stream" when _channel.Dialect is { IsHeard: true } dialect && dialect.Spoken >= new DockerApiVersion(1, 42) => true,
        _ => null,
    };

    private static string Grace(TimeSpan? grace) => grace is { } time
        ? string.Create(CultureInfo.InvariantCulture, $"?t={(long)Math.Ceiling(Math.Max(0, time.TotalSeconds))}")
        : "";

    private static string LogQuery(DockerLogOptions options)
    {
        var query = $"/logs?timestamps=1&stdout={Flag(options.StdOut)}&stderr={Flag(options.StdErr)}&follow={Flag(options.Follow)}";
        if (options.Tail is { } tail) query += string.Create(CultureInfo.InvariantCulture, $"&tail={tail}");
        if (options.Since is { } since) query += "&since=" + EngineTime.Text(since);
        if (options.Until is { } until) query += "&until=" + EngineTime.Text(until);
        return query;
    }

    private static int Flag(bool value) => value ? 1 : 0;
}
