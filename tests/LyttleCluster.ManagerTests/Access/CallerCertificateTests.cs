using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using LyttleCluster.Core;
using LyttleCluster.Service.Manager;
using LyttleCluster.Service.Manager.Http;
using Microsoft.AspNetCore.Http;

namespace LyttleCluster.ManagerTests.Access;

/// <summary>Client certificates made by openssl, against a manager that listens on TLS.</summary>
public class CallerCertificateTests
{
    private static readonly ManagerRoute[] Routes =
    [
        GateHost.Answering("GET", "/public", "Nodes.Get"), GateHost.Answering("GET", "/admin", "Access.Get"), GateHost.Answering("GET", "/open", null),
        new("GET", "/stream", "Events.Watch", StreamAsync),
    ];

    private static readonly TaskCompletionSource StreamEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_revoked_certificate_is_refused_at_once_on_a_connection_that_is_open()
    {
        await using var host = await GateHost.TlsAsync(Routes);
        host.Ssl!.User("alice", "ca", methods: "*");
        using var client = host.Client("alice");
        Assert.Equal("alice", await client.GetStringAsync("/admin"));
        await host.ApplyAsync(new RevokeAccess { Kind = AccessKind.Certificate, Names = [Fingerprint(host.Ssl, "alice")], Reason = "lost laptop" });
        using var refused = await client.GetAsync("/admin");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("CallerCertificateRevoked", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_CA_takes_all_of_its_certificates_with_it()
    {
        await using var host = await GateHost.TlsAsync(Routes);
        host.Ssl!.Authority("middle", signedBy: "ca");
        host.Ssl.User("below", "middle", methods: "Access.*");
        using var client = host.Client("below", "middle");
        Assert.Equal("below", await client.GetStringAsync("/admin"));
        await host.ApplyAsync(new RevokeAccess { Kind = AccessKind.Certificate, Names = [Fingerprint(host.Ssl, "middle")] });
        using var refused = await client.GetAsync("/public");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task A_stream_ends_when_the_right_to_it_is_taken_away()
    {
        await using var host = await GateHost.TlsAsync(Routes);
        host.Ssl!.User("alice", "ca", methods: "Events.*");
        using var client = host.Client("alice");
        using var answer = await client.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await host.ApplyAsync(new RevokeAccess { Kind = AccessKind.Certificate, Names = [Fingerprint(host.Ssl, "alice")] });
        await StreamEnded.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAnyAsync<Exception>(() => answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task CAs_are_read_again_while_it_runs_and_two_count_at_once()
    {
        await using var host = await GateHost.TlsAsync(Routes);
        var ssl = host.Ssl!;
        ssl.Authority("next");
        ssl.User("alice", "ca", methods: "*");
        ssl.User("bob", "next", methods: "*");
        using var alice = host.Client("alice");
        using var bob = host.Client("bob");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(alice));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(bob));
        ssl.Append("ca.pem", "next.pem");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(bob));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(alice));
        File.Copy(ssl.PathOf("next.pem"), ssl.PathOf("ca.pem"), overwrite: true);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(bob));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(alice));
        // A bad file changes nothing.
        File.WriteAllText(ssl.PathOf("ca.pem"), "nothing of the kind");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(bob));
        Assert.Contains("The CAs from before stay in use", host.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_CA_may_be_followed_by_one_of_the_same_name()
    {
        await using var host = await GateHost.TlsAsync(Routes);
        var ssl = host.Ssl!;
        ssl.Authority("next", commonName: "ca");
        ssl.User("alice", "ca", methods: "*");
        ssl.User("bob", "next", methods: "*");
        ssl.Append("ca.pem", "next.pem");
        using var alice = host.Client("alice");
        using var bob = host.Client("bob");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(alice));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(bob));
    }

    [Fact]
    public async Task A_file_is_read_again_when_only_what_its_link_leads_to_was_replaced()
    {
        using var folder = new OpenSsl();
        await using var host = await GateHost.TlsAsync(Routes, options =>
        {
            File.Copy(options.AuthorityFile!, folder.PathOf("real.pem"));
            File.CreateSymbolicLink(folder.PathOf("ca.pem"), folder.PathOf("real.pem"));
            return options with { AuthorityFile = folder.PathOf("ca.pem") };
        });
        host.Ssl!.User("alice", "ca", methods: "*");
        using var alice = host.Client("alice");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(alice));
        File.Copy(host.Ssl.PathOf("stranger.pem"), folder.PathOf("real.pem"), overwrite: true);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(alice));
    }

    [Fact]
    public async Task A_certificate_counts_over_HTTP_2_too()
    {
        await using var host = await GateHost.TlsAsync(Routes);
        host.Ssl!.User("alice", "ca", methods: "*");
        using var client = host.Client("alice");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var answer = await client.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (answer.StatusCode, answer.Version));
    }

    [Fact]
    public async Task The_managers_own_certificate_is_read_again()
    {
        await using var host = await GateHost.TlsAsync(Routes);
        Assert.Equal("CN=server", await ServerNameAsync(host));
        host.Ssl!.Server("renewed", "ca");
        File.Copy(host.Ssl.PathOf("renewed.key"), host.Ssl.PathOf("server.key"), overwrite: true);
        File.Copy(host.Ssl.PathOf("renewed.pem"), host.Ssl.PathOf("server.pem"), overwrite: true);
        Assert.Equal("CN=renewed", await ServerNameAsync(host));
    }

    [Fact]
    public async Task An_identity_CA_that_the_granting_CA_signed_still_grants_nothing()
    {
        await using var host = await GateHost.TlsAsync(Routes, options => options);
        var ssl = host.Ssl!;
        ssl.Authority("people", signedBy: "ca");
        ssl.User("mallory", "people", methods: "*");
        File.Copy(ssl.PathOf("people.pem"), ssl.PathOf("idca.pem"), overwrite: true);
        using var client = host.Client("mallory", "people");
        Assert.Equal("mallory", await client.GetStringAsync("/public"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client));
    }

    [Fact]
    public async Task A_certificate_of_a_user_signs_no_others()
    {
        await using var host = await GateHost.TlsAsync(Routes);
        host.Ssl!.User("alice", "ca", methods: "Nodes.Get");
        host.Ssl.User("mallory", "alice", methods: "*");
        using var client = host.Client("mallory", "alice");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client));
    }

    [Theory]
    [InlineData("/CN=local")]
    [InlineData("/CN=anonymous")]
    [InlineData("/CN=alice/CN=bob")]
    [InlineData("/O=alice")]
    public async Task A_certificate_that_names_nobody_is_refused(string subject)
    {
        await using var host = await GateHost.TlsAsync(Routes);
        host.Ssl!.User("odd", "ca", methods: "*", subject: subject);
        using var client = host.Client("odd");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client));
    }

    [Fact]
    public async Task Trusted_users_and_groups_of_either_CA_may_everything()
    {
        await using var host = await GateHost.TlsAsync(Routes, options => options with { TrustedUsers = ["root"], TrustedGroups = ["admins"] });
        host.Ssl!.User("root", "idca");
        host.Ssl.User("alice", "idca", groups: "admins");
        host.Ssl.User("bob", "idca", groups: "admin");
        using var root = host.Client("root");
        using var alice = host.Client("alice");
        using var bob = host.Client("bob");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(root));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(alice));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(bob));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
