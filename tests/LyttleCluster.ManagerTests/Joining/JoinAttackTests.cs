using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using LyttleCluster.Core;
using LyttleCluster.Core.Joining;
using LyttleCluster.Core.Security.Certificates;
using LyttleCluster.Service.Agent.Joining;
using LyttleCluster.Service.Manager.Joining;

namespace LyttleCluster.ManagerTests.Joining;

/// <summary>What others than honest agents can reach through the open calls: nothing but a row that somebody may approve.</summary>
public sealed class JoinAttackTests : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    public void Dispose()
    {
        _key.Dispose();
        _client.Dispose();
    }

    [Theory]
    [InlineData("name", "../etc")]
    [InlineData("name", "web1\nFingerprint=0")]
    [InlineData("name", "")]
    [InlineData("name", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg")]
    [InlineData("nginxApi", "http://10.0.0.5:3003")]
    [InlineData("nginxApi", "https://user:password@10.0.0.5:3003")]
    [InlineData("nginxApi", "https://10.0.0.5:3003/path")]
    [InlineData("nginxApi", "https://10.0.0.5:3003/?query")]
    [InlineData("nginxApi", "https://0.0.0.0:3003")]
    [InlineData("nginxApi", "https://169.254.169.254/")]
    [InlineData("nginxApi", "https://[fe80::1]:3003")]
    [InlineData("nginxApi", "https://224.0.0.1:3003")]
    [InlineData("nginxApi", "https://255.255.255.255:3003")]
    [InlineData("nginxApi", "unix:///var/run/docker.sock")]
    [InlineData("nginxApi", "")]
    [InlineData("docker", "unix:///var/run/docker.sock")]
    [InlineData("docker", "npipe:////./pipe/docker_engine")]
    [InlineData("docker", "ssh://-oProxyCommand=touch/x")]
    [InlineData("docker", "tcp://10.0.0.5")]
    [InlineData("docker", "file:///etc/passwd")]
    [InlineData("version", "1\u001b[2J")]
    [InlineData("hostName", "a\u0000b")]
    [InlineData("request", "no request")]
    [InlineData("request", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----")]
    public void What_an_agent_must_not_say_is_refused(string field, string value)
    {
        var said = JsonSerializer.Deserialize(JsonSerializer.Serialize(new Dictionary<string, string?>
        {
            ["name"] = "web1", ["nginxApi"] = "https://10.0.0.5:3003", ["request"] = Request(_key), [field] = value,
        }), JoinJson.Default.JoinAnnouncement)!;
        var refusal = Assert.Throws<ClusterException>(() => Check(said, IPAddress.Parse("10.0.0.9")));
        Assert.Equal(("JoinAnnouncementInvalid", field), (refusal.ErrorId, refusal.TargetName));
    }

    [Theory]
    [InlineData("https://127.0.0.1:3003")]
    [InlineData("https://[::1]:3003")]
    [InlineData("https://[::ffff:127.0.0.1]:3003")]
    [InlineData("https://localhost:3003")]
    [InlineData("https://x.localhost:3003")]
    public void The_managers_own_loopback_is_said_from_there_alone(string address)
    {
        var said = new JoinAnnouncement { Name = "web1", NginxApi = address, Request = Request(_key) };
        Assert.Throws<ClusterException>(() => Check(said, IPAddress.Parse("10.0.0.9")));
        Assert.Equal(new Uri(address), Check(said, IPAddress.Loopback).NginxApi);
    }

    [Fact]
    public void Only_keys_on_P256_that_signed_the_request_are_taken()
    {
        using var rsa = RSA.Create(2048);
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var ofRsa = new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem();
        var damaged = Request(_key).ToCharArray();
        damaged[^60] = damaged[^60] == 'A' ? 'B' : 'A';
        foreach (var request in new[] { ofRsa, Request(larger), new string(damaged), Request(_key) + "\n-----BEGIN X-----", "#!/bin/sh\n" + Request(_key) })
        {
            Assert.Throws<ClusterException>(() => Check(new JoinAnnouncement { Name = "web1", NginxApi = "https://10.0.0.5:3003", Request = request }, IPAddress.Loopback));
        }
    }

    [Fact]
    public async Task What_the_request_asks_for_is_not_what_is_signed()
    {
        await using var scene = await JoinScene.StartAsync();
        var asked = new CertificateRequest("CN=lyttle-cluster manager,O=evil", _key, HashAlgorithmName.SHA256);
        asked.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        asked.CertificateExtensions.Add(AccessExtensions.Make(AccessExtensions.GroupsOid, [JoinGroup.Managers]));
        using var announced = await AnnounceAsync(scene, asked.CreateSigningRequestPem());
        Assert.Equal(HttpStatusCode.Accepted, announced.StatusCode);
        await scene.ApproveAsync("web1");
        var reply = await AskAsync(scene);
        using var certificate = X509Certificate2.CreateFromPem(reply.Certificate);
        Assert.Equal("CN=agent web1", certificate.Subject);
        Assert.False(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.Empty(AccessExtensions.GroupsOf(certificate));
        Assert.Equal(["127.0.0.1"], certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateIPAddresses().Select(address => address.ToString()));
        Assert.Equal(["web1"], certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames());
    }

    [Fact]
    public async Task An_agent_cannot_give_orders_to_another()
    {
        await using var scene = await JoinScene.StartJoinedAsync();
        using var announced = await AnnounceAsync(scene, Request(_key));
        await scene.ApproveAsync("web2", number: 2);
        var reply = await AskAsync(scene);
        using var bare = X509Certificate2.CreateFromPem(reply.Certificate);
        using var own = bare.CopyWithPrivateKey(_key);
        using var client = Over(scene, own);
        var answer = await client.GetAsync(new Uri(scene.AgentUri, "/nginx"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("The client certificate is not the manager", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var manager = X509Certificate2.CreateFromPemFile(Path.Combine(scene.StateFolder, "state.agent-client.pem"));
        using var managers = Over(scene, manager);
        Assert.Equal(HttpStatusCode.OK, (await managers.GetAsync(new Uri(scene.AgentUri, "/nginx"))).StatusCode);
    }

    [Fact]
    public async Task A_call_counts_only_as_it_was_signed_and_once()
    {
        await using var scene = await JoinScene.StartAsync();
        using var announced = await AnnounceAsync(scene, Request(_key));
        await scene.ApproveAsync("web1");
        await AskAsync(scene);
        var facts = """{"hostName":"a"}"""u8.ToArray();
        var good = JoinProof.Header(_key, Id(_key), Count(), "POST", JoinPaths.Heartbeat, facts);
        Assert.Equal("JoinProofWrong", await SendAsync(scene, HttpMethod.Post, JoinPaths.Heartbeat, good, """{"hostName":"b"}"""u8.ToArray()));
        Assert.Equal("JoinProofWrong", await SendAsync(scene, HttpMethod.Post, JoinPaths.Renew, good, []));
        Assert.Null(await SendAsync(scene, HttpMethod.Post, JoinPaths.Heartbeat, good, facts));
        Assert.Equal("JoinProofStale", await SendAsync(scene, HttpMethod.Post, JoinPaths.Heartbeat, good, facts));
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal("JoinProofWrong", await SendAsync(scene, HttpMethod.Post, JoinPaths.Renew, JoinProof.Header(other, Id(_key), Count(), "POST", JoinPaths.Renew, []), []));
        Assert.Equal("JoinUnknown", await SendAsync(scene, HttpMethod.Post, JoinPaths.Renew, JoinProof.Header(other, Id(other), Count(), "POST", JoinPaths.Renew, []), []));
        Assert.Equal("JoinProofMissing", await SendAsync(scene, HttpMethod.Post, JoinPaths.Renew, "Bearer x", []));
        Assert.Equal("JoinTokenMissing", await SendAsync(scene, HttpMethod.Post, JoinPaths.Requests, "Basic x", []));
    }

    [Fact]
    public async Task The_key_of_a_node_announces_no_other_key()
    {
        await using var scene = await JoinScene.StartAsync();
        using var announced = await AnnounceAsync(scene, Request(_key));
        var waiting = Announcement(_key);
        // One that only waits has no certificate to speak for it.
        Assert.Equal("JoinTokenMissing", await SendAsync(scene, HttpMethod.Post, JoinPaths.Requests, JoinProof.Header(_key, Id(_key), Count(), "POST", JoinPaths.Requests, waiting), waiting));
        await scene.ApproveAsync("web1");
        await AskAsync(scene);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var foreign = Announcement(other);
        Assert.Equal("JoinProofWrong", await SendAsync(scene, HttpMethod.Post, JoinPaths.Requests, JoinProof.Header(_key, Id(_key), Count(), "POST", JoinPaths.Requests, foreign), foreign));
        Assert.Empty(await scene.PendingAsync());
    }

    [Fact]
    public async Task Guessing_shuts_the_door_and_announcing_without_end_does_too()
    {
        await using var scene = await JoinScene.StartAsync();
        var answers = new List<string?>();
        for (var i = 0; i <= JoinBudget.Failures; i++) answers.Add(await SendAsync(scene, HttpMethod.Post, JoinPaths.Requests, "Bearer lyttle_guess", Announcement(_key)));
        Assert.All(answers[..^1], id => Assert.Equal("JoinTokenRefused", id));
        Assert.Equal("JoinTooOften", answers[^1]);
        // Whoever is a node is not silenced by who guesses behind the same address.
        Assert.Equal("JoinUnknown", await SendAsync(scene, HttpMethod.Post, JoinPaths.Renew, JoinProof.Header(_key, Id(_key), Count(), "POST", JoinPaths.Renew, []), []));
        scene.ManagerTime.Shift = TimeSpan.FromMinutes(1.1);
        Assert.Equal("JoinTokenRefused", await SendAsync(scene, HttpMethod.Post, JoinPaths.Requests, "Bearer lyttle_guess", Announcement(_key)));

        scene.ManagerTime.Shift = TimeSpan.FromMinutes(2.2);
        var token = $"Bearer {(await File.ReadAllTextAsync(scene.TokenFile)).Trim()}";
        answers.Clear();
        for (var i = 0; i <= JoinBudget.Announcements; i++) answers.Add(await SendAsync(scene, HttpMethod.Post, JoinPaths.Requests, token, Announcement(_key)));
        Assert.All(answers[..^1], Assert.Null);
        Assert.Equal("JoinTooOften", answers[^1]);
        Assert.Single(await scene.PendingAsync());
    }

    [Fact]
    public async Task So_many_may_wait_and_no_more()
    {
        await using var scene = await JoinScene.StartAsync();
        var token = $"Bearer {(await File.ReadAllTextAsync(scene.TokenFile)).Trim()}";
        string? answer = null;
        for (var i = 0; i <= AgentJoining.MostWaiting; i++)
        {
            if (i % 50 == 0) scene.ManagerTime.Shift += TimeSpan.FromMinutes(1.1);
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Assert.Null(answer);
            answer = await SendAsync(scene, HttpMethod.Post, JoinPaths.Requests, token, Announcement(key));
        }

        Assert.Equal("JoinTooManyWaiting", answer);
        Assert.Equal(AgentJoining.MostWaiting, (await scene.PendingAsync()).Count);
        scene.ManagerTime.Shift += TimeSpan.FromDays(7.1);
        Assert.Null(await SendAsync(scene, HttpMethod.Post, JoinPaths.Requests, token, Announcement(_key)));
        Assert.Single(await scene.PendingAsync());
    }

    [Theory]
    [InlineData("""{"hostName":"a","cpuPercent":1000}""")]
    [InlineData("""{"hostName":"a","disks":[{"path":"/\u001b[2J","totalBytes":1,"usedBytes":1}]}""")]
    [InlineData("""{"hostName":"a","addresses":["not an address"]}""")]
    [InlineData("""{"hostName":"a","load":[1,2,3,4]}""")]
    [InlineData("""{"hostName":"a\u001b[2J"}""")]
    [InlineData("""{"noHost":1}""")]
    [InlineData("""[1,2]""")]
    [InlineData("")]
    public void Facts_that_no_host_has_are_refused(string body) =>
        Assert.Equal("JoinFactsInvalid", Assert.Throws<ClusterException>(() => HostFactsReader.Read(Encoding.UTF8.GetBytes(body))).ErrorId);

    [Fact]
    public async Task Bodies_are_bounded()
    {
        await using var scene = await JoinScene.StartAsync();
        var token = $"Bearer {(await File.ReadAllTextAsync(scene.TokenFile)).Trim()}";
        Assert.Equal("JoinBodyTooLarge", await SendAsync(scene, HttpMethod.Post, JoinPaths.Requests, token, new byte[17 * 1024]));
        Assert.Equal("JoinBodyInvalid", await SendAsync(scene, HttpMethod.Post, JoinPaths.Requests, token, "[]"u8.ToArray()));
        Assert.Equal("JoinBodyTooLarge", await SendAsync(scene, HttpMethod.Post, JoinPaths.Heartbeat, "x", new byte[33 * 1024]));
    }

    private static JoinRequestDocument Check(JoinAnnouncement said, IPAddress source) =>
        JoinRules.Check(said, source, "join", new JoinFiles("/c", "/k", "/a"), TimeProvider.System.GetUtcNow());

    private async Task<HttpResponseMessage> AnnounceAsync(JoinScene scene, string request)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new JoinAnnouncement { Name = "web1", NginxApi = "https://127.0.0.1:9", Request = request }, JoinJson.Default.JoinAnnouncement);
        var token = (await File.ReadAllTextAsync(scene.TokenFile)).Trim();
        return await _client.SendAsync(Message(scene, HttpMethod.Post, JoinPaths.Requests, $"Bearer {token}", body));
    }

    private async Task<JoinReply> AskAsync(JoinScene scene)
    {
        var path = JoinPaths.Request(Id(_key));
        using var answer = await _client.SendAsync(Message(scene, HttpMethod.Get, path, JoinProof.Header(_key, Id(_key), Count(), "GET", path, []), null));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(), JoinJson.Default.JoinReply)!;
    }

    /// <summary>The ErrorId of the answer; null when it is none.</summary>
    private async Task<string?> SendAsync(JoinScene scene, HttpMethod verb, string path, string authorization, byte[] body)
    {
        using var answer = await _client.SendAsync(Message(scene, verb, path, authorization, body));
        if (answer.IsSuccessStatusCode) return null;
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(), JoinJson.Default.JoinProblem)!.ErrorId;
    }

    private static HttpRequestMessage Message(JoinScene scene, HttpMethod verb, string path, string authorization, byte[]? body)
    {
        var message = new HttpRequestMessage(verb, new Uri(scene.ManagerUri, path)) { Content = body is null ? null : new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        message.Headers.TryAddWithoutValidation("Authorization", authorization);
        return message;
    }

    private static HttpClient Over(JoinScene scene, X509Certificate2 certificate)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(Path.Combine(scene.StateFolder, "state.agent-ca.pem"));
        handler.SslOptions.ClientCertificates = [X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null)];
        return new HttpClient(handler);
    }

    private static byte[] Announcement(ECDsa key) =>
        JsonSerializer.SerializeToUtf8Bytes(new JoinAnnouncement { Name = "web1", NginxApi = "https://127.0.0.1:9", Request = Request(key) }, JoinJson.Default.JoinAnnouncement);

    private static string Request(ECDsa key) => new CertificateRequest("CN=agent", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();

    private static string Id(ECDsa key) => JoinIdentity.Of(key).Id;

    private static long s_count;

    private static long Count() => Interlocked.Increment(ref s_count);
}
