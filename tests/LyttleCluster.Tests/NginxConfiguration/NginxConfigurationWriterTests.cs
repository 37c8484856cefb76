using System.Net;
using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.NginxConfiguration;

public class NginxConfigurationWriterTests
{
    private static readonly NginxRendering Here = new()
    {
        HttpListen = ["127.0.0.1:8080", "[::1]:8080"],
        HttpsListen = ["127.0.0.1:8443"],
        Resolve = host => host == "two.test" ? [IPAddress.Parse("10.0.0.1"), IPAddress.IPv6Loopback, IPAddress.Parse("10.0.0.1")] : [],
    };

    [Fact]
    public void Nothing_renders_to_nothing()
    {
        var rendered = NginxConfigurationWriter.Render([], Here);
        Assert.Empty(RenderedText.Read(rendered.Text).Block);
        Assert.Empty(rendered.Lines);
    }

    [Fact]
    public void A_proxy_has_its_group_and_its_server()
    {
        var entry = (Entries.Proxy(upstreams: ["http://two.test:81", "http://gone.test:82", "http://[2001:db8::1]"]) with { LeastConnections = true, Custom = "gzip on;" }).Normal();
        entry = (entry with { Upstreams = [entry.Upstreams[0] with { Weight = 3, MaxFails = 0, FailTimeoutSec = 5 }, .. entry.Upstreams.Skip(1)] }).Normal();
        var blocks = RenderedText.Read(NginxConfigurationWriter.Render([entry], Here).Text).Block;
        Assert.Equal(["map", "upstream", "server"], blocks.Select(block => block.Name));
        Assert.Equal(
            $"upstream lyttle_cluster_{entry.Fingerprint()} {{ least_conn; server 10.0.0.1:81 weight=3 max_fails=0 fail_timeout=5s; server [::1]:81 weight=3 max_fails=0 fail_timeout=5s; "
            + "server 127.0.0.1:82 down; server [2001:db8::1]:80; }",
            blocks[1].Flat());
        Assert.StartsWith(
            "server { listen 127.0.0.1:8080; listen [::1]:8080; server_name app.example.test; gzip on; "
            + $"location = /.well-known/lyttle-cluster {{ default_type text/plain; return 200 {entry.Fingerprint()}; }} location / {{ proxy_pass http://lyttle_cluster_{entry.Fingerprint()}; proxy_http_version 1.1; ",
            blocks[2].Flat(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://two.test/base/", "", "proxy_pass https://GROUP/base/; | proxy_ssl_server_name on; | proxy_ssl_name two.test;")]
    [InlineData("http://two.test", "location /up { client_max_body_size 1g; }", "location /up { client_max_body_size 1g; proxy_pass http://GROUP;")]
    [InlineData("http://two.test/base/", "location /up { client_max_body_size 1g; }", "location /up { client_max_body_size 1g; proxy_pass http://GROUP/base/up;")]
    public void A_location_without_an_answer_of_its_own_does_what_the_entry_does(string upstream, string custom, string parts)
    {
        var entry = (Entries.Proxy(upstreams: upstream) with { Custom = custom }).Normal();
        var server = RenderedText.Read(NginxConfigurationWriter.Render([entry], Here).Text).Block[^1].Flat();
        Assert.All(parts.Replace("GROUP", "lyttle_cluster_" + entry.Fingerprint(), StringComparison.Ordinal).Split(" | "), part => Assert.Contains(part, server, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://other.test", 302, true, "return 302 https://other.test$request_uri;")]
    [InlineData("https://other.test/base/", 308, true, "return 308 https://other.test/base$request_uri;")]
    [InlineData("https://other.test/a?b=c#d", 301, false, "return 301 https://other.test/a?b=c#d;")]
    public void A_redirect_answers_everything(string to, int status, bool keepPath, string answer)
    {
        var entry = (Entries.Redirect(to) with { RedirectStatus = status, RedirectKeepPath = keepPath }).Normal();
        Assert.EndsWith($"location / {{ {answer} }} }}", RenderedText.Read(NginxConfigurationWriter.Render([entry], Here).Text).Block.Single().Flat(), StringComparison.Ordinal);
    }

    [Fact]
    public void With_TLS_plain_requests_are_sent_there()
    {
        var entry = (Entries.Root() with { Tls = true, CertificateFile = "/etc/c.pem", CertificateKeyFile = "/etc/k.pem", Custom = "location /.well-known/acme-challenge/x/ { default_type text/plain; }" }).Normal();
        var servers = RenderedText.Read(NginxConfigurationWriter.Render([entry], Here).Text).Block;
        Assert.Equal(2, servers.Count);
        Assert.Equal(
            "server { listen 127.0.0.1:8080; listen [::1]:8080; server_name files.example.test; root /srv/www/site; index index.html; "
            + $"location = /.well-known/lyttle-cluster {{ default_type text/plain; return 200 {entry.Fingerprint()}; }} location /.well-known/acme-challenge/x/ {{ default_type text/plain; }} "
            + "location /.well-known/acme-challenge/; location / { return 308 https://$host:8443$request_uri; } }",
            servers[0].Flat());
        Assert.StartsWith("server { listen 127.0.0.1:8443 ssl; server_name files.example.test; ssl_certificate /etc/c.pem; ssl_certificate_key /etc/k.pem; root /srv/www/site;", servers[1].Flat(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_entry_knows_its_lines()
    {
        NginxEntry[] entries = [Entries.Proxy().Normal(), Entries.Root().Normal(), Entries.Redirect().Normal()];
        var rendered = NginxConfigurationWriter.Render(entries, Here);
        var lines = rendered.Text.Split('\n');
        Assert.Equal("", lines[^1]);
        for (var at = 0; at < entries.Length; at++)
        {
            var own = string.Join('\n', lines[(rendered.Lines[at].First - 1)..rendered.Lines[at].Last]);
            var blocks = RenderedText.Read(own).Block;
            Assert.Equal(at == 0 ? ["upstream", "server"] : ["server"], blocks.Select(block => block.Name));
            Assert.Equal(entries[at].Names, blocks[^1].Block.Single(one => one.Name == "server_name").Arguments);
        }
    }

    [Fact]
    public void What_would_leave_its_place_cannot_be_written()
    {
        Assert.ThrowsAny<ArgumentException>(() => NginxConfigurationWriter.Render([Entries.Proxy("a\n.test")], Here));
        Assert.ThrowsAny<ArgumentException>(() => NginxConfigurationWriter.Render([Entries.Root("/srv/$host")], Here));
        Assert.ThrowsAny<ArgumentException>(() => NginxConfigurationWriter.Render([Entries.Proxy() with { Custom = "} evil on; {" }], Here));
        var server = RenderedText.Read(NginxConfigurationWriter.Render([Entries.Root("/srv/a;b{c}\"d' #\\") ], Here).Text).Block.Single();
        Assert.Equal("/srv/a;b{c}\"d' #\\", server.Block.Single(one => one.Name == "root").Value);
    }

    [NginxFact]
    public async Task Nginx_takes_what_is_rendered()
    {
        await using var nginx = await NginxCheck.CreateAsync();
        NginxEntry[] kinds =
        [
            Entries.Proxy("a.test"), Entries.Proxy("b.test", "https://two.test/base"), Entries.Proxy("c.test", "http://gone.test"), Entries.Proxy("d.test", "http://gone.test", "http://gone2.test") with { LeastConnections = true },
            Entries.Proxy("*.e.test", "http://two.test:1/x/", "http://[::1]:2/x/") with { Custom = "client_max_body_size 5m; location /a { expires max; } location = /a { return 200 'a b'; } location /f/ { alias /srv/f/; autoindex on; }" },
            Entries.Redirect("https://x.test/?a=b&c#d", "f.test"), Entries.Redirect("https://x.test", "g.test") with { RedirectKeepPath = true, RedirectStatus = 307 },
            Entries.Root("/srv/a b/é") with { Custom = "try_files $uri $uri/ /index.html; index a.html; location /x { autoindex on; }" },
        ];
        var rendering = Here with { CertificateOf = _ => (nginx.Tls.ServerCertificate, nginx.Tls.ServerKey) };
        NginxEntry[] entries = [.. kinds.Select(entry => entry.Normal()), .. kinds.Select(entry => (entry with { Tls = true, Names = ["tls." + entry.Names[0].TrimStart('*', '.')] }).Normal())];
        Assert.Null(await nginx.WhyNotAsync(NginxConfigurationWriter.Render(entries, rendering).Text));
        Assert.Null(await nginx.WhyNotAsync(NginxConfigurationWriter.Render(entries, rendering with { Proof = false, CertificateOf = null }).Text));
    }

    [NginxFact]
    public async Task Nginx_takes_all_that_the_allow_list_allows()
    {
        await using var nginx = await NginxCheck.CreateAsync();
        string[] server =
        [
            "add_header X-A \"$args $host ${request_uri} é\" always;", "client_max_body_size 0;", "client_max_body_size 999999999G;", "expires max;", "expires off;", "expires epoch;", "expires -1;", "expires 9999y;", "expires modified -99999d;",
            "expires @23h59m;", "expires @0h;", "client_body_timeout 99999h;", "gzip on;", "proxy_buffering off;", "proxy_connect_timeout 99999h;", "proxy_read_timeout 1ms;", "proxy_request_buffering off;", "proxy_send_timeout 0;",
        ];
        string[] location =
        [
            "alias /srv/x/;", "root /srv/x;", "root '/srv/a b';", "autoindex on;", "default_type text/plain;", "index a.html b.html;", "return 200;", "return 204 x;", "return 444;", "return 599 \"a { b ; \\\" ' # \\\\\";", "return 301 /x;",
            "return 302 $scheme://$host:$server_port$request_uri;", "return https://a.test/;", "return 307 https://www.$host/?$args;", "try_files $uri ${uri}/ /a?$args =404;", "try_files $uri /x$is_args$args;",
        ];
        var variables = CustomRule.All["add_header"].Variables.Order().Select(name => $"add_header X ${name};");
        var entries = server.Concat(location.Select(one => $"location /x/ {{ {(one.StartsWith("try", StringComparison.Ordinal) ? "root /srv; " : "")}{one} }}")).Concat(location.Select(one => $"location = /x {{ {one} }}")).Append(string.Concat(variables))
            .Select((custom, at) => (Entries.Root() with { Names = [$"a{at}.test"], Custom = custom }).Normal());
        Assert.Null(await nginx.WhyNotAsync(NginxConfigurationWriter.Render([.. entries], Here).Text));
    }

    [NginxFact]
    public async Task What_a_person_pastes_stands_alone()
    {
        await using var nginx = await NginxCheck.CreateAsync();
        NginxEntry[] entries =
        [
            Entries.Proxy(), Entries.Proxy(upstreams: ["http://127.0.0.1:1/x/", "http://[::1]:2/x/"]) with { Names = ["a.test", "*.b.test"] }, Entries.Proxy(upstreams: "https://localhost:8443") with { Tls = true },
            Entries.Root(), Entries.Redirect(), Entries.Root() with { Tls = true, CertificateFile = nginx.Tls.ServerCertificate, CertificateKeyFile = nginx.Tls.ServerKey },
        ];
        foreach (var entry in entries.Select(entry => entry.Normal()))
        {
            var text = NginxConfigurationWriter.RenderForPerson(entry);
            Assert.DoesNotContain(NginxProof.Path, text, StringComparison.Ordinal);
            Assert.DoesNotContain("map", text, StringComparison.Ordinal);
            Assert.Equal(entry.Upstreams.Count > 1 ? 1 : 0, RenderedText.Read(text).Block.Count(block => block.Name == "upstream"));
            Assert.Null(await nginx.WhyNotAsync(text));
        }
    }
}
