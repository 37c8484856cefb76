using System.Net;
using System.Net.Sockets;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.NginxApi;

/// <summary>Everything that can go wrong between us and an nginx_api: one ErrorId each, named in the operator's words.</summary>
public sealed class FaultTests : IDisposable
{
    private const string Key = "key-that-is-never-shown";

    private readonly TestAuthority _authority = new("lyttle-test-ca");
    private readonly string _folder = Directory.CreateTempSubdirectory("lytn").FullName;

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Nobody, or somebody else

    [Fact]
    public async Task Nobody_listens() =>
        await ProbeFailsAsync("NginxApiRefused", EndpointConnection.Refused, new Uri($"http://127.0.0.1:{FreePort()}"));

    [Fact]
    public async Task A_name_that_does_not_resolve() =>
        await ProbeFailsAsync("NginxApiHostNotFound", EndpointConnection.Unreachable, new Uri("http://no-such-host.invalid:3003"));

    [Fact]
    public async Task A_scheme_that_is_not_spoken() =>
        await ProbeFailsAsync("NginxApiSchemeNotSupported", EndpointConnection.Unreachable, new Uri("tcp://127.0.0.1:3003"));

    public static TheoryData<string, string, string> Others => new()
    {
        { "page", "NginxApiNotNginxApi", "NoApi" },
        { "404 page", "NginxApiNotNginxApi", "NoApi" },
        { "plain 404", "NginxApiNotNginxApi", "NoApi" },
        { "redirect", "NginxApiNotNginxApi", "NoApi" },
        { "other health", "NginxApiNotNginxApi", "NoApi" },
        { "same health, no framework", "NginxApiNotNginxApi", "NoApi" },
        { "list", "NginxApiNotNginxApi", "NoApi" },
        { "login page", "NginxApiUnauthorized", "AccessDenied" },
        { "gateway page", "NginxApiServerFailed", "Connected" },
        { "broken json", "NginxApiNotNginxApi", "NoApi" },
        { "TLS port of nginx", "NginxApiTlsExpected", "NoApi" },
        { "not HTTP", "NginxApiNotNginxApi", "NoApi" },
        { "closed", "NginxApiConnectionLost", "Unreachable" },
        { "cut", "NginxApiAnswerCut", "NoApi" },
        { "endless", "NginxApiAnswerTooLarge", "NoApi" },
        { "announces 9 MB", "NginxApiAnswerTooLarge", "NoApi" },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Something_else_answers(string what, string errorId, string connection)
    {
        await using var server = FaultServer.StartTcp();
        server.On("*", what switch
        {
            "page" => Faults.Html,
            "404 page" => Faults.Answer(404, "<html><body><h1>Not Found</h1></body></html>", "text/html"),
            "plain 404" => Faults.Answer(404, "404 page not found\n", "text/plain"),
            "redirect" => Faults.Answer(302, ""),
            "other health" => Faults.Answer(200, """{"status":"UP","components":{}}"""),
            "same health, no framework" => Faults.InTurn(Faults.Answer(200, """{"status":"ok","uptime":1}"""), Faults.Answer(404, "Cannot GET /auth/info", "text/plain")),
            "list" => Faults.Answer(200, "[1,2]"),
            "login page" => Faults.Answer(401, "<html>Log in</html>", "text/html"),
            "gateway page" => Faults.Answer(502, "<html>Bad Gateway</html>", "text/html"),
            "broken json" => Faults.BrokenJson,
            "TLS port of nginx" => Faults.Answer(400, "<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head></html>", "text/html"),
            "not HTTP" => NotHttp,
            "closed" => Faults.CloseAtOnce,
            "cut" => Faults.CutMidBody("{\"status\":\"o"),
            "endless" => Faults.Endless,
            _ => Faults.Announces(9 * 1024 * 1024),
        });
        var failure = await ProbeFailsAsync(errorId, Enum.Parse<EndpointConnection>(connection), server.HttpUri!);
        Assert.DoesNotContain("<html>", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_hangs()
    {
        await using var server = FaultServer.StartTcp().On("*", Faults.HangBeforeHeaders);
        await using var client = Client(server.HttpUri!);
        var failure = await Api.FailsAsync("NginxApiTimedOut", client.ProbeAsync(TimeSpan.FromMilliseconds(300), default));
        Assert.Contains("0.3 s", failure.Message, StringComparison.Ordinal);
        await server.WaitForAllClosedAsync();
    }

    [Fact]
    public async Task Lists_that_are_none_are_said_to_be_so()
    {
        await using var server = NginxApiServer.Start();
        await using var client = Api.Client(server);
        foreach (var path in new[] { "/certificates", "/cluster/nodes", "/auth/me", "/logs" }) server.On(path, Faults.Answer(200, """{"unexpected":[1,{"a":null}]}"""));
        await Api.FailsAsync("NginxApiAnswerUnreadable", client.ListCertificatesAsync(Api.Silence, default));
        await Api.FailsAsync("NginxApiAnswerUnreadable", client.ListPeersAsync(Api.Silence, default));
        await Api.FailsAsync("NginxApiAnswerUnreadable", client.WhoAmIAsync(Api.Silence, default));
        await Api.FailsAsync("NginxApiAnswerUnreadable", Api.AllAsync(client.ReadLogAsync(new NginxApiLogCall(), Api.Silence, default)));
        server.On("/certificates", Faults.Answer(200, "<html></html>", "text/html")).On("/cluster/nodes", Faults.Answer(200, """{"nodes":[{"""));
        await Api.FailsAsync("NginxApiNotNginxApi", client.ListCertificatesAsync(Api.Silence, default));
        await Api.FailsAsync("NginxApiAnswerCut", client.ListPeersAsync(Api.Silence, default));
    }

    [Fact]
    public async Task Several_messages_are_one()
    {
        await using var server = NginxApiServer.Start();
        server.On("/cluster/nodes", Faults.Answer(400, """{"statusCode":400,"message":["first thing","second thing"],"code":"INTERNAL_SERVER_ERROR"}"""));
        await using var client = Api.Client(server);
        var failure = await Api.FailsAsync("NginxApiBadRequest", client.ListPeersAsync(Api.Silence, default));
        Assert.Contains("(400): first thing; second thing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_before_the_api_is_kept()
    {
        await using var server = FaultServer.StartTcp();
        server.On("/behind/health", Faults.Answer(200, """{"status":"ok","probe":"liveness","lifecycle":{"state":"running"}}""")).On("/behind/*", Faults.Answer(404, """{"message":"Cannot GET"}"""));
        await using var client = Client(new Uri(server.HttpUri!, "/behind/"));
        Assert.Equal(NginxApiGeneration.V2, (await client.ProbeAsync(Api.Silence, default)).Dialect.Generation);
    }

    // TLS

    [Fact]
    public async Task Over_TLS_with_a_client_certificate()
    {
        var files = _authority.WriteFiles(_folder, ["127.0.0.1"]);
        using var certificate = _authority.IssueServer(["127.0.0.1"]);
        await using var server = NginxApiServer.Start(ApiGeneration.Agent, new NginxApiServerOptions { Certificate = certificate, ClientsOf = _authority.Certificate });
        await using var client = new NginxApiClient(Endpoint(server.Uri) with { CACertificatePath = files.CertificateAuthority, CertificatePath = files.ClientCertificate, KeyPath = files.ClientKey, ApiKey = server.ApiKey }, TimeProvider.System);
        Assert.Equal(NginxApiReloadOutcome.Reloaded, (await client.ReloadAsync(Api.Reload, default)).Outcome);
    }

    [Theory]
    [InlineData("expired", "NginxApiCertificateExpired")]
    [InlineData("other name", "NginxApiHostNameMismatch")]
    [InlineData("unknown CA", "NginxApiCertificateUntrusted")]
    [InlineData("wants ours", "NginxApiClientCertificateRequired")]
    [InlineData("refuses ours", "NginxApiClientCertificateRefused")]
    [InlineData("no file", "NginxApiPemNotFound")]
    [InlineData("no PEM", "NginxApiPemInvalid")]
    public async Task Tls_that_fails(string how, string errorId)
    {
        var files = _authority.WriteFiles(_folder, ["127.0.0.1"]);
        using var stranger = new TestAuthority("somebody-else");
        var foreign = stranger.WriteFiles(Path.Combine(_folder, "foreign"), ["127.0.0.1"]);
        using var certificate = how switch
        {
            "expired" => _authority.IssueExpiredServer(["127.0.0.1"]),
            "other name" => _authority.IssueServer(["elsewhere.test"]),
            _ => _authority.IssueServer(["127.0.0.1"]),
        };
        await using var server = FaultServer.StartTls(certificate, how is "wants ours" or "refuses ours" ? _authority.Certificate : null);
        var endpoint = Endpoint(server.HttpUri!) with { CACertificatePath = files.CertificateAuthority };
        endpoint = how switch
        {
            "unknown CA" => endpoint with { CACertificatePath = foreign.CertificateAuthority },
            "refuses ours" => endpoint with { CertificatePath = foreign.ClientCertificate, KeyPath = foreign.ClientKey },
            "no file" => endpoint with { CACertificatePath = Path.Combine(_folder, "none.pem") },
            "no PEM" => endpoint with { CACertificatePath = files.ClientKey },
            _ => endpoint,
        };
        await using var client = new NginxApiClient(endpoint, TimeProvider.System);
        var failure = await Api.FailsAsync(errorId, client.ProbeAsync(Api.Silence, default));
        Assert.Equal(EndpointConnection.AccessDenied, NginxApiErrors.ConnectionOf(failure));
        Assert.DoesNotContain("Docker", failure.Message + failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Https_where_only_http_is_spoken()
    {
        await using var server = NginxApiServer.Start();
        await ProbeFailsAsync("NginxApiTlsNotSpoken", EndpointConnection.NoApi, new UriBuilder(server.Uri) { Scheme = "https" }.Uri);
    }

    /// <summary>A handshake alone cannot tell these apart: neither answers it with a single byte.</summary>
    [Theory]
    [InlineData(true, false, "NginxApiTlsNotSpoken", "NoApi")]
    [InlineData(true, true, "NginxApiTlsNotSpoken", "NoApi")]
    [InlineData(false, false, "NginxApiTlsFailed", "AccessDenied")]
    [InlineData(false, true, "NginxApiTlsFailed", "AccessDenied")]
    public async Task A_handshake_that_is_hung_up_on(bool speaksHttp, bool resets, string errorId, string connection)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var stop = new CancellationTokenSource();
        var serving = HangUpAsync(listener, speaksHttp, resets, stop.Token);
        await ProbeFailsAsync(errorId, Enum.Parse<EndpointConnection>(connection), new Uri($"https://{listener.LocalEndPoint}"));
        await stop.CancelAsync();
        await serving;
    }

    private static async Task HangUpAsync(Socket listener, bool speaksHttp, bool resets, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                using var socket = await listener.AcceptAsync(stop);
                var begin = new byte[1024];
                await socket.ReceiveAsync(begin, stop);
                const byte handshake = 22;
                if (begin[0] != handshake && speaksHttp) await socket.SendAsync("HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop);
                if (resets && begin[0] == handshake) socket.LingerState = new LingerOption(true, 0);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private static async Task<bool> NotHttp(FaultExchange exchange)
    {
        await exchange.WriteAsync("SSH-2.0-OpenSSH_9.2p1\r\n");
        return false;
    }

    private static async Task<ClusterException> ProbeFailsAsync(string errorId, EndpointConnection connection, Uri uri)
    {
        await using var client = Client(uri);
        var failure = await Api.FailsAsync(errorId, client.ProbeAsync(Api.Silence, default));
        Assert.Equal(connection, NginxApiErrors.ConnectionOf(failure));
        Assert.DoesNotContain(Key, failure.Message + failure.Remedy, StringComparison.Ordinal);
        return failure;
    }

    private static NginxApiClient Client(Uri uri) => new(Endpoint(uri), TimeProvider.System);

    private static NginxApiEndpoint Endpoint(Uri uri) => new() { Node = "n1", Uri = uri, ApiKey = Key };

    private static int FreePort()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }
}
