using System.Net;
using LyttleCluster.Service.Manager;
using LyttleCluster.Service.Manager.Watching;

namespace LyttleCluster.ManagerTests.Access;

/// <summary>What is told over one stream is told only to who may ask for it alone.</summary>
public class WatchRightsTests
{
    [Theory]
    [InlineData(null, "", HttpStatusCode.OK)]
    [InlineData(null, "?include=nodes&include=events", HttpStatusCode.OK)]
    [InlineData(null, "?include=events", HttpStatusCode.Forbidden)]
    [InlineData("Events.*", "?include=events", HttpStatusCode.OK)]
    public async Task Events_are_told_to_who_may_watch_them(string? methods, string query, HttpStatusCode status)
    {
        await using var feed = new WatchFeed(new NothingWatched(), TimeProvider.System, TimeSpan.FromSeconds(5));
        await using var host = await GateHost.TlsAsync(new WatchCalls(feed, new WatchLimits(), TimeProvider.System).Routes);
        host.Ssl!.User("alice", "ca", methods);
        using var client = host.Client("alice");
        using var answer = await client.GetAsync("/api/v1/watch" + query, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(status, answer.StatusCode);
    }
}
