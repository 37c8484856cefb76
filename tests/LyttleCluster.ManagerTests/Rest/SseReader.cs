using System.Text.Json;
using LyttleCluster.Core.Api;

namespace LyttleCluster.ManagerTests.Rest;

/// <summary>Reads server-sent events as a browser does.</summary>
internal sealed class SseReader : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;

    private SseReader(HttpResponseMessage answer, StreamReader lines) => (_answer, _lines) = (answer, lines);

    public static async Task<SseReader> OpenAsync(HttpClient client, string path, string? lastId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", ApiProtocol.EventStream);
        if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(ApiProtocol.EventStream, answer.Content.Headers.ContentType!.MediaType);
        return new SseReader(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    public async Task<SseEvent> NextAsync()
    {
        string? id = null;
        var kind = "message";
        while (true)
        {
            var line = await _lines.ReadLineAsync().WaitAsync(Limit) ?? throw new EndOfStreamException();
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            if (line.StartsWith("event: ", StringComparison.Ordinal)) kind = line[7..];
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            using var data = JsonDocument.Parse(line[6..]);
            return new SseEvent(kind, id, data.RootElement.Clone());
        }
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _answer.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>One event.</summary>
internal sealed record SseEvent(string Kind, string? Id, JsonElement Data)
{
    public string? Action => Data.TryGetProperty("action", out var action) ? action.GetString() : Data.ToString();
}
