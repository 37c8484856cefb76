using LyttleCluster.Core.NginxApi;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.NginxApi;

/// <summary>Every generation is recognised and used as far as it goes.</summary>
public class GenerationTests
{
    [Theory]
    [InlineData(ApiGeneration.June2025, "V1", "LyttleNGINX v1 (2025-06)", "Reload")]
    [InlineData(ApiGeneration.July2025, "V1", "LyttleNGINX v1 (2025-07)", "Reload, Logs")]
    [InlineData(ApiGeneration.LogList2025, "V1", "LyttleNGINX v1 (2025-07)", "Reload, Logs")]
    [InlineData(ApiGeneration.V1, "V1", "LyttleNGINX v1 (2025-09)", "Reload, Logs, Readiness")]
    [InlineData(ApiGeneration.Login2025, "Login", "LyttleNGINX (2025-11, with login)", "Reload, Logs, Cluster, Readiness, Certificates")]
    [InlineData(ApiGeneration.Keys2025, "Keys", "LyttleNGINX (2025-12)", "Reload, Logs, Cluster, Readiness, Certificates")]
    [InlineData(ApiGeneration.May2026, "V2", "LyttleNGINX v2 (2026-05)", "Reload, Logs, Cluster, Readiness, Certificates, Identity, Operations")]
    [InlineData(ApiGeneration.V2, "V2", "LyttleNGINX v2 (2026-06)", "Reload, Logs, Configuration, Validation, Cluster, Readiness, Certificates, Identity, Operations")]
    [InlineData(ApiGeneration.Agent, "Agent", "LyttleCluster agent", "Reload, Logs, Configuration, Validation, Cluster, Readiness, Certificates, Identity, Operations, Host, ProvenReload")]
    public async Task Each_is_recognised(ApiGeneration is_, string generation, string name, string capabilities)
    {
        await using var server = NginxApiServer.Start(is_);
        await using var client = Api.Client(server);
        var probe = await client.ProbeAsync(Api.Silence, default);
        Assert.Equal(generation, probe.Dialect.Generation.ToString());
        Assert.Equal(name, probe.Dialect.Name);
        Assert.Equal(capabilities, probe.Dialect.Capabilities.ToString());
        Assert.Null(probe.Denied);
        Assert.Null(probe.Reason);
        Assert.Equal(is_ == ApiGeneration.June2025 ? EndpointHealth.Unknown : EndpointHealth.Healthy, probe.Health);
    }

    [Theory]
    [InlineData(ApiGeneration.June2025)]
    [InlineData(ApiGeneration.July2025)]
    [InlineData(ApiGeneration.LogList2025)]
    [InlineData(ApiGeneration.V1)]
    [InlineData(ApiGeneration.Login2025)]
    [InlineData(ApiGeneration.Keys2025)]
    [InlineData(ApiGeneration.May2026)]
    [InlineData(ApiGeneration.V2)]
    [InlineData(ApiGeneration.Agent)]
    public async Task Each_is_reloaded(ApiGeneration is_)
    {
        await using var server = NginxApiServer.Start(is_);
        await using var client = Api.Client(server);
        var reload = await client.ReloadAsync(Api.Reload, default);
        Assert.Equal(NginxApiReloadOutcome.Reloaded, reload.Outcome);
        Assert.Equal(is_ == ApiGeneration.Agent, reload.IsProven);
        Assert.Null(reload.Error);
        Assert.Equal(1, reload.Attempts);
        Assert.Equal(1, server.Nginx.Reloads);
    }

    [Theory]
    [InlineData(ApiGeneration.LogList2025)]
    [InlineData(ApiGeneration.V1)]
    [InlineData(ApiGeneration.Login2025)]
    [InlineData(ApiGeneration.Keys2025)]
    [InlineData(ApiGeneration.May2026)]
    [InlineData(ApiGeneration.V2)]
    [InlineData(ApiGeneration.Agent)]
    public async Task Each_gives_its_log(ApiGeneration is_)
    {
        await using var server = NginxApiServer.Start(is_);
        server.Nginx.Write("warn", "a \"quoted\" line \u001b[31m");
        server.Nginx.Write("error", "the last one");
        await using var client = Api.Client(server);
        var lines = await Api.AllAsync(client.ReadLogAsync(new NginxApiLogCall { Tail = 2 }, Api.Silence, default));
        Assert.Equal(["a \"quoted\" line \u001b[31m", "the last one"], lines.Select(line => line.Message));
        Assert.Equal([NginxApiLogLevel.Warn, NginxApiLogLevel.Error], lines.Select(line => line.Level!.Value));
        Assert.All(lines, line => Assert.NotNull(line.Timestamp));
    }
}
