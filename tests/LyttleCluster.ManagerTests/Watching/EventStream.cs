using System.Text.Json;

namespace LyttleCluster.ManagerTests.Watching;

/// <summary>A reader of server-sent events, as a browser reads them.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;

    private EventStream(HttpResponseMessage answer, StreamReader lines) => (_answer, _lines) = (answer, lines);

    public HttpResponseMessage Answer => _answer;

    public static async Task<EventStream> OpenAsync(HttpClient client, string path, string? lastId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new EventStream(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next event, or heartbeat (without name and data); null at the end of the stream.</summary>
    public async Task<ServerSentEvent?> NextAsync()
    {
        using var limit = new CancellationTokenSource(WatchedCluster.Limit);
        string? id = null, name = null, data = null;
        while (await _lines.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Length == 0) return new ServerSentEvent(id, name, data is null ? default : JsonDocument.Parse(data).RootElement);
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
            else Assert.Equal(":", line);
        }

        return null;
    }

    /// <summary>The next event of this name.</summary>
    public async Task<ServerSentEvent> NextAsync(string name, Func<JsonElement, bool>? wanted = null)
    {
        while (await NextAsync() is { } next)
        {
            if (next.Name == name && wanted?.Invoke(next.Data) != false) return next;
        }

        throw new InvalidOperationException($"The stream ended without '{name}'.");
    }

    public ValueTask DisposeAsync()
    {
        _answer.Dispose();
        _lines.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>One event of a stream.</summary>
internal sealed record ServerSentEvent(string? Id, string? Name, JsonElement Data);
