using System.Net;
using LyttleCluster.Service.CommandLine;
using LyttleCluster.Service.Manager;

namespace LyttleCluster.ManagerTests;

public class StartTests
{
    [Fact]
    public async Task It_listens_and_answers()
    {
        await using var manager = await RunningManager.StartAsync();
        using var answer = await manager.Client.GetAsync("/healthz");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("ServiceListenUnprotected", "--listen", "http://10.0.0.1:6977")]
    [InlineData("ServiceTlsNotListenedOn", "--ca", "/ca.pem")]
    public void What_would_not_be_safe_is_refused(string errorId, params string[] words)
    {
        var given = ManagerFlags.All.Read(words, new Dictionary<string, string>());
        Assert.Equal(errorId, Assert.Throws<ClusterException>(() => ManagerOptions.From(given)).ErrorId);
    }
}
