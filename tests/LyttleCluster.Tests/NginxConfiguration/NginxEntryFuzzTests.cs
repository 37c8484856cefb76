using System.Net;
using System.Text;
using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Service.Agent.Nginx.Configuration;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.NginxConfiguration;

/// <summary>
/// Entries made of what is bad for a configuration: each is refused with a reason, or what is written for it is its own blocks, each with exactly what
/// the entry says, and nothing beside them.
/// </summary>
public class NginxEntryFuzzTests
{
    private const int Count = 100_000;
    private const int BatchSize = 2000;

    private static readonly NginxRendering Rendering = new()
    {
        HttpListen = ["127.0.0.1:8080"],
        HttpsListen = ["127.0.0.1:8443"],
        Resolve = host => host.Length % 3 == 0 ? [] : [IPAddress.Loopback, IPAddress.IPv6Loopback],
    };

    [Fact]
    public void No_entry_leaves_its_own_blocks()
    {
        var accepted = new Dictionary<NginxEntryKind, int>();
        var refused = new Dictionary<string, int>();
        foreach (var (entry, problems) in Made())
        {
            foreach (var problem in problems) refused[problem.ErrorId] = refused.GetValueOrDefault(problem.ErrorId) + 1;
            if (problems.Count > 0) continue;
            accepted[entry.Kind] = accepted.GetValueOrDefault(entry.Kind) + 1;
            CheckBlocks(entry, RenderedText.Read(NginxConfigurationWriter.Render([entry], Rendering).Text).Block);
            CheckBlocks(entry, RenderedText.Read(NginxConfigurationWriter.RenderForPerson(entry)).Block);
            Assert.Equal(entry.Canonical(), entry.Normal().Canonical());
        }

        // That much of both, or this test would say little.
        Assert.All(Enum.GetValues<NginxEntryKind>(), kind => Assert.True(accepted.GetValueOrDefault(kind) > 1000, $"{kind}: {accepted.GetValueOrDefault(kind)} accepted"));
        string[] errors = ["DomainNameInvalid", "DomainUpstreamInvalid", "DomainRootInvalid", "DomainRedirectInvalid", "DomainRedirectLoop", "DomainCertificateInvalid", "DomainCustomConfigurationInvalid", "DomainSettingConflict"];
        Assert.All(errors, error => Assert.True(refused.GetValueOrDefault(error) > 100, $"{error}: {refused.GetValueOrDefault(error)} refused"));
    }

    [NginxFact]
    public async Task Nginx_takes_every_entry_that_is_not_refused()
    {
        await using var nginx = await NginxCheck.CreateAsync();
        var good = Made().Where(made => made.Problems.Count == 0)
            // The files are another matter: here all have the one certificate that is there.
            .Select(made => made.Entry with { CertificateFile = made.Entry.CertificateFile is null ? null : nginx.Tls.ServerCertificate, CertificateKeyFile = made.Entry.CertificateKeyFile is null ? null : nginx.Tls.ServerKey })
            .DistinctBy(entry => entry.Fingerprint());
        foreach (var batch in good.Chunk(BatchSize)) Assert.Null(await nginx.WhyNotAsync(NginxConfigurationWriter.Render(batch, Rendering).Text));
    }

    private static IEnumerable<(NginxEntry Entry, IReadOnlyList<NginxEntryProblem> Problems)> Made()
    {
        var maker = new EntryMaker(20261127);
        return Enumerable.Range(0, Count).Select(_ => NginxEntryRules.Normalise(maker.Next()));
    }

    private static void CheckBlocks(NginxEntry entry, IReadOnlyList<NginxDirective> blocks)
    {
        var servers = blocks.Where(block => block.Name == "server").ToArray();
        Assert.Equal(entry is { Tls: true, CertificateFile: not null } ? 2 : 1, servers.Length);
        Assert.Equal(0, blocks.Count(block => block.Name is not ("server" or "upstream" or "map")));
        Assert.True(blocks.Count(block => block.Name != "server") <= (entry.Kind == NginxEntryKind.Proxy ? 2 : 0));
        foreach (var upstream in blocks.Where(block => block.Name == "upstream"))
            Assert.True(upstream.Block.All(line => line.Name is "server" or "least_conn" && line.Block.Count == 0) && upstream.Block.Count(line => line.Name == "server") >= entry.Upstreams.Count);
        foreach (var server in servers) Assert.True(entry.Names.SequenceEqual(server.Block.Single(one => one.Name == "server_name").Arguments));
        CheckContent(entry, servers[^1]);
    }

