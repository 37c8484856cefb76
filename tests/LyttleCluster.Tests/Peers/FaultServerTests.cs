using System.Net;
using System.Net.Security;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Peers;

public class FaultServerTests
{
    [Fact]
    public async Task Sees_the_request_and_its_cancellation_from_the_servers_side()
    {
        await using var server = FaultServer.StartTcp().On("/containers/json", Faults.HangBeforeHeaders);
        using var http = new HttpClient { BaseAddress = server.HttpUri };
        using var cancel = new CancellationTokenSource();

        var asking = http.GetAsync("/v1.41/containers/json?all=1", cancel.Token);
        var seen = await server.WaitForRequestAsync("/containers/json");
        Assert.Equal("/v1.41/containers/json?all=1", seen.Target);
        Assert.False(seen.Closed.IsCompleted);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await server.WaitForClosedAsync("/containers/json");
        await server.WaitForAllClosedAsync();
        Assert.Equal(0, server.OpenConnections);
    }

    [Fact]
    public async Task Cuts_an_answer_in_the_middle()
    {
        await using var server = FaultServer.StartUnix().On("/info", Faults.CutMidBody());
        using var http = UnixHttp.Client(server.Uri.AbsolutePath);
        var cut = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync("/info"));
        Assert.Equal(HttpRequestError.ResponseEnded, cut.HttpRequestError);
    }

    [Fact]
    public async Task Answers_in_turn_on_one_connection()
    {
        await using var server = FaultServer.StartTcp().On("/x", Faults.InTurn(Faults.Status(500, "boom"), Faults.Answer(200, "{}")));
        using var http = new HttpClient { BaseAddress = server.HttpUri };
        using var first = await http.PostAsync("/x", new StringContent("body"));
        Assert.Equal(HttpStatusCode.InternalServerError, first.StatusCode);
        Assert.Equal("""{"message":"boom"}""", await first.Content.ReadAsStringAsync());
        Assert.Equal("{}", await http.GetStringAsync("/x"));
        Assert.Equal(1, server.OpenConnections);
        Assert.Equal("body"u8.ToArray(), server.Requests[0].Body);
    }

    [Theory]
    [InlineData("good", SslPolicyErrors.None)]
    [InlineData("wrong host", SslPolicyErrors.RemoteCertificateNameMismatch)]
    [InlineData("expired", SslPolicyErrors.RemoteCertificateChainErrors)]
    [InlineData("untrusted", SslPolicyErrors.RemoteCertificateChainErrors)]
    public async Task Shows_good_and_bad_certificates(string kind, SslPolicyErrors expected)
    {
        using var ours = new TestAuthority("ours");
        using var foreign = new TestAuthority("foreign");
        using var certificate = kind switch
        {
            "wrong host" => ours.IssueServer(["elsewhere.test"]),
            "expired" => ours.IssueExpiredServer(["127.0.0.1"]),
            "untrusted" => foreign.IssueServer(["127.0.0.1"]),
            _ => ours.IssueServer(["127.0.0.1"]),
        };
        await using var server = FaultServer.StartTls(certificate);
        var errors = SslPolicyErrors.None;
        using var handler = new SocketsHttpHandler
        {
            SslOptions =
            {
                CertificateChainPolicy = new() { TrustMode = System.Security.Cryptography.X509Certificates.X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { ours.Certificate }, RevocationMode = 0 },
                RemoteCertificateValidationCallback = (_, _, _, found) => (errors = found) == found,
            },
        };
        using var http = new HttpClient(handler) { BaseAddress = server.HttpUri };
        Assert.Equal("OK", await http.GetStringAsync("/_ping"));
        Assert.Equal(expected, errors);
    }
}
