using System.Net;
using LyttleCluster.Service.Agent;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Tests.State;

namespace LyttleCluster.Tests.Agent.Http;

public sealed class StartTests
{
    [Fact]
    public async Task A_taken_port_is_named_with_who_holds_it()
    {
        await using var first = await RunningAgent.StartAsync();
        var port = first.Server.Address.Port;
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => RunningAgent.StartAsync(new RunningAgent.Setup { Change = options => options with { Listen = new ListenAddress(false, IPAddress.Loopback, port) } }));
        Assert.Equal("ServicePortTaken", refusal.ErrorId);
        Assert.Contains($"Port {port} ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"(process {Environment.ProcessId})", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--listen", refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_another_host_cannot_be_listened_on()
    {
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => RunningAgent.StartAsync(new RunningAgent.Setup { Change = options => options with { Listen = new ListenAddress(false, IPAddress.Parse("192.0.2.1"), 0) } }));
        Assert.Equal("ServiceCannotListen", refusal.ErrorId);
    }

    [Fact]
    public async Task Localhost_is_both_loopbacks()
    {
        await using var free = await RunningAgent.StartAsync();
        var port = free.Server.Address.Port;
        await free.StopAsync();
        await using var agent = await RunningAgent.StartAsync(new RunningAgent.Setup { Change = options => options with { Listen = new ListenAddress(false, null, port) } });
        using var answer = await agent.GetAsync("/health", key: null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Two_agents_never_share_a_data_folder()
    {
        using var folder = new TemporaryFolder();
        await using var first = await RunningAgent.StartAsync(new RunningAgent.Setup { Folder = folder.Path });
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => RunningAgent.StartAsync(new RunningAgent.Setup { Folder = folder.Path }));
        Assert.Equal("AgentDataFolderTaken", refusal.ErrorId);
        Assert.Contains("--data", refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_is_named()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["data"], "a file is in the way");
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => RunningAgent.StartAsync(new RunningAgent.Setup { Folder = folder.Path }));
        Assert.Equal("AgentDataFolderUnusable", refusal.ErrorId);
        Assert.Contains(folder["data"], refusal.Message, StringComparison.Ordinal);
    }
}