    /// <summary>All that the entry says is there as it says it, and of what it does not say nothing but the writer's own lines.</summary>
    private static void CheckContent(NginxEntry entry, NginxDirective server)
    {
        var custom = CustomConfiguration.Parse(entry.Custom, out _)!;
        var left = server.Block.ToList();
        foreach (var directive in custom.Directives.Where(one => one is { Block: null, Name: not "try_files" })) Take(left, directive);
        foreach (var location in custom.Locations)
        {
            var block = left.Single(one => one.Name == "location" && one.Arguments.SequenceEqual(location.Arguments));
            left.Remove(block);
            var lines = block.Block.ToList();
            foreach (var inner in location.Block!) Take(lines, inner);
            CheckAnswer(entry, lines);
        }

        var answer = left.Single(one => one.Name == "location" && one.Arguments is ["/"]);
        var answers = answer.Block.ToList();
        foreach (var files in custom.Directives.Where(one => one.Name == "try_files")) Take(answers, files);
        CheckAnswer(entry, answers);
        left.Remove(answer);
        if (entry.Root is not null) Assert.Equal([entry.Root], left.Single(one => one.Name == "root").Arguments);
        if (entry is { Tls: true, CertificateFile: not null }) Assert.Equal([entry.CertificateFile], left.Single(one => one.Name == "ssl_certificate").Arguments);
        string[] own = ["listen", "server_name", "root", "index", "ssl_certificate", "ssl_certificate_key"];
        Assert.All(left, one => Assert.True(own.Contains(one.Name) ? one.Block.Count == 0 : one is { Name: "location", Arguments: ["=", NginxProof.Path] }, one.Flat()));
    }

    private static void CheckAnswer(NginxEntry entry, List<NginxDirective> lines)
    {
        string[] own = ["proxy_pass", "proxy_http_version", "proxy_set_header", "proxy_next_upstream", "proxy_ssl_server_name", "proxy_ssl_name"];
        foreach (var line in lines)
        {
            Assert.Empty(line.Block);
            if (entry.Kind == NginxEntryKind.Proxy) Assert.Contains(line.Name, own);
            else Assert.Equal(("return", entry.RedirectTo!.TrimEnd('/')), (line.Name, line.Arguments[1].Replace("$request_uri", "", StringComparison.Ordinal).TrimEnd('/')));
        }
    }

    private static void Take(List<NginxDirective> lines, CustomDirective directive)
    {
        var at = lines.FindIndex(line => line.Name == directive.Name && line.Block.Count == 0 && line.Arguments.SequenceEqual(directive.Arguments));
        Assert.True(at >= 0, $"{directive.Name} {string.Join(' ', directive.Arguments)}");
        lines.RemoveAt(at);
    }

    /// <summary>Makes entries: mostly of good parts, and in most of them something bad.</summary>
    private sealed class EntryMaker(int seed)
    {
        private static readonly string[] Bad =
        [
            "\n", "\r\n", ";", "{", "}", "{}", "\"", "'", "$", "$host", "${host}", "$uri", "\0", "\\", "\\\"", "\\n", " ", "\t", "#", "# x\n", "..", "/../", "%2e%2e/", "\u001b[2J", "\u2028", "\u202e", "\u00a0", "\ud800", "é", "ü", "日", "💩", "a\u0301",
            "`", "|", "<", ">", "*", "?", "@", "user:secret@", "//", ":", ":99999", "[::1]", "127.1", "0x7f.1", "; } server { listen 22; } #", "} } evil on; server { location / {", "\";}", "';}", "include /etc/passwd;", "lua_code_cache off;",
            "javascript:alert(1)", "~^", "=", "^~", "@x", "\u007f", "\ufeff", "%", "%00", "%zz", ")", "(", ",", "!", "~", "$1", "$$", "-", "_", ".",
        ];

