using System.Net;
using System.Net.Security;
using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Service.Agent;
using LyttleCluster.Service.Hosting;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.State;

namespace LyttleCluster.Tests.Agent.Http;

public sealed class TlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _ours = new("ours");
    private readonly TestAuthority _foreign = new("foreign");

    // Certificates are made for today, so the agent's clock must be of today.
    private readonly ManualTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    public void Dispose()
    {
        _ours.Dispose();
        _foreign.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_caller_with_a_certificate_of_the_CA_is_let_in()
    {
        using var client = _ours.IssueClient("ops-laptop");
        await using var agent = await StartAsync(client);
        var identity = (await agent.GetJsonAsync("/auth/me", key: null)).GetProperty("identity");
        Assert.Equal("client-certificate", identity.GetProperty("authMethod").GetString());
        Assert.StartsWith("certificate:ops-laptop-", identity.GetProperty("subject").GetString(), StringComparison.Ordinal);
        Assert.Equal("platform-admin", identity.GetProperty("roles")[0].GetString());
    }

    [Fact]
    public async Task A_certificate_is_optional_where_there_are_keys()
    {
        await using var agent = await StartAsync(client: null);
        using var withKey = await agent.GetAsync("/nginx", RunningAgent.Viewer);
        Assert.Equal(HttpStatusCode.OK, withKey.StatusCode);
        using var with = await agent.GetAsync("/nginx", key: null);
        Assert.Equal("Authentication credentials are required", (await RunningAgent.JsonAsync(with)).GetProperty("message").GetString());
    }

    [Fact]
    public async Task An_expired_certificate_is_refused_in_words()
    {
        using var client = _ours.IssueClient("late", _time.GetUtcNow().AddHours(-1));
        await RefusedAsync(client, "The client certificate expired on ");
    }

    [Fact]
    public async Task A_foreign_certificate_is_refused_in_words()
    {
        using var client = _foreign.IssueClient("foreign");
        await RefusedAsync(client, "The client certificate is not of the CA that is trusted here");
    }

    [Fact]
    public async Task A_certificate_for_servers_is_refused_in_words()
    {
        using var client = _ours.IssueServer(["a-server"]);
        await RefusedAsync(client, "The client certificate is not made for clients (extendedKeyUsage clientAuth)");
    }

    [Fact]
    public async Task A_connection_does_not_outlive_its_certificate()
    {
        using var client = _ours.IssueClient("soon", _time.GetUtcNow().AddMinutes(5));
        await using var agent = await StartAsync(client);
        using var good = await agent.GetAsync("/nginx", key: null);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        agent.Time.Advance(TimeSpan.FromMinutes(6));
        using var late = await agent.GetAsync("/nginx", key: null);
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
    }

    [Fact]
    public async Task A_renewed_certificate_is_shown_without_a_restart()
    {
        string? shown = null;
        await using var agent = await StartAsync(client: null, certificate => shown = certificate.Thumbprint, keepConnections: false);
        (await agent.GetAsync("/health", key: null)).Dispose();
        var before = shown;
        using var renewed = _ours.IssueServer(["127.0.0.1"]);
        TestAuthority.WriteCertificate(_folder.Path, "cert.pem", renewed);

        // Only one of the two files is new: they do not match, the old ones stay.
        (await agent.GetAsync("/health", key: null)).Dispose();
        Assert.Equal(before, shown);
        Assert.Contains("stays in use", agent.Log.ToString(), StringComparison.Ordinal);
        TestAuthority.WriteKey(_folder.Path, "key.pem", renewed);
        (await agent.GetAsync("/health", key: null)).Dispose();
        Assert.Equal(renewed.Thumbprint, shown);
    }

    [Theory]
    [InlineData("cert.pem", "nothing", "ServicePemInvalid")]
    [InlineData("cert.pem", null, "ServiceFileNotFound")]
    [InlineData("key.pem", "nothing", "ServicePemInvalid")]
    [InlineData("key.pem", "other key", "ServiceKeyMismatch")]
    [InlineData("key.pem", "public", "ServiceFileTooOpen")]
    [InlineData("ca.pem", "nothing", "ServicePemInvalid")]
    [InlineData("ca.pem", null, "ServiceFileNotFound")]
    [UnsupportedOSPlatform("windows")]
    public async Task Bad_files_are_named_at_the_start(string file, string? content, string errorId)
    {
        WriteServerFiles();
        var path = _folder[file];
        using var other = _ours.IssueServer(["x"]);
        if (content is null) File.Delete(path);
        else if (content == "other key") TestAuthority.WriteKey(_folder.Path, file, other);
        else if (content == "public") PublicMode(path);
        else await File.WriteAllTextAsync(path, content);
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => RunningAgent.StartAsync(new RunningAgent.Setup { Time = _time, Change = WithTls }));
        Assert.Equal(errorId, refusal.ErrorId);
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN", refusal.Message, StringComparison.Ordinal);
    }

    [UnsupportedOSPlatform("windows")]
    private static void PublicMode(string path)
    {
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    private async Task RefusedAsync(X509Certificate2 client, string message)
    {
        await using var agent = await StartAsync(client);
        using var answer = await agent.GetAsync("/nginx", key: null);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.StartsWith(message, (await RunningAgent.JsonAsync(answer)).GetProperty("message").GetString(), StringComparison.Ordinal);
        // The certificate is no claim that a good key could not stand beside.
        using var withKey = await agent.GetAsync("/nginx", RunningAgent.Viewer);
        Assert.Equal(HttpStatusCode.OK, withKey.StatusCode);
    }

    private Task<RunningAgent> StartAsync(X509Certificate2? client, Action<X509Certificate2>? seen = null, bool keepConnections = true)
    {
        WriteServerFiles();
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            PooledConnectionLifetime = keepConnections ? Timeout.InfiniteTimeSpan : TimeSpan.Zero,
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = client is null ? null : [client],
                LocalCertificateSelectionCallback = (_, _, _, _, _) => client!,
                RemoteCertificateValidationCallback = (_, certificate, _, _) => Take(certificate!, seen),
            },
        };
        return RunningAgent.StartAsync(new RunningAgent.Setup { Time = _time, Handler = handler, Change = WithTls });
    }

    // The agent is under test here, not the client: it takes whatever is shown.
    private static bool Take(X509Certificate certificate, Action<X509Certificate2>? seen)
    {
        seen?.Invoke((X509Certificate2)certificate);
        return true;
    }

    private AgentOptions WithTls(AgentOptions options) => options with
    {
        Listen = new ListenAddress(true, IPAddress.Loopback, 0),
        CertificateFile = _folder["cert.pem"],
        KeyFile = _folder["key.pem"],
        AuthorityFile = _folder["ca.pem"],
    };

    private void WriteServerFiles()
    {
        using var server = _ours.IssueServer(["127.0.0.1"]);
        TestAuthority.WriteCertificate(_folder.Path, "cert.pem", server);
        TestAuthority.WriteKey(_folder.Path, "key.pem", server);
        TestAuthority.WriteCertificate(_folder.Path, "ca.pem", _ours.Certificate);
    }
}
