using System.Text.Json;
using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Tests.NginxConfiguration;

public class NginxEntryRulesTests
{
    [Theory]
    [InlineData("http://h:80", "http://h/")]
    [InlineData("HTTP://H", "http://h/")]
    [InlineData("https://h:443/", "https://h/")]
    [InlineData("http://h:443/", "http://h:443/")]
    [InlineData("http://127.0.0.1:18080", "http://127.0.0.1:18080/")]
    [InlineData("http://[::1]:8080", "http://[::1]:8080/")]
    [InlineData("http://[2001:DB8:0:0::1]", "http://[2001:db8::1]/")]
    [InlineData("http://my_app:3000/base/", "http://my_app:3000/base/")]
    [InlineData("http://bücher.test/é", "http://xn--bcher-kva.test/%C3%A9")]
    [InlineData("http://h/%7Euser/%C3%A9", "http://h/%7Euser/%C3%A9")]
    [InlineData("http://h:00080/", "http://h/")]
    public void Addresses_of_upstreams_have_one_form(string given, string normal)
    {
        var entry = Entries.Proxy(upstreams: given).Normal();
        Assert.Equal(normal, entry.Upstreams.Single().Address.OriginalString);
        Assert.Equal(entry.Canonical(), entry.Normal().Canonical());
    }

    [Theory]
    [InlineData("")]
    [InlineData("h:80")]
    [InlineData("/path")]
    [InlineData("//h/")]
    [InlineData("ftp://h/")]
    [InlineData("unix:/run/x.sock")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http:///")]
    [InlineData("http://")]
    [InlineData("http://:80")]
    [InlineData("http://h:")]
    [InlineData("http://h:0")]
    [InlineData("http://h:65536")]
    [InlineData("http://h:8o")]
    [InlineData("http://h:80:80")]
    [InlineData("http://user:secret@h/")]
    [InlineData("http://user@h/")]
    [InlineData("http://h/?q=1")]
    [InlineData("http://h/#f")]
    [InlineData("http://h/a b")]
    [InlineData(" http://h/")]
    [InlineData("http://h/ ")]
    [InlineData("http://h/\n")]
    [InlineData("http://h/a\nb")]
    [InlineData("http://h\0/")]
    [InlineData("http://h/\0")]
    [InlineData("http://h/a;b")]
    [InlineData("http://h/{a}")]
    [InlineData("http://h/$uri")]
    [InlineData("http://$host/")]
    [InlineData("http://h/\"")]
    [InlineData("http://h/'")]
    [InlineData("http://h/\\")]
    [InlineData("http:\\\\h\\")]
    [InlineData("http://h;x/")]
    [InlineData("http://h/../x")]
    [InlineData("http://h/a/./b")]
    [InlineData("http://h/%2e%2E/x")]
    [InlineData("http://h/%")]
    [InlineData("http://h/%4")]
    [InlineData("http://h/\ud800")]
    [InlineData("http://127.1/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://256.1.1.1/")]
    [InlineData("http://[::1/")]
    [InlineData("http://[::1]x/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://[fe80::1%eth0]/")]
    [InlineData("http://[127.0.0.1]/")]
    [InlineData("http://a..b/")]
    [InlineData("http://-a/")]
    public void What_is_no_address_of_an_upstream_is_refused(string given)
    {
        Assert.Equal(["DomainUpstreamInvalid"], Entries.Proxy(upstreams: given).Wrong());
        // .NET's Uri refuses some before the rules see them: they do not depend on it.
        Assert.True(WebAddress.Parse(given, out var why) is null or { Rest.Length: > 0 }, why);
    }

    [Fact]
    public void Upstreams_are_refused_where_they_do_not_fit_together()
    {
        Assert.Equal(["DomainUpstreamInvalid"], Entries.Proxy(upstreams: ["http://a", "https://b"]).Wrong());
        Assert.Equal(["DomainUpstreamInvalid"], Entries.Proxy(upstreams: ["http://a/x", "http://b/y"]).Wrong());
        Assert.Equal(["DomainUpstreamInvalid"], Entries.Proxy(upstreams: ["http://a", "http://A:80/"]).Wrong());
        Assert.Equal(["DomainUpstreamInvalid"], (Entries.Proxy() with { Upstreams = [] }).Wrong());
        Assert.Equal(["DomainUpstreamInvalid"], Entries.Proxy(upstreams: [.. Enumerable.Range(1, 65).Select(port => $"http://a:{port}")]).Wrong());
        Assert.Empty(Entries.Proxy(upstreams: [.. Enumerable.Range(1, 64).Select(port => $"http://a:{port}")]).Wrong());
    }

    [Theory]
    [InlineData(0, null, null)]
    [InlineData(101, null, null)]
    [InlineData(-1, null, null)]
    [InlineData(1, -1, null)]
    [InlineData(1, 101, null)]
    [InlineData(1, null, 0)]
    [InlineData(1, null, 3601)]
    public void Numbers_of_upstreams_have_ranges(int weight, int? fails, int? seconds) =>
        Assert.Equal(["DomainUpstreamInvalid"], (Entries.Proxy() with { Upstreams = [new(new Uri("http://a"), weight, fails, seconds)] }).Wrong());

    [Theory]
    [InlineData("/srv/www/site", "/srv/www/site")]
    [InlineData("/srv//www/site/", "/srv/www/site")]
    [InlineData("/srv/my site/é", "/srv/my site/é")]
    [InlineData("/srv/..www/.site", "/srv/..www/.site")]
    public void Roots_have_one_form(string given, string normal) => Assert.Equal(normal, Entries.Root(given).Normal().Root);

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("srv/www")]
    [InlineData("../srv")]
    [InlineData("/srv/../etc")]
    [InlineData("/srv/./www")]
    [InlineData("/srv/www/..")]
    [InlineData("/srv/$host")]
    [InlineData("/srv/a;b")]
    [InlineData("/srv/a{b")]
    [InlineData("/srv/a}b")]
    [InlineData("/srv/a\"b")]
    [InlineData("/srv/a'b")]
    [InlineData("/srv/a\\b")]
    [InlineData("/srv/a\nb")]
    [InlineData("/srv/a\0")]
    [InlineData("/srv/a\u2028b")]
    [InlineData("/srv/a\ud800")]
    [InlineData("C:\\www")]
    public void What_is_no_root_is_refused(string given) => Assert.Equal(["DomainRootInvalid"], Entries.Root(given).Wrong());

