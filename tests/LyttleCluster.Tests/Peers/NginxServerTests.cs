using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Peers;

/// <summary>The peer itself: what other tests rely on.</summary>
public sealed class NginxServerTests
{
    [NginxFact]
    public async Task Answers_and_a_reload_changes_the_answer()
    {
        await using var nginx = await NginxServer.StartAsync();
        Assert.Equal("one", await nginx.GetAsync());
        nginx.Answer = "two";
        nginx.WriteConfiguration();
        await nginx.ReloadAsync();
        Assert.Equal("two", await nginx.GetAsync());
        Assert.Equal(2, nginx.Workers.Count);
    }

    [NginxFact]
    public async Task A_held_connection_keeps_an_old_worker_and_letting_go_frees_it()
    {
        await using var nginx = await NginxServer.StartAsync();
        var before = nginx.Workers;
        using (await nginx.HoldAsync())
        {
            await nginx.ReloadAsync();
            Assert.Single(before.Intersect(nginx.Workers));
        }
    }

    [NginxFact]
    public async Task Killed_it_is_gone_with_its_workers_and_starts_again()
    {
        await using var nginx = await NginxServer.StartAsync();
        await nginx.KillAsync();
        Assert.False(nginx.IsRunning);
        await Assert.ThrowsAsync<HttpRequestException>(() => nginx.GetAsync());
        await nginx.StartAgainAsync();
        Assert.Equal("one", await nginx.GetAsync());
    }

    [NginxFact]
    public async Task A_binary_upgrade_has_two_masters()
    {
        await using var nginx = await NginxServer.StartAsync();
        var old = await nginx.BeginUpgradeAsync();
        Assert.NotEqual(old, nginx.MasterPid);
        Assert.True(Directory.Exists($"/proc/{old}"));
    }
}
