using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.NginxConfiguration;

/// <summary>What a real nginx answers by what was rendered.</summary>
public class ServedEntriesTests
{
    private const int Port = 8081;
    private const int TlsPort = 8443;
    private const int Behind = 8082;

    [NginxFact]
    public async Task Entries_answer_as_they_say()
    {
        await using var nginx = await NginxServer.StartAsync();
        using var authority = new TestAuthority("served");
        var tls = authority.WriteFiles(Path.Combine(nginx.Folder, "tls"), ["tls.test"]);
        var folder = Path.Combine(nginx.Folder, "site");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "index.html"), "the front page");
        // What stands behind says what it was asked.
        nginx.WriteSite("behind", $"server {{ listen {nginx.Address}:{Behind}; location / {{ return 200 \"$request_method $request_uri $host $http_x_forwarded_for $http_x_forwarded_proto $http_x_forwarded_port [$http_upgrade] $http_connection\"; }} }}\n");
        NginxEntry[] entries =
        [
            Entries.Proxy("app.test", $"http://behind.test:{Behind}").Normal(),
            Entries.Proxy("*.wild.test", $"http://behind.test:{Behind}/base/", $"http://gone.test:{Behind}/base/").Normal(),
            Entries.Proxy("gone.test", $"http://gone.test:{Behind}").Normal(),
            (Entries.Redirect("https://new.test/base/", "old.test") with { RedirectKeepPath = true, RedirectStatus = 308 }).Normal(),
            (Entries.Root(folder) with { Custom = "try_files $uri $uri/ /index.html; location = /hello { return 200 \"it's {me};\"; }" }).Normal(),
            (Entries.Proxy("tls.test", $"http://behind.test:{Behind}") with { Tls = true, CertificateFile = tls.ServerCertificate, CertificateKeyFile = tls.ServerKey }).Normal(),
        ];
        nginx.WriteSite("rendered", NginxConfigurationWriter.Render(entries, new NginxRendering
        {
            HttpListen = [$"{nginx.Address}:{Port}"],
            HttpsListen = [$"{nginx.Address}:{TlsPort}"],
            Resolve = host => host == "behind.test" ? [nginx.Address] : [],
        }).Text);
        await nginx.ReloadAsync();

        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { authority.Certificate } };
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, SslOptions = { CertificateChainPolicy = trust } });
        Task<(HttpStatusCode Status, string Body, string? Location)> Ask(string host, string path, HttpMethod? method = null, int port = Port, bool upgrade = false) =>
            AskAsync(http, new Uri($"{(port == TlsPort ? "https" : "http")}://{nginx.Address}:{port}{path}"), host, method ?? HttpMethod.Get, upgrade);

        // The path goes on byte for byte, also what nginx would decode.
        Assert.Equal($"POST /a%2Fb//c?d=%20e app.test {IPAddress.Loopback} http {Port} [] close", (await Ask("app.test", "/a%2Fb//c?d=%20e", HttpMethod.Post)).Body);
        Assert.Contains("[websocket] upgrade", (await Ask("app.test", "/", upgrade: true)).Body, StringComparison.Ordinal);
        Assert.StartsWith("GET /base/x?y x.y.wild.test ", (await Ask("x.y.wild.test", "/x?y")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadGateway, (await Ask("gone.test", "/")).Status);
        Assert.Equal((HttpStatusCode.PermanentRedirect, "https://new.test/base/x?y"), Where(await Ask("old.test", "/x?y")));
        Assert.Equal("the front page", (await Ask("files.example.test", "/")).Body);
        Assert.Equal("the front page", (await Ask("files.example.test", "/no/such")).Body);
        Assert.Equal("it's {me};", (await Ask("files.example.test", "/hello")).Body);
        Assert.Equal((HttpStatusCode.PermanentRedirect, $"https://tls.test:{TlsPort}/x?y"), Where(await Ask("tls.test", "/x?y")));
        Assert.StartsWith("GET /.well-known/acme-challenge/token tls.test ", (await Ask("tls.test", "/.well-known/acme-challenge/token")).Body, StringComparison.Ordinal);
        Assert.Contains($" https {TlsPort} ", (await Ask("tls.test", "/", port: TlsPort)).Body, StringComparison.Ordinal);
        foreach (var entry in entries)
            Assert.Equal(entry.Fingerprint(), (await Ask(entry.Names[0].Replace("*", "any", StringComparison.Ordinal), NginxProof.Path)).Body);
    }

    private static (HttpStatusCode Status, string? Location) Where((HttpStatusCode Status, string Body, string? Location) answer) => (answer.Status, answer.Location);

    private static async Task<(HttpStatusCode Status, string Body, string? Location)> AskAsync(HttpClient http, Uri uri, string host, HttpMethod method, bool upgrade)
    {
        using var request = new HttpRequestMessage(method, uri);
        request.Headers.Host = host;
        if (upgrade)
        {
            request.Headers.Connection.Add("Upgrade");
            request.Headers.Upgrade.Add(new ProductHeaderValue("websocket"));
        }

        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Location?.OriginalString);
    }
}