#pragma warning disable SYSLIB0039, CA5397 // What is refused is older than what may be used.
    [InlineData(SslProtocols.Tls11, false)]
#pragma warning restore SYSLIB0039, CA5397
    public async Task TLS_before_1_2_is_not_spoken(SslProtocols version, bool spoken)
    {
        await using var host = await GateHost.TlsAsync(Routes);
        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Address.Host, host.Address.Port);
        await using var tls = new SslStream(socket.GetStream());
        var options = new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = version, RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null };
        if (spoken) await tls.AuthenticateAsClientAsync(options);
        else await Assert.ThrowsAnyAsync<Exception>(() => tls.AuthenticateAsClientAsync(options));
    }

    [Theory]
    [InlineData("ca")]
    [InlineData("idca")]
    [InlineData("server")]
    public async Task Without_its_files_it_does_not_start(string missing) => Assert.Equal("ServiceFileNotFound", (await Assert.ThrowsAsync<ClusterException>(() => GateHost.TlsAsync(Routes, options => missing switch
    {
        "ca" => options with { AuthorityFile = "/nowhere/ca.pem" },
        "idca" => options with { IdentityAuthorityFile = "/nowhere/idca.pem" },
        _ => options with { CertificateFile = "/nowhere/cert.pem" },
    }))).ErrorId);

    [Fact]
    public async Task A_bad_certificate_does_not_keep_anybody_from_what_is_open()
    {
        await using var host = await GateHost.TlsAsync(Routes);
        host.Ssl!.User("foreign", "stranger");
        using var client = host.Client("foreign");
        Assert.Equal("anonymous", await client.GetStringAsync("/open"));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/admin");
        return answer.StatusCode;
    }

    private static async Task<string> ServerNameAsync(GateHost host)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Address.Host, host.Address.Port);
        await using var tls = new SslStream(socket.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null });
        return tls.RemoteCertificate!.Subject;
    }

    private static string Fingerprint(OpenSsl ssl, string name) => ssl.Run("x509", "-in", $"{name}.pem", "-noout", "-fingerprint", "-sha256").Split('=')[1].Trim();

    private static async Task StreamAsync(HttpContext context)
    {
        await context.Response.Body.FlushAsync();
        try
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        finally
        {
            StreamEnded.TrySetResult();
        }
    }
}
