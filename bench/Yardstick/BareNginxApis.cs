using System.Diagnostics;

namespace LyttleCluster.Bench;

/// <summary>Several nginx_api, asked at once by one bare HttpClient that keeps its connections.</summary>
public sealed class BareNginxApis : IDisposable
{
    private readonly (Uri Address, string Key)[] _apis;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    /// <param name="apis">One a line: address, blank, key.</param>
    public BareNginxApis(string[] apis) => _apis = [.. apis.Select(line => line.Split(' ')).Select(words => (new Uri(words[0]), words[1]))];

    /// <summary>Gets the last lines of each and counts the bytes; nothing is parsed.</summary>
    public BareRun Logs(int tail) => LogsAsync(tail).GetAwaiter().GetResult();

    /// <inheritdoc cref="Logs"/>
    public async Task<BareRun> LogsAsync(int tail)
    {
        var started = Stopwatch.GetTimestamp();
        var sizes = await Task.WhenAll(_apis.Select(async api =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(api.Address, $"/logs?count={tail}"));
            request.Headers.Add("X-API-Key", api.Key);
            using var answer = await _http.SendAsync(request);
            return (await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync()).Length;
        }));
        return new BareRun(sizes.Sum(), 0, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    public void Dispose() => _http.Dispose();
}
