using LyttleCluster.Core.NginxApi;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.NginxApi;

/// <summary>What is told of a node's nginx, and that telling it costs few calls.</summary>
public class ProbeTests
{
    [Theory]
    [InlineData(ApiGeneration.V2)]
    [InlineData(ApiGeneration.May2026)]
    [InlineData(ApiGeneration.Agent)]
    public async Task Dead_nginx_is_unhealthy(ApiGeneration generation)
    {
        await using var server = NginxApiServer.Start(generation);
        server.Nginx.Running = false;
        var probe = await ProbeAsync(server);
        Assert.Equal(EndpointHealth.Unhealthy, probe.Health);
        Assert.Equal((false, false), (probe.NginxRunning, probe.IsReady));
        Assert.Contains("nginx", probe.Reason!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ApiGeneration.V2)]
    [InlineData(ApiGeneration.Agent)]
    public async Task A_reload_that_failed_is_a_warning_with_its_words(ApiGeneration generation)
    {
        await using var server = NginxApiServer.Start(generation);
        server.Nginx.Broken = NginxWordings.DuplicateLocation;
        await using var client = Api.Client(server);
        var release = server.Nginx.Release;
        await client.ReloadAsync(Api.Reload, default);
        var probe = await client.ProbeAsync(Api.Silence, default);
        Assert.Equal(EndpointHealth.Warning, probe.Health);
        Assert.False(probe.IsReady);
        Assert.Contains("config_apply: 2026/11/21 04:42:33 [emerg]", probe.Reason!, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', probe.Reason!);
        Assert.Equal((false, server.Nginx.LastAttemptAt), (probe.LastReload!.Succeeded, probe.LastReload.At));
        Assert.Equal(release, probe.Release);
        Assert.Contains(probe.Checks, check => check is { Name: "config_apply", Passed: false });
    }

    [Theory]
    [InlineData("starting")]
    [InlineData("stopping")]
    public async Task One_that_starts_or_stops_is_unhealthy(string lifecycle)
    {
        await using var server = NginxApiServer.Start();
        server.Nginx.Lifecycle = lifecycle;
        var probe = await ProbeAsync(server);
        Assert.Equal((EndpointHealth.Unhealthy, $"it says that it is not well: {lifecycle}"), (probe.Health, probe.Reason));
        Assert.Equal(NginxApiGeneration.V2, probe.Dialect.Generation);
    }

    [Fact]
    public async Task V1_says_degraded_with_200()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.V1);
        server.Nginx.Running = false;
        var probe = await ProbeAsync(server);
        Assert.Equal(EndpointHealth.Warning, probe.Health);
        Assert.Equal("nginx_http: error", probe.Reason);
        Assert.False(probe.IsReady);
    }

    [Fact]
    public async Task A_database_that_is_down_is_named()
    {
        await using var server = NginxApiServer.Start();
        server.Nginx.DatabaseDown = true;
        var probe = await ProbeAsync(server);
        Assert.Equal((EndpointHealth.Warning, "database: Can't reach database server at `db:5432`"), (probe.Health, probe.Reason));
        await using var client = Api.Client(server);
        await Api.FailsAsync("NginxApiDatabaseDown", client.ListCertificatesAsync(Api.Silence, default));
    }

    [Theory]
    [InlineData(ApiGeneration.Keys2025)]
    [InlineData(ApiGeneration.V2)]
    [InlineData(ApiGeneration.Agent)]
    public async Task Not_let_in_it_is_still_known_to_be_well(ApiGeneration generation)
    {
        await using var server = NginxApiServer.Start(generation);
        await using var wrong = Api.Client(server, "wrong-key");
        var probe = await wrong.ProbeAsync(Api.Silence, default);
        Assert.Equal((EndpointHealth.Healthy, "NginxApiUnauthorized"), (probe.Health, probe.Denied?.ErrorId));
        await using var none = new NginxApiClient(new NginxApiEndpoint { Node = "n1", Uri = server.Uri }, TimeProvider.System);
        Assert.Equal("NginxApiKeyMissing", (await none.ProbeAsync(Api.Silence, default)).Denied?.ErrorId);
    }

    [Fact]
    public async Task The_agent_tells_of_workers_and_its_last_reload()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        (server.Nginx.OldWorkers, server.Nginx.OldGenerations) = (3, 2);
        await using var client = Api.Client(server);
        Assert.Null((await client.ProbeAsync(Api.Silence, default)).LastReload);
        await client.ReloadAsync(Api.Reload, default);
        var probe = await client.ProbeAsync(Api.Silence, default);
        Assert.Equal(new NginxApiWorkers(2, 3, 2, 8), probe.Workers);
        Assert.Equal(("1.22.1", "0.1.0", true), (probe.NginxVersion, probe.Dialect.Version, probe.ReleaseServed));
        Assert.Equal(new NginxApiLastReload(server.Nginx.LastAttemptAt, true, null, TimeSpan.FromMilliseconds(41)), probe.LastReload);
        Assert.Equal(server.Nginx.Release, probe.Release);
    }

    [Fact]
    public async Task Asked_too_often_it_is_alive_and_says_until_when()
    {
        var clock = new WaitClock();
        await using var server = NginxApiServer.Start(options: new NginxApiServerOptions { Time = clock });
        await using var client = Api.Client(server, time: clock);
        await client.ProbeAsync(Api.Silence, default);
        server.Exhaust("GET /health", "long").Exhaust("GET /ready", "medium");
        var probe = await client.ProbeAsync(Api.Silence, default);
        Assert.Equal((EndpointHealth.Unknown, NginxApiGeneration.V2), (probe.Health, probe.Dialect.Generation));
        Assert.Equal(clock.GetUtcNow().AddSeconds(900), probe.LimitedUntil);

        // Even a client that knows nothing yet is told that something is there.
        await using var late = Api.Client(server, time: clock);
        Assert.Equal(NginxApiGeneration.V2, (await late.ProbeAsync(Api.Silence, default)).Dialect.Generation);
    }

    [Fact]
    public async Task A_second_look_costs_only_what_may_have_changed()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Keys2025);
        await using var client = Api.Client(server);
        await client.ProbeAsync(Api.Silence, default);
        var first = server.Requests.Count;
        await client.ProbeAsync(Api.Silence, default);
        Assert.Equal(["/health", "/ready"], server.Requests.Skip(first).Select(request => request.Path));
    }

    [Fact]
    public async Task An_upgrade_is_noticed()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.V1);
        await using var client = Api.Client(server);
        Assert.Equal(NginxApiGeneration.V1, (await client.ProbeAsync(Api.Silence, default)).Dialect.Generation);
        server.Generation = ApiGeneration.V2;
        Assert.Equal(NginxApiGeneration.V2, (await client.ProbeAsync(Api.Silence, default)).Dialect.Generation);
        server.Generation = ApiGeneration.Agent;
        Assert.Equal(NginxApiGeneration.Agent, (await client.ProbeAsync(Api.Silence, default)).Dialect.Generation);
    }

    [Fact]
    public async Task The_clocks_are_compared()
    {
        var clock = new ManualTimeProvider(TimeProvider.System.GetUtcNow().AddHours(1));
        await using var server = NginxApiServer.Start(options: new NginxApiServerOptions { Time = clock });
        Assert.InRange((await ProbeAsync(server)).ClockSkew!.Value, TimeSpan.FromMinutes(55), TimeSpan.FromMinutes(61));
    }

    private static async Task<NginxApiProbe> ProbeAsync(NginxApiServer server)
    {
        await using var client = Api.Client(server);
        return await client.ProbeAsync(Api.Silence, default);
    }
}