        private static readonly string[] Labels = ["a", "b1", "app", "www", "x-y", "bücher", "日本", "xn--bcher-kva", "ÄB", "r3---sn", "пример"];
        private static readonly string[] Ends = ["test", "example.test", "example.org", "テスト"];

        private static readonly string[] Custom =
        [
            "add_header X-A b;", "add_header X-A \"a b; {c} # d\" always;", "add_header Y 'it\\'s';", "add_header Z $host;", "add_header Z \"${scheme}://$host\";", "client_max_body_size 5m;", "expires 1d;", "expires modified -1;", "gzip on;", "proxy_read_timeout 60s;",
            "location /a { return 204; }", "location = /b { return 200 \"{ } ; \\\" # \\\\ ' é\"; }", "location ^~ /c/ { alias /srv/c; autoindex on; }", "location /d { root '/srv/a b'; try_files $uri =404; }", "location /e { expires max; }", "# x\n", "\n", "  ",
            "location = /f { return 301 https://$host$request_uri; }", "location /.well-known/acme-challenge/ { root /srv/acme; }", "try_files $uri /index.html;", "index a.html;", "location / { return 204; }", "proxy_pass http://evil;", "add_header", "}", "{",
        ];

        private readonly Random _random = new(seed);

        public NginxEntry Next()
        {
            var kind = (NginxEntryKind)_random.Next(3);
            var isTls = Chance(30);
            return new NginxEntry
            {
                Names = [.. Many(1, 4, Name)],
                Kind = kind,
                Upstreams = kind == NginxEntryKind.Proxy || Chance(3) ? [.. Many(1, 3, Upstream)] : [],
                LeastConnections = kind == NginxEntryKind.Proxy && Chance(20),
                Root = kind == NginxEntryKind.Root || Chance(3) ? Spoilt("/srv/" + Pick(Labels) + "/" + Pick(Labels)) : null,
                RedirectTo = kind == NginxEntryKind.Redirect || Chance(3) ? Spoilt(Chance(30) ? "/" + Pick(Labels) : Address(host: null)) : null,
                RedirectStatus = kind == NginxEntryKind.Redirect ? Chance(5) ? _random.Next(600) : Pick([301, 302, 307, 308]) : 301,
                RedirectKeepPath = kind == NginxEntryKind.Redirect && Chance(30),
                Tls = isTls,
                CertificateFile = isTls && Chance(60) ? Spoilt("/etc/ssl/a.pem") : null,
                CertificateKeyFile = isTls && Chance(60) ? Spoilt("/etc/ssl/a key.pem") : null,
                Custom = Chance(40) ? Spoilt(string.Concat(Many(1, 4, () => Pick(Custom)))) : "",
            };
        }

        private NginxUpstream Upstream()
        {
            var address = Entries.Address(Spoilt(Address(Pick(["a", "my_app", "10.0.0.1", "[::1]", "b.test", "bücher.test"]) + Pick(["", ":8080", ":1", ":65535"]))));
            return Chance(80) ? new NginxUpstream(address) : new NginxUpstream(address, _random.Next(-1, 103), Chance(50) ? _random.Next(-1, 103) : null, Chance(50) ? _random.Next(-1, 3603) : null);
        }

        private string Address(string? host) => (Chance(85) ? "http" : "https") + "://" + (host ?? Plain()) + Pick(["", "", "", "/", "/base", "/base/é/"]);

        private string Name() => Spoilt(Chance(3) ? new string('a', 300) + ".test" : (Chance(15) ? "*." : "") + Plain());

        private string Plain() => Pick(Labels) + _random.Next(100) + "." + Pick(Ends);

        /// <summary>In one of eight something bad is put in somewhere.</summary>
        private string Spoilt(string text)
        {
            if (!Chance(12)) return text;
            var spoilt = new StringBuilder(text);
            foreach (var bad in Many(1, 3, () => Pick(Bad))) spoilt.Insert(_random.Next(spoilt.Length + 1), bad);
            return spoilt.ToString();
        }

        private IEnumerable<T> Many<T>(int least, int most, Func<T> make) => Enumerable.Range(0, Chance(60) ? least : _random.Next(least, most + 1)).Select(_ => make());

        private T Pick<T>(T[] from) => from[_random.Next(from.Length)];

        private bool Chance(int percent) => _random.Next(100) < percent;
    }
}
