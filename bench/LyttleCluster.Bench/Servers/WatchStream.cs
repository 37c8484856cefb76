using System.Text.Json;

namespace LyttleCluster.Bench.Servers;

/// <summary>A reader of <c>/api/v1/watch</c>.</summary>
internal sealed class WatchStream : IDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;

    private WatchStream(HttpResponseMessage answer, StreamReader lines) => (_answer, _lines) = (answer, lines);

    public static async Task<WatchStream> OpenAsync(HttpClient http, string query = "")
    {
        var answer = await http.GetAsync("/api/v1/watch" + query, HttpCompletionOption.ResponseHeadersRead);
        return new WatchStream(answer.EnsureSuccessStatusCode(), new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    /// <summary>The data of the next event of this name.</summary>
    public async Task<string> NextAsync(string name)
    {
        var found = false;
        while (await _lines.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) found = line.AsSpan(7).SequenceEqual(name);
            else if (found && line.StartsWith("data: ", StringComparison.Ordinal)) return line[6..];
        }

        throw new InvalidOperationException("The manager ended the stream.");
    }

    /// <summary>Waits until the watch has seen so many nodes in this state.</summary>
    public async Task UntilReadyAsync(int nodes)
    {
        var ready = new HashSet<string>();
        using (var snapshot = JsonDocument.Parse(await NextAsync("snapshot")))
        {
            foreach (var node in snapshot.RootElement.GetProperty("nodes").EnumerateArray()) Take(node);
        }

        while (ready.Count < nodes)
        {
            using var node = JsonDocument.Parse(await NextAsync("node"));
            Take(node.RootElement);
        }

        void Take(JsonElement node)
        {
            if (string.Equals(node.GetProperty("status").GetString(), nameof(NodeStatus.Ready), StringComparison.OrdinalIgnoreCase)) ready.Add(node.GetProperty("name").GetString()!);
        }
    }

    /// <summary>Reads whatever comes, until it is disposed or the manager is gone.</summary>
    public async Task ReadToEndAsync()
    {
        try
        {
            while (true) await NextAsync("node");
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // That is the end that was waited for.
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _answer.Dispose();
    }
}
