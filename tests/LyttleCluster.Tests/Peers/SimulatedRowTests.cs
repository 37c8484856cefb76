using System.Net;
using System.Text;
using System.Text.Json;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Peers;

/// <summary>The simulated rows behave as those of LyttleNGINX were seen to (nginx-api.md, 6 and 7).</summary>
public sealed class SimulatedRowTests : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false });

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("""{"domains":["a.test"],"proxyPassHost":"http://h","type":"PROXY","ssl":false,"enabled":true,"id":3}""", 400, """["property enabled should not exist","property id should not exist"]""")]
    [InlineData("""{"domains":["a.test"]}""", 400, """["proxyPassHost must be a string","type must be one of the following values: REDIRECT, PROXY","ssl must be a boolean value"]""")]
    [InlineData("""{"domains":"a.test","proxyPassHost":"http://h","type":"proxy","ssl":false}""", 400, """["domains must be an array","type must be one of the following values: REDIRECT, PROXY"]""")]
    [InlineData("""{"domains":["bad domain"],"proxyPassHost":"http://h","type":"PROXY","ssl":false}""", 500, "\"Invalid domain \\\"bad domain\\\": whitespace, control characters, and path separators are not allowed\"")]
    [InlineData("""{"domains":["single"],"proxyPassHost":"http://h","type":"PROXY","ssl":false}""", 500, "\"Domains must be fully-qualified and include at least one dot\"")]
    [InlineData("""{"domains":[],"proxyPassHost":"http://h","type":"PROXY","ssl":false}""", 500, "\"At least one domain is required\"")]
    [InlineData("""{"domains":["a.test"],"proxyPassHost":"ftp://h","type":"PROXY","ssl":false}""", 400, "\"proxyPassHost must use the http or https scheme\"")]
    [InlineData("""{"domains":["a.test"],"proxyPassHost":"http://u:p@h","type":"PROXY","ssl":false}""", 400, "\"proxyPassHost must not include embedded credentials\"")]
    [InlineData("""{"domains":["a.test"],"proxyPassHost":"/x","type":"PROXY","ssl":false}""", 400, "\"proxyPassHost must be an absolute http(s) URL, or an absolute path for redirects\"")]
    [InlineData("""{"domains":["a.test"],"proxyPassHost":"http://h","type":"PROXY","ssl":false,"nginxCustomCode":"lua_code_cache off;"}""", 500, "\"Invalid nginx_custom_code: directive \\\"lua_code_cache\\\" is not allowed in server-level custom fragments\"")]
    public async Task Bad_input_is_refused_in_these_words(string body, int status, string message)
    {
        await using var server = NginxApiServer.Start();
        foreach (var path in new[] { "/proxies", "/proxies/validate" })
        {
            var (code, json) = await SendAsync(server, "POST", path, body);
            Assert.Equal((status, message), (code, json.GetProperty("message").GetRawText().Replace("\\u0022", "\\\"", StringComparison.Ordinal)));
            Assert.Equal(status == 500, json.TryGetProperty("details", out _));
        }

        Assert.Empty(server.Database.Rows);
    }

    [Fact]
    public async Task Rows_are_normalised_and_a_text_is_true()
    {
        await using var server = NginxApiServer.Start();
        var (status, json) = await SendAsync(server, "POST", "/proxies", """{"domains":["App.Example.test.","bücher.test","app.example.test"],"proxyPassHost":"http://H:80","type":"PROXY","ssl":"false","nginxCustomCode":"# x\nlocation /a { return 204; }\nadd_header A 'b c';"}""");
        Assert.Equal(201, status);
        Assert.Equal(
            """{"id":1,"domains":["app.example.test","xn--bcher-kva.test"],"proxyPassHost":"http://h/","nginxCustomCode":"  location /a {\n    return 204;\n  }\n  add_header A 'b c';","type":"PROXY","ssl":true}""",
            json.GetProperty("proxy").GetRawText());
        Assert.True(json.GetProperty("configChange").GetProperty("reloadRequired").GetBoolean());

        // What is not said or null stays; an empty text clears.
        (status, json) = await SendAsync(server, "PATCH", "/proxies/1", "{}");
        Assert.Equal((200, true), (status, json.GetProperty("configChange").GetProperty("reloadRequired").GetBoolean()));
        await SendAsync(server, "PATCH", "/proxies/1", """{"ssl":null,"nginxCustomCode":null,"proxyPassHost":"https://h:8443/b"}""");
        Assert.Equal(("https://h:8443/b", true, 2), (server.Database.Rows[0].ProxyPassHost, server.Database.Rows[0].Ssl, server.Database.Rows[0].Domains.Count));
        await SendAsync(server, "PATCH", "/proxies/1", """{"ssl":false,"nginxCustomCode":""}""");
        Assert.Equal(("", false), (server.Database.Rows[0].CustomCode, server.Database.Rows[0].Ssl));
    }

    [Fact]
    public async Task Ids_and_conflicts()
    {
        await using var server = NginxApiServer.Start();
        server.Database.Add("http://h/", "PROXY", "*.a.test");
        server.Database.Add("/x", "REDIRECT", "b.test");
        Assert.Equal((400, "Domain \"x.a.test\" is already managed by proxy entry 1"), await MessageAsync(server, "PATCH", "/proxies/2", """{"domains":["x.a.test"]}"""));
        Assert.Equal(404, (await SendAsync(server, "GET", "/proxies/9", null)).Status);
        Assert.Equal((400, "Validation failed (numeric string is expected)"), await MessageAsync(server, "GET", "/proxies/x", null));
        Assert.Equal(500, (await SendAsync(server, "GET", "/proxies/99999999999", null)).Status);
        Assert.Equal(200, (await SendAsync(server, "POST", "/proxies/1/validate", null)).Status);
        Assert.Equal(200, (await SendAsync(server, "POST", "/proxies/1/test-upstream", null)).Status);
        Assert.Equal((400, "Upstream connectivity checks apply only to PROXY entries"), await MessageAsync(server, "POST", "/proxies/2/test-upstream", null));
        Assert.Equal((404, "Cannot PUT /proxies/2"), await MessageAsync(server, "PUT", "/proxies/2", "{}"));
        Assert.Equal(200, (await SendAsync(server, "DELETE", "/proxies/2", null)).Status);
        Assert.Equal((404, "Proxy entry 2 was not found"), await MessageAsync(server, "DELETE", "/proxies/2", null));
    }

    [Fact]
    public async Task Rows_are_live_with_a_reload_on_one_node_and_by_themselves_on_all()
    {
        var clock = new ManualTimeProvider();
        var database = new SimulatedDatabase();
        await using var one = NginxApiServer.Start(options: new NginxApiServerOptions { Time = clock, Database = database, HostName = "one" });
        clock.Advance(TimeSpan.FromMinutes(2));
        await using var two = NginxApiServer.Start(options: new NginxApiServerOptions { Time = clock, Database = database, HostName = "two" });
        await SendAsync(one, "POST", "/proxies", """{"domains":["a.test"],"proxyPassHost":"http://h","type":"PROXY","ssl":false}""");
        Assert.Equal((0, 0), (one.Live.Count, two.Live.Count));
        await SendAsync(two, "POST", "/reload", null);
        Assert.Equal((0, 1), (one.Live.Count, two.Live.Count));
        clock.Advance(TimeSpan.FromMinutes(2.9));
        Assert.Empty(one.Live);
        clock.Advance(TimeSpan.FromMinutes(0.2));
        Assert.Equal("a.test", Assert.Single(one.Live).Domains[0]);
        var (_, nodes) = await SendAsync(one, "GET", "/cluster/nodes", null);
        Assert.Equal(["one", "two"], nodes.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("hostname").GetString()));
    }

    [Fact]
    public async Task A_row_that_validates_and_that_nginx_refuses_blocks_every_reload()
    {
        var clock = new ManualTimeProvider();
        await using var server = NginxApiServer.Start(options: new NginxApiServerOptions { Time = clock });
        var row = server.Database.Add("http://h/", "PROXY", "a.test");
        await SendAsync(server, "POST", "/reload", null);
        await SendAsync(server, "POST", "/proxies", """{"domains":["b.test"],"proxyPassHost":"http://h","type":"PROXY","ssl":false,"nginxCustomCode":"location / { return 204; }"}""");
        var (status, json) = await SendAsync(server, "POST", "/reload", null);
        Assert.Equal(500, status);
        Assert.Contains("duplicate location \"/\" in", json.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("conf.d/2.conf:", json.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(row, Assert.Single(server.Live));
        Assert.Equal(503, (await SendAsync(server, "GET", "/ready", null)).Status);
        await SendAsync(server, "DELETE", "/proxies/2", null);
        Assert.Equal(503, (await SendAsync(server, "GET", "/ready", null)).Status);
        // The next load by itself repairs it.
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(200, (await SendAsync(server, "GET", "/ready", null)).Status);
    }

    [Fact]
    public async Task A_row_that_wants_a_certificate_makes_the_reload_slow_and_says_success()
    {
        var clock = new NginxApi.WaitClock();
        await using var server = NginxApiServer.Start(options: new NginxApiServerOptions { Time = clock, AcmeTakes = TimeSpan.FromSeconds(75) });
        server.Database.Add(new SimulatedProxy(0, ["a.test"], "http://h/", "PROXY", Ssl: true));
        server.Database.Add(new SimulatedProxy(0, ["b.test"], "http://h/", "PROXY", Ssl: true));
        server.Nginx.Certificates = [new SimulatedCertificate("1", ["b.test"], 100)];
        Assert.Equal(200, (await SendAsync(server, "POST", "/reload", null)).Status);
        Assert.Equal([TimeSpan.FromSeconds(75)], clock.Waits);
        Assert.Equal(2, server.Live.Count);
        var (_, orders) = await SendAsync(server, "GET", "/certificates/orders", null);
        Assert.Equal(("a.test", "failed"), (orders.GetProperty("orders")[0].GetProperty("primaryDomain").GetString(), orders.GetProperty("orders")[0].GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Its_nginx_answers_for_what_is_live()
    {
        await using var server = NginxApiServer.Start();
        server.Database.Add("http://10.0.0.1:8080/", "PROXY", "app.test", "*.wild.test");
        server.Database.Add("https://app.test/new", "REDIRECT", "old.test");
        server.Database.Add(new SimulatedProxy(0, ["own.test"], "http://10.0.0.1/", "PROXY", CustomCode: "add_header X-Demo \"a b\"; location = /p { return 200 \"here\"; } location /q { return 410; }"));
        Assert.Equal((HttpStatusCode.OK, "<html><body>Welcome to LyttleNGINX</body></html>\n"), await VisitAsync(server, "app.test", "/"));
        await SendAsync(server, "POST", "/reload", null);
        Assert.Equal((HttpStatusCode.OK, "http://10.0.0.1:8080/ answers /x?y=1\n"), await VisitAsync(server, "app.test", "/x?y=1"));
        Assert.Equal(HttpStatusCode.OK, (await VisitAsync(server, "a.b.wild.test", "/")).Status);
        Assert.Equal((HttpStatusCode.MovedPermanently, "https://app.test/new"), await VisitAsync(server, "old.test", "/deep"));
        Assert.Equal((HttpStatusCode.OK, "here"), await VisitAsync(server, "own.test", "/p"));
        Assert.Equal(HttpStatusCode.Gone, (await VisitAsync(server, "own.test", "/q/r")).Status);
        Assert.StartsWith("<html>", (await VisitAsync(server, "wild.test", "/")).Text, StringComparison.Ordinal);
        server.Nginx.Running = false;
        await Assert.ThrowsAsync<HttpRequestException>(() => VisitAsync(server, "app.test", "/"));
    }

    private async Task<(HttpStatusCode Status, string Text)> VisitAsync(NginxApiServer server, string host, string target)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.ProxyAddress, target)) { Headers = { Host = host } };
        using var answer = await _http.SendAsync(request);
        return (answer.StatusCode, answer.Headers.Location?.ToString() ?? await answer.Content.ReadAsStringAsync());
    }

    private async Task<(int Status, string Message)> MessageAsync(NginxApiServer server, string method, string path, string? body) =>
        await SendAsync(server, method, path, body) is var (status, json) ? (status, json.GetProperty("message").GetString()!) : default;

    private async Task<(int Status, JsonElement Json)> SendAsync(NginxApiServer server, string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Uri, path)) { Headers = { { "X-API-Key", server.ApiKey } } };
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http.SendAsync(request);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, json.RootElement.Clone());
    }
}