    [Theory]
    [InlineData("https://Other.test", "https://other.test/", false)]
    [InlineData("http://other.test:80/a?b=c&d#e", "http://other.test/a?b=c&d#e", false)]
    [InlineData("https://bücher.test/ü?ü", "https://xn--bcher-kva.test/%C3%BC?%C3%BC", false)]
    [InlineData("https://other.test/base/", "https://other.test/base", true)]
    [InlineData("https://other.test/", "https://other.test/", true)]
    [InlineData("http://10.0.0.1:8080/", "http://10.0.0.1:8080/", false)]
    [InlineData("https://old.example.test:8443/", "https://old.example.test:8443/", false)]
    public void Redirects_have_one_form(string given, string normal, bool keepPath)
    {
        var entry = (Entries.Redirect(given) with { RedirectKeepPath = keepPath }).Normal();
        Assert.Equal(normal, entry.RedirectTo);
        Assert.Equal(entry.Canonical(), entry.Normal().Canonical());
    }

    [Theory]
    [InlineData("")]
    [InlineData("other.test")]
    [InlineData("javascript:alert(1)")]
    [InlineData("JavaScript://other.test/%0aalert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("ftp://other.test/")]
    [InlineData("//other.test/")]
    [InlineData("/\\other.test/")]
    [InlineData("\\\\other.test")]
    [InlineData("https:other.test")]
    [InlineData("https:/other.test")]
    [InlineData("https://user:secret@other.test/")]
    [InlineData("https://other.test@evil.test/")]
    [InlineData("https://other.test/$request_uri")]
    [InlineData("https://$host/")]
    [InlineData("https://other.test/?a=$args")]
    [InlineData("https://other.test/\r\nSet-Cookie: a=b")]
    [InlineData("https://other.test/;x")]
    [InlineData("https://other.test/\"")]
    [InlineData("https://other.test/'")]
    [InlineData("https://other.test/{}")]
    [InlineData("https://other.test/\0")]
    [InlineData("https://other.test/a b")]
    [InlineData("https://other.test/../x")]
    [InlineData("/login/../../x")]
    [InlineData("/$uri")]
    public void What_is_no_redirect_is_refused(string given) => Assert.Equal(["DomainRedirectInvalid"], Entries.Redirect(given).Wrong());

    [Theory]
    [InlineData(300)]
    [InlineData(303)]
    [InlineData(200)]
    [InlineData(0)]
    [InlineData(-301)]
    public void Redirects_have_four_status(int status) => Assert.Equal(["DomainRedirectInvalid"], (Entries.Redirect() with { RedirectStatus = status }).Wrong());

    [Fact]
    public void A_path_cannot_be_appended_to_a_query() =>
        Assert.Equal(["DomainRedirectInvalid"], (Entries.Redirect("https://other.test/?a=b") with { RedirectKeepPath = true }).Wrong());

    [Theory]
    [InlineData("https://old.example.test/new")]
    [InlineData("http://OLD.example.test:80")]
    [InlineData("/login")]
    public void A_redirect_to_itself_is_a_loop_unless_a_location_ends_it(string to)
    {
        Assert.Equal(["DomainRedirectLoop"], Entries.Redirect(to).Wrong());
        Assert.Equal(["DomainRedirectLoop"], (Entries.Redirect(to) with { Custom = "location = /elsewhere { return 204; }" }).Wrong());
        var path = to.Contains("/new", StringComparison.Ordinal) ? "/new" : to.Contains("/login", StringComparison.Ordinal) ? "/login" : "";
        if (path.Length > 0) Assert.Empty((Entries.Redirect(to) with { Custom = $"location = {path} {{ return 200 here; }}" }).Wrong());
    }

    [Fact]
    public void A_redirect_below_its_own_wildcard_is_a_loop()
    {
        Assert.Equal(["DomainRedirectLoop"], Entries.Redirect("https://www.a.test/", "*.a.test").Wrong());
        Assert.Empty(Entries.Redirect("https://a.test/", "*.a.test").Wrong());
    }

    [Fact]
    public void Certificates_are_both_files_or_none_and_only_with_TLS()
    {
        var tls = Entries.Proxy() with { Tls = true };
        Assert.Empty(tls.Wrong());
        Assert.Empty((tls with { CertificateFile = "/etc/c.pem", CertificateKeyFile = "/etc/k.pem" }).Wrong());
        Assert.Equal(["DomainCertificateInvalid"], (tls with { CertificateFile = "/etc/c.pem" }).Wrong());
        Assert.Equal(["DomainCertificateInvalid"], (tls with { CertificateKeyFile = "/etc/k.pem" }).Wrong());
        Assert.Equal(["DomainCertificateInvalid"], (tls with { CertificateFile = "/etc/../c.pem", CertificateKeyFile = "/etc/k.pem" }).Wrong());
        Assert.Equal(["DomainCertificateInvalid"], (tls with { CertificateFile = "/etc/c.pem", CertificateKeyFile = "engine:x" }).Wrong());
        Assert.Equal(["DomainCertificateInvalid"], (tls with { CertificateFile = "/etc/c.pem", CertificateKeyFile = "/etc/$ssl_server_name" }).Wrong());
        Assert.Equal(["DomainSettingConflict"], (Entries.Proxy() with { CertificateFile = "/etc/c.pem", CertificateKeyFile = "/etc/k.pem" }).Wrong());
    }

    [Fact]
    public void Settings_of_another_kind_are_refused()
    {
        Assert.Equal(["DomainSettingConflict"], (Entries.Proxy() with { Root = "/srv/x" }).Wrong());
        Assert.Equal(["DomainSettingConflict"], (Entries.Proxy() with { RedirectTo = "/x" }).Wrong());
        Assert.Equal(["DomainSettingConflict"], (Entries.Root() with { Upstreams = Entries.Proxy().Upstreams }).Wrong());
        Assert.Equal(["DomainSettingConflict"], (Entries.Root() with { RedirectStatus = 302 }).Wrong());
        Assert.Equal(["DomainSettingConflict"], (Entries.Redirect() with { LeastConnections = true }).Wrong());
    }

    [Fact]
    public void Names_are_1_to_64_and_each_once()
    {
        Assert.Equal(["DomainNameInvalid"], (Entries.Proxy() with { Names = [] }).Wrong());
        Assert.Equal(["DomainNameInvalid"], (Entries.Proxy() with { Names = [.. Enumerable.Range(0, 65).Select(i => $"a{i}.test")] }).Wrong());
        Assert.Equal(["a.test", "*.a.test", "b.test", "c.test"], (Entries.Proxy() with { Names = ["A.test", "c.test", "a.test.", "b.test", "*.a.test"] }).Normal().Names);
    }

    [Fact]
    public void Messages_show_no_control_characters()
    {
        NginxEntry[] bad =
        [
            Entries.Proxy("a\u001b[2J\n.test"), Entries.Proxy(upstreams: "http://a\u001b[2J\n/"), Entries.Root("/a\u001b[2J\n"), Entries.Redirect("http://a/\u001b[2J\n"),
            Entries.Proxy() with { Custom = "evil\u001b[2J on;" },
        ];
        Assert.All(bad.SelectMany(entry => NginxEntryRules.Normalise(entry).Problems), problem => Assert.DoesNotContain(problem.Message, char.IsControl));
        Assert.All(bad, entry => Assert.NotEmpty(NginxEntryRules.Normalise(entry).Problems));
    }

    [Fact]
    public void What_means_the_same_is_the_same()
    {
        var one = Entries.Proxy(upstreams: ["http://a:80", "http://b"]) with { Names = ["x.test", "b.x.test", "a.x.test"], Custom = "gzip   on; # why\n" };
        var other = Entries.Proxy(upstreams: ["http://A/", "http://b/"]) with { Names = ["X.test.", "a.x.test", "b.x.test"], Custom = "  'gzip' \"on\";" };
        Assert.Equal(one.Normal().Canonical(), other.Normal().Canonical());
        Assert.Equal(one.Normal().Fingerprint(), other.Normal().Fingerprint());
        var single = Entries.Proxy() with { Upstreams = [new(new Uri("http://127.0.0.1:8080"), 7, 1, 10)], LeastConnections = true };
        Assert.Equal(Entries.Proxy().Normal().Canonical(), single.Normal().Canonical());
        Assert.NotEqual(one.Normal().Canonical(), (other with { Tls = true }).Normal().Canonical());
    }

    [Fact]
    public void Entries_come_back_from_the_wire_as_they_were()
    {
        NginxEntry[] entries =
        [
            Entries.Proxy(), Entries.Proxy(upstreams: ["https://a/é", "https://b:8443/é"]) with { LeastConnections = true },
            Entries.Proxy() with { Upstreams = [new(new Uri("http://a"), 1, 0, 30), new(new Uri("http://b"), 5)], Tls = true, CertificateFile = "/c", CertificateKeyFile = "/k" },
            Entries.Root(), Entries.Redirect() with { RedirectStatus = 308, RedirectKeepPath = true }, Entries.Redirect("/new") with { Custom = "location = /new { return 200 'a b'; }" },
        ];
        foreach (var entry in entries.Select(entry => entry.Normal()))
        {
            using var json = JsonDocument.Parse(NginxEntryJson.Write(entry));
            Assert.Equal(entry.Canonical(), NginxEntryJson.Read(json.RootElement)!.Normal().Canonical());
        }
    }

    [Theory]
    [InlineData("""[{"url":"http://a/"},{"url":"http://["}]""")]
    [InlineData("""[{"url":"http://a/"},{"url":"b"}]""")]
    [InlineData("""[{"url":"http://a/"},{}]""")]
    [InlineData("""[{"url":"http://a/"},7]""")]
    public void An_upstream_that_is_none_is_refused_and_not_left_out(string upstreams)
    {
        using var json = JsonDocument.Parse($$"""{"domains":["a.test"],"type":"PROXY","proxyPassHost":"http://a/","ssl":false,"upstreams":{{upstreams}}}""");
        Assert.Equal(["DomainUpstreamInvalid"], NginxEntryJson.Read(json.RootElement)!.Wrong());
    }

    [Fact]
    public void Conflicts_are_names_that_two_entries_take()
    {
        NginxEntry[] entries = [Names("a.test", "*.b.test"), Names("x.b.test", "b.test"), Names("*.test.example"), Names("c.test", "a.test"), Names("*.y.b.test"), Names("*.example.org", "www.example.org"), Names("x.c.test", "*.c.test")];
        Assert.Equal(
            [(1, 0, "x.b.test", "*.b.test"), (3, 0, "a.test", "a.test"), (4, 0, "*.y.b.test", "*.b.test")],
            NginxEntryRules.Conflicts(entries).Order());
        Assert.Equal(
            [(1, 0, "*.b.test", "x.b.test"), (1, 0, "*.b.test", "*.y.b.test")],
            NginxEntryRules.Conflicts([Names("x.b.test", "*.y.b.test", "b.test"), Names("*.b.test")]));
    }

    [Fact]
    public void Redirects_that_lead_back_through_others_are_loops()
    {
        NginxEntry[] entries =
        [
            Entries.Redirect("https://b.test/x", "a.test"), Entries.Redirect("https://www.c.test", "b.test"), Entries.Redirect("http://a.test/", "*.c.test"),
            Entries.Redirect("https://a.test/", "into.test"), Entries.Redirect("https://app.example.test/", "out.test"), Entries.Proxy(),
            Entries.Redirect("https://e.test/", "d.test"), Entries.Redirect("https://d.test:8443/", "e.test"),
            Entries.Redirect("https://g.test/end", "f.test"), Entries.Redirect("https://f.test/", "g.test") with { Custom = "location /end { return 204; }" },
        ];
        Assert.Equal([[0, 1, 2]], NginxEntryRules.RedirectLoops([.. entries.Select(entry => entry.Normal())]));
    }

    [Fact]
    public void LyttleNGINX_takes_what_it_can_say()
    {
        Assert.Null(NginxEntryRules.WhyNotLyttleNginx(Entries.Proxy().Normal()));
        Assert.Null(NginxEntryRules.WhyNotLyttleNginx((Entries.Proxy() with { Tls = true, Custom = "add_header A b; location /f/ { alias /srv/www/f/; }" }).Normal()));
        Assert.Null(NginxEntryRules.WhyNotLyttleNginx(Entries.Redirect().Normal()));
        NginxEntry[] not =
        [
            Entries.Root(), Entries.Redirect() with { RedirectStatus = 302 }, Entries.Redirect() with { RedirectKeepPath = true }, Entries.Proxy(upstreams: ["http://a", "http://b"]),
            Entries.Proxy() with { Upstreams = [new(new Uri("http://a"), 1, 3)] }, Entries.Proxy() with { Tls = true, CertificateFile = "/c", CertificateKeyFile = "/k" },
            Entries.Proxy() with { Custom = "gzip on;" }, Entries.Proxy() with { Custom = "location /f/ { alias /opt/f/; }" }, Entries.Proxy() with { Custom = "location /f { expires 1d; }" },
        ];
        Assert.All(not, entry => Assert.NotNull(NginxEntryRules.WhyNotLyttleNginx(entry.Normal())));
    }

    private static NginxEntry Names(params string[] names) => Entries.Proxy() with { Names = names };
}
