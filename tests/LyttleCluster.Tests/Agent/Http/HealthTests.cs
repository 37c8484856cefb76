using System.Net;
using System.Text.Json;
using LyttleCluster.Service.Agent.Nginx;

namespace LyttleCluster.Tests.Agent.Http;

public sealed class HealthTests
{
    [Fact]
    public async Task Health_tells_a_client_what_it_speaks_to()
    {
        await using var agent = await RunningAgent.StartAsync();
        agent.Time.Advance(TimeSpan.FromSeconds(31.4));
        var body = await agent.GetJsonAsync("/health", key: null);
        Assert.Equal(("ok", "liveness", 31.4), (body.GetProperty("status").GetString(), body.GetProperty("probe").GetString(), body.GetProperty("uptime").GetDouble()));
        Assert.Equal("lyttle-cluster-agent", body.GetProperty("server").GetProperty("product").GetString());
        Assert.Equal("0.1.0", body.GetProperty("server").GetProperty("version").GetString());
        var lifecycle = body.GetProperty("lifecycle");
        Assert.Equal(("running", "ok", JsonValueKind.Null), (lifecycle.GetProperty("state").GetString(), lifecycle.GetProperty("status").GetString(), lifecycle.GetProperty("shutdownSignal").ValueKind));
    }

    [Fact]
    public async Task Ready_names_what_was_looked_at()
    {
        await using var agent = await RunningAgent.StartAsync();
        var body = await agent.GetJsonAsync("/ready", key: null);
        Assert.Equal(["nginx_master ok", "config_apply ok", "workers ok", "certificates ok"], Checks(body));
        Assert.Equal("r-1", body.GetProperty("checks")[1].GetProperty("stateDetails").GetString());
        Assert.Equal(12, body.GetProperty("checks")[0].GetProperty("pid").GetInt32());
        Assert.Equal("""{"total":4,"ok":4,"error":0}""", body.GetProperty("summary").GetRawText());
    }

    [Theory]
    [InlineData(ReloadOutcome.Reloaded, true)]
    [InlineData(ReloadOutcome.ConfigurationInvalid, false)]
    [InlineData(ReloadOutcome.ReloadNotTaken, false)]
    [InlineData(ReloadOutcome.NginxNotRunning, false)]
    [InlineData(ReloadOutcome.ReloadFailed, false)]
    [InlineData(ReloadOutcome.TooManyOldWorkers, false)]
    [InlineData(ReloadOutcome.ReloadUnknown, false)]
    public async Task Only_a_reload_that_was_taken_leaves_it_ready(object outcome, bool ready)
    {
        await using var agent = await RunningAgent.StartAsync();
        var reloaded = (ReloadOutcome)outcome == ReloadOutcome.Reloaded;
        agent.Nginx.State = agent.Nginx.State with { LastReload = new LastReload(agent.Time.GetUtcNow(), (ReloadOutcome)outcome, TimeSpan.FromMilliseconds(5), reloaded ? null : "bind() failed") };
        using var answer = await agent.GetAsync("/health/ready", key: null);
        Assert.Equal(ready ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var body = await RunningAgent.JsonAsync(answer);
        Assert.Equal(ready ? "config_apply ok" : "config_apply error", Checks(body)[1]);
        Assert.Equal(ready ? "ok" : "error", body.GetProperty("status").GetString());
        if (!ready) Assert.Equal("bind() failed", body.GetProperty("checks")[1].GetProperty("lastError").GetString());
    }

    [Fact]
    public async Task A_dead_nginx_and_too_many_old_workers_are_not_ready()
    {
        await using var agent = await RunningAgent.StartAsync();
        agent.Nginx.State = agent.Nginx.State with { Running = false, MasterPid = null, Workers = agent.Nginx.State.Workers with { OldGenerations = 9 } };
        using var answer = await agent.GetAsync("/ready", key: null);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(["nginx_master error", "config_apply ok", "workers error", "certificates ok"], Checks(await RunningAgent.JsonAsync(answer)));
        Assert.Equal(HttpStatusCode.OK, (await agent.GetAsync("/health", key: null)).StatusCode);
    }

    [Fact]
    public async Task Metrics_are_Prometheus_text()
    {
        await using var agent = await RunningAgent.StartAsync();
        (await agent.PostAsync("/reload")).Dispose();
        (await agent.GetAsync("/nginx", "wrong-key-0123456789")).Dispose();
        using var answer = await agent.GetAsync("/metrics", key: null);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');
        Assert.Contains("lyttle_agent_info{version=\"0.1.0\"} 1", lines);
        Assert.Contains("lyttle_agent_nginx_workers{generation=\"old\"} 1", lines);
        Assert.Contains("lyttle_agent_reloads_total{outcome=\"Reloaded\"} 1", lines);
        Assert.Contains("lyttle_agent_domains 0", lines);
        Assert.Contains("lyttle_agent_reloads_total{outcome=\"ReloadNotTaken\"} 0", lines);
        Assert.Contains("lyttle_agent_refused_total{code=\"Unauthenticated\"} 1", lines);
        Assert.Contains("lyttle_agent_http_answers_total{status=\"200\"} 1", lines);
        Assert.All(lines.Where(line => line.Length > 0), line => Assert.Matches("^(# (HELP|TYPE) )?lyttle_agent_[a-z_]+", line));
    }

    private static string[] Checks(JsonElement body) =>
        [.. body.GetProperty("checks").EnumerateArray().Select(check => $"{check.GetProperty("name").GetString()} {check.GetProperty("status").GetString()}")];
}
