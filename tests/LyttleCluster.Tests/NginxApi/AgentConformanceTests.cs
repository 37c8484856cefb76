using LyttleCluster.Core.NginxApi;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.NginxApi;

/// <summary>The client against our real agent beside a real nginx: what the simulated one promises holds.</summary>
public class AgentConformanceTests
{
    [NginxFact]
    public async Task Every_call_that_looks()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var agent = await AgentProcess.StartAsync(nginx);
        await using var client = agent.Client();
        var probe = await client.ProbeAsync(Api.Silence, default);
        Assert.Equal((NginxApiGeneration.Agent, EndpointHealth.Healthy, null, true), (probe.Dialect.Generation, probe.Health, probe.Reason, probe.IsReady));
        Assert.Equal((true, null, null), (probe.NginxRunning, probe.Denied, probe.LastReload));
        Assert.Equal((2, 0), (probe.Workers!.Current, probe.Workers.Old));
        Assert.StartsWith("1.", probe.NginxVersion, StringComparison.Ordinal);
        Assert.NotNull(probe.StartedAt);
        Assert.InRange(probe.ClockSkew!.Value, TimeSpan.FromSeconds(-30), TimeSpan.FromSeconds(30));

        var identity = await client.WhoAmIAsync(Api.Silence, default);
        Assert.True(identity!.MayAdminister);
        Assert.True(Assert.Single(await client.ListPeersAsync(Api.Silence, default)).IsLocal);
        Assert.Empty(await client.ListCertificatesAsync(Api.Silence, default));
        var host = await client.GetHostAsync(Api.Silence, default);
        Assert.Equal((Environment.MachineName, false), (host!.HostName, host.RebootAllowed));
        Assert.True(host is { Cpus: > 0, MemoryBytes: > 0, Disks.Count: > 0, Load.Count: 3, Uptime: not null, Kernel: not null, Time: not null });
        await Api.FailsAsync("NginxApiRebootNotAllowed", client.RebootAsync(Api.Silence, default));
        Assert.True((await client.TestConfigurationAsync(Api.Silence, default)).Valid);

