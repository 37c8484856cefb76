using LyttleCluster.Core.Nginx;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Nginx;

public class SiteProbeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(200, null)]
    [InlineData(301, null)]
    [InlineData(404, null)]
    [InlineData(499, null)]
    [InlineData(500, "it answered 500")]
    [InlineData(502, "it answered 502")]
    public async Task A_site_is_well_unless_its_server_says_that_it_failed(int status, string? wrong)
    {
        await using var server = FaultServer.StartTcp().On("/health", Faults.Answer(status, "Words", "text/plain"));

        Assert.Equal(wrong, await SiteProbe.AskAsync(new Uri("http://shop.example.test/health"), server.HttpUri, Patience, CancellationToken.None));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Without_a_proxy_address_the_page_itself_says_where_to_ask()
    {
        await using var server = FaultServer.StartTcp().On("/", Faults.Answer(204, "", "text/plain"));

        Assert.Null(await SiteProbe.AskAsync(new Uri(server.HttpUri!, "/"), null, Patience, CancellationToken.None));
    }

    [Fact]
    public async Task A_node_that_hangs_is_said()
    {
        await using var server = FaultServer.StartTcp().On("/", Faults.HangBeforeHeaders);

        Assert.Equal(
            "it did not answer within 0.1 s",
            await SiteProbe.AskAsync(new Uri("http://shop.example.test/"), server.HttpUri, TimeSpan.FromSeconds(0.1), CancellationToken.None));
    }

    [Fact]
    public async Task A_node_that_refuses_is_said()
    {
        Uri? address;
        await using (var server = FaultServer.StartTcp()) address = server.HttpUri;

        var why = await SiteProbe.AskAsync(new Uri("http://shop.example.test/"), address, Patience, CancellationToken.None);
        Assert.Contains("refused", why, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_caller_who_stops_is_not_told_that_the_site_is_bad()
    {
        await using var server = FaultServer.StartTcp().On("/", Faults.HangBeforeHeaders);
        using var stop = new CancellationTokenSource();
        var asking = SiteProbe.AskAsync(new Uri("http://shop.example.test/"), server.HttpUri, Patience, stop.Token);
        await server.WaitForRequestAsync("/");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }
}
