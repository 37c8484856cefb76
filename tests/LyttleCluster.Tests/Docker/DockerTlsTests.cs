using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Core.Docker;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.Docker;

[Collection(EnginesCollection.Name)]
public sealed class DockerTlsTests(EnginesFixture engines) : IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("lyt-tls").FullName;
    private readonly TestAuthority _authority = new("ours");

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [EngineFact]
    public async Task A_real_engine_lets_in_who_has_a_certificate()
    {
        var engine = await engines.EngineAsync();
        var files = engine.TlsFiles!;
        using var client = new DockerClient(Endpoint(engine.TcpUri!, files.CertificateAuthority, files.ClientCertificate, files.ClientKey), TimeProvider.System);
        Assert.Equal("1.41", (await client.PingAsync(Silence, default)).ApiVersion.ToString());
    }

    [EngineFact]
    public async Task A_real_engine_wants_a_client_certificate()
    {
        var engine = await engines.EngineAsync();
        // Again and again: whether the engine's refusal or the end of the connection is seen first is a race.
        for (var i = 0; i < 20; i++) await FailsAsync("DockerClientCertificateRequired", Endpoint(engine.TcpUri!, engine.TlsFiles!.CertificateAuthority));
    }

    [EngineFact]
    public async Task A_real_engine_refuses_a_foreign_client_certificate()
    {
        var engine = await engines.EngineAsync();
        using var foreign = new TestAuthority("foreign");
        var files = foreign.WriteFiles(_folder, ["x"]);
        for (var i = 0; i < 20; i++)
            await FailsAsync("DockerClientCertificateRefused", Endpoint(engine.TcpUri!, engine.TlsFiles!.CertificateAuthority, files.ClientCertificate, files.ClientKey));
    }

    [EngineFact]
    public async Task A_real_engine_that_wants_TLS_is_spoken_to_without()
    {
        var engine = await engines.EngineAsync();
        await FailsAsync("DockerTlsExpected", Endpoint(engine.TcpUri!));
    }

    [EngineFact]
    public async Task A_real_engine_has_a_certificate_of_another_CA()
    {
        var engine = await engines.EngineAsync();
        await FailsAsync("DockerCertificateUntrusted", Endpoint(engine.TcpUri!, TestAuthority.WriteCertificate(_folder, "ca.pem", _authority.Certificate)));
    }

    [Theory]
    [InlineData("good", null)]
    [InlineData("wrong host", "DockerHostNameMismatch")]
    [InlineData("expired", "DockerCertificateExpired")]
    [InlineData("untrusted", "DockerCertificateUntrusted")]
    [InlineData("client's", "DockerCertificateUntrusted")]
    public async Task The_servers_certificate_is_checked(string kind, string? errorId)
    {
        using var foreign = new TestAuthority("foreign");
        using var certificate = kind switch
        {
            "wrong host" => _authority.IssueServer(["elsewhere.test"]),
            "expired" => _authority.IssueExpiredServer(["127.0.0.1"]),
            "untrusted" => foreign.IssueServer(["127.0.0.1"]),
            "client's" => _authority.IssueClient("127.0.0.1"),
            _ => _authority.IssueServer(["127.0.0.1"]),
        };
        await using var server = FaultServer.StartTls(certificate);
        var endpoint = Endpoint(server.Uri, Ca());
        if (errorId is not null) await FailsAsync(errorId, endpoint);
        else await SucceedsAsync(endpoint);
    }

    [Fact]
    public async Task A_CA_of_our_own_is_not_in_the_machines_trust()
    {
        using var certificate = _authority.IssueServer(["127.0.0.1"]);
        await using var server = FaultServer.StartTls(certificate);
        await FailsAsync("DockerCertificateUntrusted", Endpoint(new UriBuilder(server.Uri) { Scheme = "https" }.Uri));
    }

    [Fact]
    public async Task The_client_certificate_is_shown_to_who_asks()
    {
        using var certificate = _authority.IssueServer(["127.0.0.1"]);
        await using var server = FaultServer.StartTls(certificate, _authority.Certificate);
        var files = _authority.WriteFiles(_folder, ["x"]);
        await SucceedsAsync(Endpoint(server.Uri, Ca(), files.ClientCertificate, files.ClientKey));
    }

    [Fact]
    public async Task TLS_to_a_port_that_does_not_speak_it()
    {
        // Answers any first line with plain HTTP, as a web server does to a TLS hello.
        await using var plain = new PlainServer();
        await FailsAsync("DockerTlsNotSpoken", Endpoint(plain.Uri, Ca()));
    }

    [Fact]
    public async Task Files_that_are_missing_or_wrong_are_named_before_a_packet_is_sent()
    {
        var files = _authority.WriteFiles(_folder, ["x"]);
        using var other = new TestAuthority("other");
        var others = other.WriteFiles(Path.Combine(_folder, "other"), ["x"]);
        var uri = new Uri("tcp://192.0.2.1:2376");
        var junk = Path.Combine(_folder, "junk.pem");
        await File.WriteAllTextAsync(junk, "not a PEM file");
        using var rsa = RSA.Create(2048);
        var rsaKey = Path.Combine(_folder, "rsa.pem");
        await File.WriteAllTextAsync(rsaKey, rsa.ExportPkcs8PrivateKeyPem());
        var locked = Path.Combine(_folder, "locked.pem");
        await File.WriteAllTextAsync(locked, rsa.ExportEncryptedPkcs8PrivateKeyPem("pass", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));

        await FailsAsync("DockerPemNotFound", Endpoint(uri, Path.Combine(_folder, "nope.pem")));
        await FailsAsync("DockerPemNotFound", Endpoint(uri, Ca(), Path.Combine(_folder, "nope.pem"), files.ClientKey));
        await FailsAsync("DockerPemNotFound", Endpoint(uri, Ca(), files.ClientCertificate, Path.Combine(_folder, "no", "nope.pem")));
        await FailsAsync("DockerPemUnreadable", Endpoint(uri, _folder));
        await FailsAsync("DockerPemInvalid", Endpoint(uri, junk));
        await FailsAsync("DockerPemInvalid", Endpoint(uri, Ca(), junk, files.ClientKey));
        await FailsAsync("DockerPemInvalid", Endpoint(uri, Ca(), files.ClientCertificate, junk));
        await FailsAsync("DockerPemInvalid", Endpoint(uri, Ca(), files.ClientCertificate, files.ServerCertificate));
        await FailsAsync("DockerPemInvalid", Endpoint(uri, Ca(), files.ClientCertificate, locked));
        await FailsAsync("DockerPemInvalid", Endpoint(uri, Ca(), null, files.ClientKey));
        await FailsAsync("DockerPemInvalid", Endpoint(uri, Ca(), files.ClientCertificate));
        await FailsAsync("DockerKeyMismatch", Endpoint(uri, Ca(), files.ClientCertificate, others.ClientKey));
        await FailsAsync("DockerKeyMismatch", Endpoint(uri, Ca(), files.ClientCertificate, rsaKey));
    }

    [Fact]
    public async Task An_RSA_certificate_with_its_key_in_one_file_serves_too()
    {
        using var certificate = _authority.IssueServer(["127.0.0.1"]);
        await using var server = FaultServer.StartTls(certificate);
        using var key = RSA.Create(2048);
        using var own = new CertificateRequest("CN=rsa", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(70));
        var path = Path.Combine(_folder, "both.pem");
        await File.WriteAllTextAsync(path, own.ExportCertificatePem() + "\n" + key.ExportRSAPrivateKeyPem());
        await SucceedsAsync(Endpoint(server.Uri, Ca(), path));
    }

    [Fact]
    public async Task Files_are_read_again_when_they_change()
    {
        using var certificate = _authority.IssueServer(["127.0.0.1"]);
        await using var server = FaultServer.StartTls(certificate);
        using var foreign = new TestAuthority("a foreign one");
        var path = TestAuthority.WriteCertificate(_folder, "ca.pem", foreign.Certificate);
        using var client = new DockerClient(Endpoint(server.Uri, path), TimeProvider.System);
        Assert.Equal("DockerCertificateUntrusted", (await Assert.ThrowsAsync<ClusterException>(() => client.PingAsync(Silence, default))).ErrorId);
        Ca();
        await client.PingAsync(Silence, default);
    }

    [Fact]
    public async Task A_handshake_that_hangs_is_a_connection_that_timed_out()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        using var client = new DockerClient(Endpoint(new Uri($"tcp://{listener.LocalEndpoint}"), Ca()), TimeProvider.System);
        var failure = await Assert.ThrowsAsync<ClusterException>(() => client.PingAsync(TimeSpan.FromMilliseconds(300), default));
        Assert.Equal("DockerConnectTimedOut", failure.ErrorId);
    }

    private string Ca() => TestAuthority.WriteCertificate(_folder, "ca.pem", _authority.Certificate);

    private static DockerEndpoint Endpoint(Uri uri, string? ca = null, string? certificate = null, string? key = null) =>
        new() { Node = "n1", Uri = uri, CACertificatePath = ca, CertificatePath = certificate, KeyPath = key };

    private static async Task SucceedsAsync(DockerEndpoint endpoint)
    {
        using var client = new DockerClient(endpoint, TimeProvider.System);
        Assert.Equal("1.41", (await client.PingAsync(Silence, default)).ServerApiVersion.ToString());
    }

    private static async Task FailsAsync(string errorId, DockerEndpoint endpoint)
    {
        using var client = new DockerClient(endpoint, TimeProvider.System);
        var failure = await Assert.ThrowsAsync<ClusterException>(() => client.PingAsync(Silence, default));
        Assert.True(errorId == failure.ErrorId, $"{failure.ErrorId}: {failure.Message}");
    }

    /// <summary>Answers whatever comes with a line of plain HTTP.</summary>
    private sealed class PlainServer : IAsyncDisposable
    {
        private readonly System.Net.Sockets.TcpListener _listener = new(System.Net.IPAddress.Loopback, 0);
        private readonly Task _serving;

        public PlainServer()
        {
            _listener.Start();
            _serving = ServeAsync();
        }

        public Uri Uri => new($"tcp://{_listener.LocalEndpoint}");

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task ServeAsync()
        {
            using var connection = await _listener.AcceptTcpClientAsync();
            var stream = connection.GetStream();
            _ = await stream.ReadAsync(new byte[4096]);
            await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"u8.ToArray());
        }
    }
}