        await using var viewer = agent.Client(AgentProcess.Viewer);
        Assert.Equal(["viewer"], (await viewer.WhoAmIAsync(Api.Silence, default))!.Roles);
        await Api.FailsAsync("NginxApiForbidden", viewer.ReloadAsync(Api.Reload, default));
        await using var stranger = agent.Client("a-key-that-nobody-knows");
        Assert.Equal("NginxApiUnauthorized", (await stranger.ProbeAsync(Api.Silence, default)).Denied?.ErrorId);
    }

    [NginxFact]
    public async Task Reloads_good_and_bad()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var agent = await AgentProcess.StartAsync(nginx);
        await using var client = agent.Client();
        nginx.Answer = "two";
        nginx.WriteConfiguration();
        var good = await client.ReloadAsync(Api.Reload, default);
        Assert.Equal((NginxApiReloadOutcome.Reloaded, true, 1), (good.Outcome, good.IsProven, good.Attempts));
        Assert.Equal("two", await nginx.GetAsync());
        Assert.Equal(good.Release, (await client.ProbeAsync(Api.Silence, default)).Release);

        var operation = await client.ReloadAsync(Api.Reload with { AsOperation = true }, default);
        Assert.Equal((NginxApiReloadOutcome.Reloaded, true), (operation.Outcome, operation.IsProven));
        Assert.NotNull(operation.OperationId);
        Assert.NotNull(operation.Release);

        nginx.BreakConfiguration();
        var test = await client.TestConfigurationAsync(Api.Silence, default);
        Assert.Equal(false, test.Valid);
        Assert.Contains("no_such_directive", test.Output, StringComparison.Ordinal);
        foreach (var asOperation in new[] { false, true })
        {
            var bad = await client.ReloadAsync(Api.Reload with { AsOperation = asOperation }, default);
            Assert.Equal((NginxApiReloadOutcome.Failed, "ConfigurationInvalid"), (bad.Outcome, bad.Code));
            Assert.Contains("no_such_directive", bad.Error!, StringComparison.Ordinal);
        }

        var probe = await client.ProbeAsync(Api.Silence, default);
        Assert.Equal((EndpointHealth.Warning, false), (probe.Health, probe.LastReload!.Succeeded));
        nginx.RepairConfiguration();
        using (nginx.OccupyWantedPort())
        {
            foreach (var asOperation in new[] { false, true })
            {
                var kept = await client.ReloadAsync(Api.Reload with { AsOperation = asOperation }, default);
                Assert.Equal((NginxApiReloadOutcome.NotTaken, "ReloadNotTaken"), (kept.Outcome, kept.Code));
                Assert.Contains("Address already in use", kept.Error!, StringComparison.Ordinal);
            }
        }

        nginx.RemoveSite("occupied");
        Assert.Equal(NginxApiReloadOutcome.Reloaded, (await client.ReloadAsync(Api.Reload, default)).Outcome);
        await nginx.KillAsync();
        Assert.Equal((NginxApiReloadOutcome.Failed, "NginxNotRunning"), await client.ReloadAsync(Api.Reload, default) is var dead ? (dead.Outcome, dead.Code) : default);
        Assert.Equal(EndpointHealth.Unhealthy, (await client.ProbeAsync(Api.Silence, default)).Health);
    }

    [NginxFact]
    public async Task A_lost_answer_is_looked_up()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var agent = await AgentProcess.StartAsync(nginx);
        await using var between = FaultServer.StartTcp();
        between.On("*", ForwardTo(agent.Uri, request => request.Path != "/reload"));
        await using var direct = agent.Client();
        await using var client = new NginxApiClient(direct.Endpoint with { Uri = between.HttpUri! }, TimeProvider.System);
        var good = await client.ReloadAsync(Api.Reload, default);
        Assert.Equal(NginxApiReloadOutcome.Reloaded, good.Outcome);
        Assert.Equal((await direct.ProbeAsync(Api.Silence, default)).Release, good.Release);
        Assert.NotNull(good.LookedUp);

        using (nginx.OccupyWantedPort())
        {
            Assert.Equal(NginxApiReloadOutcome.NotTaken, (await client.ReloadAsync(Api.Reload, default)).Outcome);
        }

        nginx.BreakConfiguration();
        Assert.Equal(NginxApiReloadOutcome.Failed, (await client.ReloadAsync(Api.Reload, default)).Outcome);
    }

    [NginxFact]
    public async Task The_agent_is_killed_in_the_middle_of_a_reload_and_started_again()
    {
        await using var nginx = await NginxServer.StartAsync();
        // Long enough that the kill comes while nginx still tests.
        await nginx.WriteSlowSiteAsync(3000);
        await using var agent = await AgentProcess.StartAsync(nginx);
        await using var client = agent.Client();
        await client.GetDialectAsync(Api.Silence, default);
        var running = client.ReloadAsync(Api.Reload with { Deadline = TimeSpan.FromMinutes(3) }, default);
        await UntilTestedAsync(nginx);
        await agent.KillAsync();
        nginx.RemoveSite("slow");
        await agent.StartAsync();
        var reload = await running;
        Assert.Equal((NginxApiReloadOutcome.Reloaded, true, 2), (reload.Outcome, reload.IsProven, reload.Attempts));
    }

    [NginxFact]
    public async Task Logs_read_and_followed()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var agent = await AgentProcess.StartAsync(nginx);
        await using var client = agent.Client();
        await nginx.GetAsync("first?q=\"x\"%1b[31m");
        var lines = await Api.AllAsync(client.ReadLogAsync(new NginxApiLogCall { Tail = 1, Stream = "access" }, Api.Silence, default));
        Assert.Contains("GET /first", Assert.Single(lines).Raw, StringComparison.Ordinal);
        Assert.InRange(TimeProvider.System.GetUtcNow() - lines[0].Timestamp!.Value, TimeSpan.FromSeconds(-5), TimeSpan.FromMinutes(5));

        using var stop = new CancellationTokenSource();
        await using var followed = client.FollowLogAsync(new NginxApiLogCall { Tail = 1, Stream = "access" }, Api.Silence, stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.True(await followed.MoveNextAsync());
        Assert.Contains("GET /first", followed.Current.Entry!.Raw, StringComparison.Ordinal);
        await nginx.GetAsync("second");
        Assert.True(await followed.MoveNextAsync());
        Assert.Contains("GET /second", followed.Current.Entry!.Raw, StringComparison.Ordinal);
        await nginx.GetAsync("third");
        Assert.True(await followed.MoveNextAsync());
        Assert.Contains("GET /third", followed.Current.Entry!.Raw, StringComparison.Ordinal);
    }

    /// <summary>Until nginx -T (test and print) runs for the agent, seen in the process table.</summary>
    internal static async Task UntilTestedAsync(NginxServer nginx)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!IsTested(nginx)) await Task.Delay(5, limit.Token);
    }

    private static bool IsTested(NginxServer nginx) => Directory.EnumerateDirectories("/proc").Any(process =>
    {
        try
        {
            var words = File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0');
            return words.Contains("-T") && words.Any(word => word.StartsWith(nginx.Folder, StringComparison.Ordinal));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    /// <summary>A proxy that passes everything on, and swallows some answers.</summary>
    internal static Fault ForwardTo(Uri target, Func<FaultRequest, bool> answers) => async exchange =>
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(exchange.Request.Method), new Uri(target, exchange.Request.Target));
        foreach (var name in new[] { "X-API-Key", "X-Correlation-Id", "If-Match" })
        {
            if (exchange.Request.Headers.TryGetValue(name, out var value)) request.Headers.TryAddWithoutValidation(name, value);
        }

        if (exchange.Request.Body.Length > 0) request.Content = new ByteArrayContent(exchange.Request.Body) { Headers = { { "Content-Type", "application/json" } } };
        using var answer = await http.SendAsync(request, exchange.Stopping);
        var body = await answer.Content.ReadAsStringAsync(exchange.Stopping);
        if (!answers(exchange.Request)) return false;
        await exchange.AnswerAsync((int)answer.StatusCode, "application/json", body);
        return true;
    };
}
