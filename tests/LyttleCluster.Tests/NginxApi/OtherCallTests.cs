using LyttleCluster.Core.Domains;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.NginxApi;

/// <summary>Certificates, who we are, the cluster, the host, the test of the configuration.</summary>
public class OtherCallTests
{
    [Fact]
    public async Task Certificates_by_name_with_their_days()
    {
        await using var server = NginxApiServer.Start();
        server.Nginx.Certificates =
        [
            new SimulatedCertificate("2", ["b.example.test", "www.b.example.test"], 12, "expiring_soon"),
            new SimulatedCertificate("1", ["a.example.test"], 365),
        ];
        await using var client = Api.Client(server);
        var certificates = await client.ListCertificatesAsync(Api.Silence, default);
        Assert.Equal([("a.example.test", 365, "valid"), ("b.example.test", 12, "expiring_soon")], certificates.Select(one => (one.Name, one.DaysLeft!.Value, one.Status!)));
        Assert.Equal(2, certificates[1].Domains.Count);
    }

    [Fact]
    public async Task The_agent_names_the_file_and_who_signed_it()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        server.Nginx.Certificates = [new SimulatedCertificate("1", ["a.example.test"], 12, "expiring_soon")];
        await using var client = Api.Client(server);
        var certificate = Assert.Single(await client.ListCertificatesAsync(Api.Silence, default));
        Assert.Equal((12, "/etc/ssl/a.example.test/fullchain.pem", "Simulated CA"), (certificate.DaysLeft, certificate.File, certificate.Issuer));
        await using var lyttle = NginxApiServer.Start();
        lyttle.Nginx.Certificates = server.Nginx.Certificates;
        await using var other = Api.Client(lyttle);
        Assert.Equal((null, null), Assert.Single(await other.ListCertificatesAsync(Api.Silence, default)) is var theirs ? (theirs.File, theirs.Issuer) : default);
    }

    [Theory]
    [InlineData(ApiGeneration.June2025)]
    [InlineData(ApiGeneration.V1)]
    [InlineData(ApiGeneration.Agent)]
    public async Task Where_there_are_no_certificates_there_are_none(ApiGeneration generation)
    {
        await using var server = NginxApiServer.Start(generation);
        await using var client = Api.Client(server);
        Assert.Empty(await client.ListCertificatesAsync(Api.Silence, default));
    }

    [Theory]
    [InlineData(ApiGeneration.V2, "viewer", true, false, false)]
    [InlineData(ApiGeneration.V2, "operator", true, true, false)]
    [InlineData(ApiGeneration.Agent, "platform-admin", true, true, true)]
    public async Task Who_we_are(ApiGeneration generation, string role, bool view, bool operate, bool administer)
    {
        await using var server = NginxApiServer.Start(generation);
        await using var client = Api.Client(server, server.KeyOf(role));
        var identity = await client.WhoAmIAsync(Api.Silence, default);
        Assert.Equal([role], identity!.Roles);
        Assert.Equal((view, operate, administer), (identity.MayView, identity.MayOperate, identity.MayAdminister));
        Assert.DoesNotContain(server.KeyOf(role), identity.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ApiGeneration.V1)]
    [InlineData(ApiGeneration.Login2025)]
    [InlineData(ApiGeneration.Keys2025)]
    public async Task Without_roles_nobody_is_named(ApiGeneration generation)
    {
        await using var server = NginxApiServer.Start(generation);
        await using var client = Api.Client(server);
        Assert.Null(await client.WhoAmIAsync(Api.Silence, default));
    }

    [Fact]
    public async Task Who_is_not_let_in_is_told_so()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Keys2025);
        await using var client = Api.Client(server, "wrong");
        await Api.FailsAsync("NginxApiUnauthorized", client.WhoAmIAsync(Api.Silence, default));
    }

    [Fact]
    public async Task The_cluster_without_ghosts()
    {
        await using var server = NginxApiServer.Start();
        server.Nginx.Peers =
        [
            ("lyttle-b", "lyttle-b-2", "http://lyttle-b.internal:3003", TimeSpan.FromSeconds(3)),
            ("lyttle-b", "lyttle-b-1", "http://lyttle-b.internal:3003", TimeSpan.FromSeconds(40)),
            ("sim-nginx", "old-self", server.Uri.ToString().TrimEnd('/'), TimeSpan.FromSeconds(-5)),
            ("lyttle-c", "lyttle-c-1", null, TimeSpan.FromSeconds(1)),
            ("lyttle-d", "lyttle-d-1", null, TimeSpan.FromSeconds(1)),
        ];
        await using var client = Api.Client(server);
        var peers = await client.ListPeersAsync(Api.Silence, default);
        Assert.Equal(["lyttle-b", "lyttle-c", "lyttle-d", "sim-nginx"], peers.Select(peer => peer.HostName).Order(StringComparer.Ordinal));
        Assert.Equal("lyttle-b-2", peers.Single(peer => peer.HostName == "lyttle-b").InstanceId);
        Assert.True(peers.Single(peer => peer.HostName == "sim-nginx").IsLocal);
        Assert.Null(peers.Single(peer => peer.HostName == "lyttle-c").Uri);
        Assert.All(peers, peer => Assert.Null(peer.Version));
    }

    [Fact]
    public async Task Servers_of_one_database_are_one_group()
    {
        var database = new SimulatedDatabase();
        await using var one = NginxApiServer.Start(options: new NginxApiServerOptions { Database = database });
        await using var two = NginxApiServer.Start(options: new NginxApiServerOptions { Database = database });
        await using var alone = NginxApiServer.Start();
        await using var agent = NginxApiServer.Start(ApiGeneration.Agent);
        var peers = new Dictionary<string, IReadOnlyList<NginxApiPeer>>();
        foreach (var (name, server) in new[] { ("agent", agent), ("alone", alone), ("one", one), ("two", two) })
        {
            await using var client = Api.Client(server);
            peers[name] = await client.ListPeersAsync(Api.Silence, default);
            Assert.NotNull(Assert.Single(peers[name], peer => peer.IsLocal).InstanceId);
        }

        Assert.Equal(["agent", "alone", "one two"], SharedDatabase.Group(peers).Select(group => string.Join(' ', group)));
    }

    [Fact]
    public async Task A_cluster_of_2025_names_hosts_without_addresses_of_their_api()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Keys2025);
        server.Nginx.Peers = [("lyttle-b", "lyttle-b-1", null, TimeSpan.Zero)];
        await using var client = Api.Client(server);
        var peers = await client.ListPeersAsync(Api.Silence, default);
        Assert.Equal(["lyttle-b.internal", "sim-nginx.internal"], peers.Select(peer => peer.Address).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_agent_tells_of_its_host()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        await using var client = Api.Client(server);
        var host = await client.GetHostAsync(Api.Silence, default);
        Assert.Equal(("sim-nginx", "6.1.0", 2, 12.5, 8_000_000_000), (host!.HostName, host.Kernel, host.Cpus, host.CpuPercent, host.MemoryBytes));
        Assert.Equal([0.5, 0.25, 0.1], host.Load);
        Assert.Equal(new NginxApiDisk("/", 100_000_000_000, 25_000_000_000), Assert.Single(host.Disks));
        Assert.Equal(TimeSpan.FromSeconds(86400.5), host.Uptime);
        Assert.False(host.RebootAllowed);
    }

    [Fact]
    public async Task A_LyttleNGINX_tells_nothing_of_its_host_and_does_not_reboot_it()
    {
        await using var server = NginxApiServer.Start();
        await using var client = Api.Client(server);
        Assert.Null(await client.GetHostAsync(Api.Silence, default));
        var failure = await Api.FailsAsync("NginxApiNotSupported", client.RebootAsync(Api.Silence, default));
        Assert.Contains("LyttleNGINX v2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rebooting_only_where_it_is_allowed()
    {
        await using var closed = NginxApiServer.Start(ApiGeneration.Agent);
        await using var open = NginxApiServer.Start(ApiGeneration.Agent, new NginxApiServerOptions { AllowReboot = true });
        await using var first = Api.Client(closed);
        await Api.FailsAsync("NginxApiRebootNotAllowed", first.RebootAsync(Api.Silence, default));
        await using var operatorOnly = Api.Client(open, open.KeyOf("operator"));
        await Api.FailsAsync("NginxApiForbidden", operatorOnly.RebootAsync(Api.Silence, default));
        Assert.False(open.Nginx.Rebooted);
        await using var second = Api.Client(open);
        await second.RebootAsync(Api.Silence, default);
        Assert.True(open.Nginx.Rebooted);
    }

    [Fact]
    public async Task The_agent_tests_a_configuration()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        await using var client = Api.Client(server);
        var good = await client.TestConfigurationAsync(Api.Silence, default);
        Assert.Equal((true, TimeSpan.FromMilliseconds(12)), (good.Valid, good.Duration));
        server.Nginx.Broken = NginxWordings.DuplicateLocation;
        var bad = await client.TestConfigurationAsync(Api.Silence, default);
        Assert.False(bad.Valid);
        Assert.Contains("[emerg]", bad.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ApiGeneration.V2, "was refused: 2026/11/21 04:42:33 [emerg]")]
    [InlineData(ApiGeneration.V1, "does not tell how its last reload went")]
    public async Task A_LyttleNGINX_cannot_test_and_says_what_it_knows(ApiGeneration generation, string says)
    {
        await using var server = NginxApiServer.Start(generation);
        server.Nginx.Broken = NginxWordings.DuplicateLocation;
        await using var client = Api.Client(server);
        await client.ReloadAsync(Api.Reload, default);
        var test = await client.TestConfigurationAsync(Api.Silence, default);
        Assert.Null(test.Valid);
        Assert.Contains(says, test.Output, StringComparison.Ordinal);
    }
}
