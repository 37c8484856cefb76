using LyttleCluster.Core.NginxApi;
using LyttleCluster.Service.Agent.Nginx;
using LogLine = LyttleCluster.Service.Agent.Nginx.LogLine;

namespace LyttleCluster.Tests.Agent.Http;

/// <summary>The two ends of the contract together: our client and our agent, over a real socket.</summary>
public sealed class ClientTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_client_knows_the_agent_and_how_its_nginx_is()
    {
        await using var agent = await RunningAgent.StartAsync();
        await using var client = ClientOf(agent, RunningAgent.Viewer);
        var probe = await client.ProbeAsync(Silence, default);
        Assert.Equal((NginxApiGeneration.Agent, "0.1.0"), (probe.Dialect.Generation, probe.Dialect.Version));
        Assert.Equal((EndpointHealth.Healthy, true, "1.22.1", "r-1", true), (probe.Health, probe.IsReady, probe.NginxVersion, probe.Release, probe.ReleaseServed));
        Assert.Equal(new NginxApiWorkers(2, 1, 1, 8), probe.Workers);
        Assert.Equal(["nginx_master", "config_apply", "workers", "certificates"], probe.Checks.Select(check => check.Name));
        Assert.Null(probe.Denied);

        agent.Nginx.State = agent.Nginx.State with { LastReload = new LastReload(agent.Time.GetUtcNow(), ReloadOutcome.ReloadNotTaken, TimeSpan.FromSeconds(5), "bind() failed") };
        probe = await client.ProbeAsync(Silence, default);
        Assert.Equal((EndpointHealth.Warning, false), (probe.Health, probe.IsReady));
        Assert.Contains("bind() failed", probe.Reason, StringComparison.Ordinal);
        Assert.Equal(new NginxApiLastReload(agent.Time.GetUtcNow(), false, "bind() failed", TimeSpan.FromSeconds(5)), probe.LastReload);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reload_is_proven_and_told_by_either_way(bool asOperation)
    {
        await using var agent = await RunningAgent.StartAsync();
        await using var client = ClientOf(agent, RunningAgent.Operator);
        var reload = await client.ReloadAsync(new NginxApiReloadCall { AsOperation = asOperation, CorrelationId = "run-42" }, default);
        Assert.Equal((NginxApiReloadOutcome.Reloaded, true, "r-2", "run-42"), (reload.Outcome, reload.IsProven, reload.Release, reload.CorrelationId));
        Assert.Equal(asOperation, reload.OperationId is not null);
        Assert.Contains("run-42", agent.Log.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ReloadOutcome.ReloadNotTaken, false)]
    [InlineData(ReloadOutcome.ReloadNotTaken, true)]
    [InlineData(ReloadOutcome.ConfigurationInvalid, false)]
    [InlineData(ReloadOutcome.ConfigurationInvalid, true)]
    [InlineData(ReloadOutcome.NginxNotRunning, false)]
    [InlineData(ReloadOutcome.TooManyOldWorkers, false)]
    public async Task A_reload_that_failed_keeps_its_reason(object outcome, bool asOperation)
    {
        await using var agent = await RunningAgent.StartAsync();
        await using var client = ClientOf(agent, RunningAgent.Operator);
        agent.Nginx.Report = new ReloadReport { Outcome = (ReloadOutcome)outcome, Duration = TimeSpan.Zero, Error = "nginx: [emerg] words", Log = ["a line"] };
        var reload = await client.ReloadAsync(new NginxApiReloadCall { AsOperation = asOperation }, default);
        Assert.Equal((ReloadOutcome)outcome == ReloadOutcome.ReloadNotTaken ? NginxApiReloadOutcome.NotTaken : NginxApiReloadOutcome.Failed, reload.Outcome);
        Assert.Equal(("nginx: [emerg] words", outcome.ToString()), (reload.Error, reload.Code));
        Assert.Equal(1, agent.Nginx.ReloadsBegun);
    }

    [Fact]
    public async Task Tests_identity_peers_host_and_logs_are_understood()
    {
        await using var agent = await RunningAgent.StartAsync();
        await using var client = ClientOf(agent, RunningAgent.Operator);
        agent.Nginx.Test = new ConfigurationTest(false, "nginx: [emerg] words", TimeSpan.FromMilliseconds(12));
        Assert.Equal(new NginxApiTest(false, "nginx: [emerg] words", TimeSpan.FromMilliseconds(12)), await client.TestConfigurationAsync(Silence, default));

        var identity = await client.WhoAmIAsync(Silence, default);
        Assert.Equal((true, false), (identity!.MayOperate, identity.MayAdminister));
        var peer = Assert.Single(await client.ListPeersAsync(Silence, default));
        Assert.Equal((Environment.MachineName, true, null), (peer.HostName, peer.IsLocal, peer.Uri));
        var host = await client.GetHostAsync(Silence, default);
        Assert.Equal((Environment.MachineName, agent.Time.GetUtcNow(), false), (host!.HostName, host.Time, host.RebootAllowed));
        Assert.Contains(host.Disks, disk => disk.Path == "/");

        agent.Nginx.Page = new LogPage([new LogLine { Timestamp = agent.Time.GetUtcNow(), Stream = NginxLogStream.Error, Level = NginxLogLevel.Emerg, Message = "m", Raw = "raw m" }], "next");
        var entries = new List<NginxApiLogEntry>();
        await foreach (var entry in client.ReadLogAsync(new NginxApiLogCall { Tail = 5, Stream = "error" }, Silence, default)) entries.Add(entry);
        Assert.Equal((agent.Time.GetUtcNow(), "emerg", "error", "m", "raw m"), entries.Select(entry => (entry.Timestamp!.Value, entry.LevelText, entry.Stream, entry.Message, entry.Raw)).Single());
        Assert.Equal((5, NginxLogStream.Error), (agent.Nginx.LastQuery!.Count, agent.Nginx.LastQuery.Stream!.Value));
    }

    [Fact]
    public async Task A_reboot_is_refused_or_accepted()
    {
        await using (var agent = await RunningAgent.StartAsync())
        {
            await using var client = ClientOf(agent, RunningAgent.Admin);
            Assert.Equal("NginxApiRebootNotAllowed", (await Assert.ThrowsAsync<ClusterException>(() => client.RebootAsync(Silence, default))).ErrorId);
        }

        await using var allowing = await RunningAgent.StartAsync(new RunningAgent.Setup { Change = options => options with { AllowReboot = true } });
        await using var admin = ClientOf(allowing, RunningAgent.Admin);
        await admin.RebootAsync(Silence, default);
        Assert.Equal(1, allowing.Reboot.Count);
    }

    [Theory]
    [InlineData("wrong-key-0123456789")]
    [InlineData(RunningAgent.Viewer)]
    public async Task Who_may_not_reload_learns_why(string key)
    {
        await using var agent = await RunningAgent.StartAsync();
        await using var client = ClientOf(agent, key);
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => client.ReloadAsync(new NginxApiReloadCall(), default));
        Assert.Equal(key == RunningAgent.Viewer ? ClusterErrorCategory.PermissionDenied : ClusterErrorCategory.AuthenticationError, refusal.Category);
        Assert.Equal(0, agent.Nginx.ReloadsBegun);
    }

    private static NginxApiClient ClientOf(RunningAgent agent, string key) =>
        new(new NginxApiEndpoint { Node = "n1", Uri = agent.Server.Address, ApiKey = key }, TimeProvider.System);
}
