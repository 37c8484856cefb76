using LyttleCluster.Core.NginxApi;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.NginxApi;

/// <summary>What the tests of the nginx_api client have in common.</summary>
internal static class Api
{
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>A reload whose looks and retries are over in no time that a test would notice, unless it waits for something.</summary>
    public static readonly NginxApiReloadCall Reload = new() { Deadline = TimeSpan.FromSeconds(60) };

    public static readonly ApiGeneration[] All = Enum.GetValues<ApiGeneration>();

    /// <summary>A client with what lets it in at a server of that generation.</summary>
    public static NginxApiClient Client(NginxApiServer server, string? key = null, TimeProvider? time = null) => new(
        new NginxApiEndpoint { Node = "n1", Uri = server.Uri, ApiKey = key ?? (server.Generation == ApiGeneration.Login2025 ? server.LoginKey : server.ApiKey) },
        time ?? TimeProvider.System);

    public static async Task<ClusterException> FailsAsync(string errorId, Task task)
    {
        var failure = await Assert.ThrowsAsync<ClusterException>(() => task);
        Assert.Equal(errorId, failure.ErrorId);
        Assert.Equal("n1", failure.Node);
        Assert.NotEmpty(failure.Remedy);
        return failure;
    }

    public static async Task<List<T>> AllAsync<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items) all.Add(item);
        return all;
    }
}
