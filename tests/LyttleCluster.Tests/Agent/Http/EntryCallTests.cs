using System.Net;
using System.Text;
using System.Text.Json;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Publishing;

namespace LyttleCluster.Tests.Agent.Http;

/// <summary>Entries and releases over HTTP: what is taken, what is refused and how it is said.</summary>
public sealed class EntryCallTests
{
    private const string Redirect = """{"domains":["Old.Example.test"],"proxyPassHost":"https://new.example.test/","type":"REDIRECT","ssl":false}""";

    [Fact]
    public async Task An_entry_is_made_changed_and_removed_as_in_v2()
    {
        await using var agent = await RunningAgent.StartAsync();
        using var made = await SendAsync(agent, "POST", "/proxies", Redirect);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var body = await RunningAgent.JsonAsync(made);
        var proxy = body.GetProperty("proxy");
        var etag = proxy.GetProperty("etag").GetString();
        Assert.Equal($$"""{"id":1,"etag":"{{etag}}","domains":["old.example.test"],"proxyPassHost":"https://new.example.test/","type":"REDIRECT","ssl":false,"nginxCustomCode":""}""", proxy.GetRawText());
        Assert.Equal("""{"scope":"proxy-entry","action":"created","proxyId":1,"reloadRequired":true,"suggestedOperationEndpoint":"/reload"}""", body.GetProperty("configChange").GetRawText());
        Assert.True(body.GetProperty("validation").GetProperty("valid").GetBoolean());
        Assert.Contains("server_name old.example.test;", body.GetProperty("validation").GetProperty("generatedConfigPreview").GetString(), StringComparison.Ordinal);
        Assert.Contains("server_name old.example.test;", agent.Nginx.LastCandidate, StringComparison.Ordinal);

        using var got = await agent.GetAsync("/proxies/1", RunningAgent.Viewer);
        Assert.Equal($"\"{etag}\"", got.Headers.ETag!.Tag);
        Assert.Equal(proxy.GetRawText(), await got.Content.ReadAsStringAsync());
        using var stale = await SendAsync(agent, "PATCH", "/proxies/1", """{"ssl":null,"proxyPassHost":"https://login.test/"}""", ifMatch: "\"0123456789abcdef\"");
        await IsRefusedAsync(stale, HttpStatusCode.PreconditionFailed, "EntryChanged");
        using var changed = await SendAsync(agent, "PATCH", "/proxies/1", """{"ssl":null,"proxyPassHost":"https://login.test/"}""", ifMatch: $"\"{etag}\"");
        Assert.Equal(("https://login.test/", "updated"), await SaidAsync(changed));

        using var list = await agent.GetAsync("/proxies", RunningAgent.Viewer);
        Assert.Equal(16, list.Headers.ETag!.Tag.Trim('"').Length);
        Assert.Equal(1, (await RunningAgent.JsonAsync(list)).GetProperty("count").GetInt32());
        using var removed = await SendAsync(agent, "DELETE", "/proxies/1");
        Assert.True((await RunningAgent.JsonAsync(removed)).GetProperty("deleted").GetBoolean());
        await IsRefusedAsync(await SendAsync(agent, "DELETE", "/proxies/1"), HttpStatusCode.NotFound, "NotFound");
        await IsRefusedAsync(await SendAsync(agent, "PATCH", "/proxies/9999999999", "{}"), HttpStatusCode.BadRequest, "BadRequest");
        using var next = await SendAsync(agent, "POST", "/proxies", Redirect);
        Assert.Equal(2, (await RunningAgent.JsonAsync(next)).GetProperty("proxy").GetProperty("id").GetInt32());
    }

    [Theory]
    [InlineData("""{"domains":["a.test"],"proxyPassHost":"https://x.test/","type":"REDIRECT","ssl":"false"}""", "ssl", "ssl must be a boolean value")]
    [InlineData("""{"domains":["a.test"],"proxyPassHost":"https://x.test/","type":"REDIRECT"}""", "ssl", "ssl must be a boolean value")]
    [InlineData("""{"domains":["a.test"],"proxyPassHost":"https://x.test/","type":"redirect","ssl":false}""", "type", "type must be one of the following values: PROXY, REDIRECT, ROOT")]
    [InlineData("""{"id":3,"domains":["a.test"],"proxyPassHost":"https://x.test/","type":"REDIRECT","ssl":false}""", "id", "property id should not exist")]
    [InlineData("""{"domains":"a.test","proxyPassHost":"https://x.test/","type":"REDIRECT","ssl":false}""", "domains", "domains must be an array of strings")]
    [InlineData("""{"domains":["a.test"],"upstreams":[{"url":"http://u.test","weigth":2}],"type":"PROXY","ssl":false}""", "upstreams", "property weigth of upstreams should not exist")]
    [InlineData("""{"domains":["a.test"],"upstreams":[{"url":"http://u.test","weight":1.5}],"type":"PROXY","ssl":false}""", "upstreams", "upstreams must have whole numbers")]
    [InlineData("""{"domains":["a.test"],"proxyPassHost":"nowhere","type":"PROXY","ssl":false}""", "proxyPassHost", "proxyPassHost must be an absolute http(s) URL, or an absolute path for redirects")]
    [InlineData("""{"domains":["a.test"],"type":"ROOT","root":"/etc","ssl":false}""", "root", null)]
    [InlineData("""{"domains":["a b"],"proxyPassHost":"https://x.test/","type":"REDIRECT","ssl":false}""", "domains", null)]
    public async Task A_bad_entry_is_refused_in_words_before_it_is_stored(string entry, string field, string? message)
    {
        await using var agent = await RunningAgent.StartAsync();
        foreach (var (path, body) in new[] { ("/proxies", entry), ("/proxies/validate", entry), ("/releases", $$$"""{"set":[{"entry":{{{Redirect}}}},{"entry":{{{entry}}}}]}""") })
        {
            var refused = await IsRefusedAsync(await SendAsync(agent, "POST", path, body), HttpStatusCode.BadRequest, "EntryInvalid");
            Assert.Equal(JsonValueKind.Array, refused.GetProperty("message").ValueKind);
            var problem = refused.GetProperty("problems")[0];
            Assert.Equal((path == "/releases" ? 1 : 0, field), (problem.GetProperty("index").GetInt32(), problem.GetProperty("field").GetString()));
            if (message is not null) Assert.Equal(message, problem.GetProperty("message").GetString());
        }

        Assert.Equal((0, 0), (agent.Nginx.Store.Draft.Rows.Count, agent.Nginx.ReloadsBegun));
    }

    [Theory]
    [InlineData("""{"proxyPassHost":"10.0.0.5:8080"}""")]
    [InlineData("""{"proxyPassHost":"nowhere","type":"PROXY"}""")]
    public async Task A_change_to_a_target_that_is_none_is_refused_and_nothing_is_updated(string change)
    {
        await using var agent = await RunningAgent.StartAsync();
        (await SendAsync(agent, "POST", "/proxies", """{"domains":["a.test"],"proxyPassHost":"http://127.0.0.1:1","type":"PROXY","ssl":false}""")).Dispose();
        var before = agent.Nginx.Store.Draft.ETag;
        var refused = await IsRefusedAsync(await SendAsync(agent, "PATCH", "/proxies/1", change), HttpStatusCode.BadRequest, "EntryInvalid");
        Assert.Equal("proxyPassHost", refused.GetProperty("problems")[0].GetProperty("field").GetString());
        Assert.Equal(before, agent.Nginx.Store.Draft.ETag);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"set":[[[[[[[[[[]]]]]]]]]]}""")]
    public async Task What_is_no_body_is_refused(string body)
    {
        await using var agent = await RunningAgent.StartAsync();
        foreach (var path in new[] { "/releases", "/proxies" }) await IsRefusedAsync(await SendAsync(agent, "POST", path, body), HttpStatusCode.BadRequest, "BadRequest");
    }

    [Theory]
    [InlineData("""{"sets":[]}""")]
    [InlineData("""{"dryRun":"true"}""")]
    [InlineData("""{"set":{}}""")]
    [InlineData("""{"set":[1]}""")]
    [InlineData("""{"set":[{"id":"1","entry":{}}]}""")]
    [InlineData("""{"set":[{"id":1}]}""")]
    [InlineData("""{"remove":[{}]}""")]
    [InlineData("""{"remove":[{"id":1,"entry":{}}]}""")]
    public async Task What_is_no_change_is_refused(string body)
    {
        await using var agent = await RunningAgent.StartAsync();
        await IsRefusedAsync(await SendAsync(agent, "POST", "/releases", body), HttpStatusCode.BadRequest, "EntryInvalid");
    }

    [Fact]
    public async Task Many_entries_go_live_as_one_and_come_back()
    {
        await using var agent = await RunningAgent.StartAsync();
        using var published = await SendAsync(agent, "POST", "/releases", $$$"""{"set":[{"entry":{{{Redirect}}}},{"entry":{"domains":["b.test"],"proxyPassHost":"https://x.test/","type":"REDIRECT","ssl":false}}]}""", correlationId: "run-7");
        var body = await RunningAgent.JsonAsync(published);
        Assert.Equal((true, true, "r-2", JsonValueKind.Null), (body.GetProperty("success").GetBoolean(), body.GetProperty("changed").GetBoolean(), body.GetProperty("servedRelease").GetString(), body.GetProperty("previousRelease").ValueKind));
        Assert.Equal([1, 2], body.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("id").GetInt32()));
        Assert.Equal($"\"{body.GetProperty("setEtag").GetString()}\"", published.Headers.ETag!.Tag);
        agent.Nginx.State = agent.Nginx.State with { ConfigurationRelease = agent.Nginx.Current };
        var first = body.GetProperty("release").GetString();

        var releases = await agent.GetJsonAsync("/releases", RunningAgent.Viewer);
        var release = releases.GetProperty("releases")[0];
        Assert.Equal((first, first, true, "run-7", 2), (releases.GetProperty("current").GetString(), release.GetProperty("id").GetString(), release.GetProperty("isCurrent").GetBoolean(), release.GetProperty("correlationId").GetString(), release.GetProperty("added").GetInt32()));
        Assert.Equal(JsonValueKind.Null, release.GetProperty("previous").ValueKind);
        agent.Time.Advance(TimeSpan.FromSeconds(1));
        using var second = await SendAsync(agent, "POST", "/releases", """{"set":[{"id":2,"entry":{"domains":["b.test"],"proxyPassHost":"https://y.test/","type":"REDIRECT","ssl":false}}],"remove":[{"id":1}]}""");
        var id = (await RunningAgent.JsonAsync(second)).GetProperty("release").GetString();
        Assert.Equal(first, (await agent.GetJsonAsync($"/releases/{id}")).GetProperty("previous").GetString());
        var diff = (await agent.GetJsonAsync($"/releases/{id}")).GetProperty("diff");
        Assert.Equal(["removed 1", "changed 2"], diff.EnumerateArray().Select(one => $"{one.GetProperty("action").GetString()} {one.GetProperty("id").GetInt32()}"));
        Assert.Equal(("https://x.test/", "https://y.test/"), (diff[1].GetProperty("before").GetProperty("proxyPassHost").GetString(), diff[1].GetProperty("after").GetProperty("proxyPassHost").GetString()));
        Assert.Equal(0, (await agent.GetJsonAsync($"/releases/{id}?against={id}")).GetProperty("diff").GetArrayLength());
        await IsRefusedAsync(await agent.GetAsync($"/releases/{id}?against=no-such"), HttpStatusCode.NotFound, "NotFound");

        await IsRefusedAsync(await SendAsync(agent, "POST", $"/releases/{first}/activate", ifMatch: "\"0123456789abcdef\""), HttpStatusCode.PreconditionFailed, "EntryChanged");
        using var back = await SendAsync(agent, "POST", $"/releases/{first}/activate");
        Assert.Equal((first, id), ((await RunningAgent.JsonAsync(back)).GetProperty("release").GetString(), agent.Nginx.Store.Find(id!)!.Id));
        Assert.Equal([1, 2], agent.Nginx.Store.Draft.Rows.Select(row => row.Id));
        await IsRefusedAsync(await SendAsync(agent, "POST", "/releases/no-such/activate"), HttpStatusCode.NotFound, "NotFound");
        await IsRefusedAsync(await SendAsync(agent, "POST", "/releases/..%2F..%2Fetc/activate"), HttpStatusCode.NotFound, "NotFound");
    }

    [Fact]
    public async Task A_dry_run_is_an_operators_and_changes_nothing()
    {
        await using var agent = await RunningAgent.StartAsync();
        var change = $$$"""{"dryRun":true,"testUpstreams":true,"set":[{"entry":{"domains":["a.test"],"proxyPassHost":"http://127.0.0.1:1","type":"PROXY","ssl":false}}]}""";
        using var answer = await SendAsync(agent, "POST", "/releases", change, key: RunningAgent.Operator);
        var body = await RunningAgent.JsonAsync(answer);
        Assert.Equal((true, true, "a.test"), (body.GetProperty("valid").GetBoolean(), body.GetProperty("changed").GetBoolean(), body.GetProperty("entries")[0].GetProperty("domains")[0].GetString()));
        Assert.False(body.GetProperty("upstreams")[0].GetProperty("ok").GetBoolean());
        Assert.Equal((0, 0), (agent.Nginx.ReloadsBegun, agent.Nginx.Store.Draft.Rows.Count));
        await IsRefusedAsync(await SendAsync(agent, "POST", "/releases", change.Replace("\"dryRun\":true", "\"dryRun\":false", StringComparison.Ordinal), key: RunningAgent.Operator), HttpStatusCode.Forbidden, "Forbidden");
        // Its server stands behind those for WebSockets and for names that nobody has.
        agent.Nginx.Candidate = new ConfigurationTest(false, "nginx: [emerg] no in /data/releases/.candidate/domains.conf:20", TimeSpan.Zero);
        var refused = await IsRefusedAsync(await SendAsync(agent, "POST", "/releases", change), HttpStatusCode.BadRequest, "ConfigurationInvalid");
        Assert.StartsWith("nginx: [emerg] no", refused.GetProperty("output").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, refused.GetProperty("problems")[0].GetProperty("index").GetInt32());
    }

    [Theory]
    [InlineData(ReloadOutcome.ReloadNotTaken, 500)]
    [InlineData(ReloadOutcome.ReloadUnknown, 500)]
    [InlineData(ReloadOutcome.ConfigurationInvalid, 400)]
    [InlineData(ReloadOutcome.NginxNotRunning, 409)]
    [InlineData(ReloadOutcome.TooManyOldWorkers, 409)]
    public async Task What_nginx_did_not_take_is_no_success(object outcome, int status)
    {
        await using var agent = await RunningAgent.StartAsync();
        agent.Nginx.Report = new ReloadReport { Outcome = (ReloadOutcome)outcome, Error = "bind() failed", Duration = TimeSpan.Zero, Log = ["line"], PutBack = true };
        using var answer = await SendAsync(agent, "POST", "/releases", $$$"""{"set":[{"entry":{{{Redirect}}}}]}""");
        Assert.Equal(status, (int)answer.StatusCode);
        var body = await RunningAgent.JsonAsync(answer);
        Assert.Equal(outcome.ToString(), body.GetProperty("code").GetString());
        if (status == 500) Assert.Equal((false, "bind() failed", true, "line"), (body.GetProperty("success").GetBoolean(), body.GetProperty("error").GetString(), body.GetProperty("putBack").GetBoolean(), body.GetProperty("log")[0].GetString()));
        Assert.Empty(agent.Nginx.Store.Draft.Rows);
    }

    [Fact]
    public async Task While_an_earlier_reload_is_open_no_entry_is_taken()
    {
        await using var agent = await RunningAgent.StartAsync();
        (await SendAsync(agent, "POST", "/proxies", Redirect)).Dispose();
        agent.Nginx.Settle = () => new ReloadReport { Outcome = ReloadOutcome.ReloadUnknown, Error = "nginx still works on it", Duration = TimeSpan.Zero, Log = [], PutBack = true };
        foreach (var (method, path, body) in new[] { ("POST", "/proxies", Redirect), ("PATCH", "/proxies/1", "{}"), ("DELETE", "/proxies/1", null), ("POST", "/proxies/1/validate", null) })
            await IsRefusedAsync(await SendAsync(agent, method, path, body), HttpStatusCode.Conflict, "ReloadUnknown");
        Assert.Single(agent.Nginx.Store.Draft.Rows);
    }

    [Fact]
    public async Task Without_a_folder_that_nginx_includes_it_is_said()
    {
        await using var agent = await RunningAgent.StartAsync();
        agent.Nginx.CanPublish = false;
        await IsRefusedAsync(await SendAsync(agent, "POST", "/releases", $$$"""{"set":[{"entry":{{{Redirect}}}}]}"""), HttpStatusCode.Conflict, "NoIncludedFolder");
        await IsRefusedAsync(await SendAsync(agent, "POST", "/proxies", Redirect), HttpStatusCode.Conflict, "NoIncludedFolder");
    }

    [Fact]
    public async Task A_large_change_is_taken_and_a_larger_one_refused()
    {
        await using var agent = await RunningAgent.StartAsync();
        var entries = Enumerable.Range(0, 3000).Select(number => $$$"""{"entry":{"domains":["n{{{number}}}.test"],"proxyPassHost":"https://x.test/","type":"REDIRECT","ssl":false}}""");
        using var large = await SendAsync(agent, "POST", "/releases", $$"""{"set":[{{string.Join(',', entries)}}]}""");
        Assert.Equal(HttpStatusCode.OK, large.StatusCode);
        Assert.Equal(3000, agent.Nginx.Store.Draft.Rows.Count);
        await IsRefusedAsync(await SendAsync(agent, "POST", "/proxies", new string(' ', 200_000)), HttpStatusCode.RequestEntityTooLarge, "BodyTooLarge");
        await IsRefusedAsync(await SendAsync(agent, "POST", "/releases", new string(' ', 17 * 1024 * 1024)), HttpStatusCode.RequestEntityTooLarge, "BodyTooLarge");
    }

    [Fact]
    public async Task Names_belong_to_one_entry_and_redirects_lead_somewhere()
    {
        await using var agent = await RunningAgent.StartAsync();
        (await SendAsync(agent, "POST", "/proxies", """{"domains":["*.a.test"],"proxyPassHost":"https://b.test/","type":"REDIRECT","ssl":false}""")).Dispose();
        var taken = await IsRefusedAsync(await SendAsync(agent, "POST", "/proxies", """{"domains":["x.a.test"],"proxyPassHost":"https://x.test/","type":"REDIRECT","ssl":false}"""), HttpStatusCode.BadRequest, "EntryInvalid");
        Assert.Equal("DomainNameTaken", taken.GetProperty("problems")[0].GetProperty("code").GetString());
        var circle = await IsRefusedAsync(await SendAsync(agent, "POST", "/proxies", """{"domains":["b.test"],"proxyPassHost":"https://x.a.test/","type":"REDIRECT","ssl":false}"""), HttpStatusCode.BadRequest, "EntryInvalid");
        Assert.Equal("DomainRedirectLoop", circle.GetProperty("problems")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_root_is_served_only_from_folders_that_are_named()
    {
        await using var agent = await RunningAgent.StartAsync(new RunningAgent.Setup { Change = options => options with { Publishing = options.Publishing with { Roots = ["/srv/www"] } } });
        const string root = """{"domains":["a.test"],"type":"ROOT","root":"/srv/www/site","ssl":false}""";
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(agent, "POST", "/proxies", root)).StatusCode);
        foreach (var entry in new[] { root.Replace("/srv/www/site", "/srv/wwwx", StringComparison.Ordinal), """{"domains":["b.test"],"proxyPassHost":"https://x.test/","type":"REDIRECT","ssl":false,"nginxCustomCode":"location /x/ { alias /etc/; }"}""" })
        {
            var refused = await IsRefusedAsync(await SendAsync(agent, "POST", "/proxies/validate", entry), HttpStatusCode.BadRequest, "EntryInvalid");
            var problem = refused.GetProperty("problems").EnumerateArray().First(one => one.GetProperty("code").GetString() == "RootNotAllowed");
            Assert.Contains("--root", problem.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Upstreams_are_connected_to_for_a_test()
    {
        await using var agent = await RunningAgent.StartAsync();
        using var listening = new TestPeers.OccupiedPort(IPAddress.Loopback);
        (await SendAsync(agent, "POST", "/proxies", $$"""{"domains":["a.test"],"upstreams":[{"url":"http://{{listening.EndPoint}}"},{"url":"http://127.0.0.1:1"}],"type":"PROXY","ssl":false}""")).Dispose();
        (await SendAsync(agent, "POST", "/proxies", Redirect)).Dispose();
        var body = await RunningAgent.JsonAsync(await SendAsync(agent, "POST", "/proxies/1/test-upstream", key: RunningAgent.Operator));
        Assert.Equal((false, 1), (body.GetProperty("ok").GetBoolean(), body.GetProperty("proxyId").GetInt32()));
        Assert.Equal([true, false], body.GetProperty("upstreams").EnumerateArray().Select(one => one.GetProperty("ok").GetBoolean()));
        await IsRefusedAsync(await SendAsync(agent, "POST", "/proxies/2/test-upstream"), HttpStatusCode.BadRequest, "BadRequest");
    }

    [Fact]
    public async Task Addresses_are_asked_for_every_minute()
    {
        var asked = 0;
        await using var agent = await RunningAgent.StartAsync(new RunningAgent.Setup
        {
            LookUp = (_, _) => Task.FromResult<IPAddress[]>([Interlocked.Increment(ref asked) == 1 ? IPAddress.Loopback : IPAddress.Parse("127.0.0.2")]),
        });
        (await SendAsync(agent, "POST", "/releases", """{"set":[{"entry":{"domains":["a.test"],"proxyPassHost":"http://up.internal:1","type":"PROXY","ssl":false}}]}""")).Dispose();
        agent.Nginx.State = agent.Nginx.State with { ConfigurationRelease = agent.Nginx.Current };
        var reloads = agent.Nginx.WaitForReloadsAsync(2);
        await agent.Time.WaitForTimersAsync(1);
        agent.Time.Advance(TimeSpan.FromSeconds(60));
        await reloads.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(2, asked);
    }

    private static async Task<JsonElement> IsRefusedAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == status, $"{(int)answer.StatusCode}: {text}");
            using var document = JsonDocument.Parse(text);
            Assert.Equal((code, (int)status), (document.RootElement.GetProperty("code").GetString(), document.RootElement.GetProperty("statusCode").GetInt32()));
            return document.RootElement.Clone();
        }
    }

    private static async Task<(string?, string?)> SaidAsync(HttpResponseMessage answer)
    {
        var body = await RunningAgent.JsonAsync(answer);
        return (body.GetProperty("proxy").GetProperty("proxyPassHost").GetString(), body.GetProperty("configChange").GetProperty("action").GetString());
    }

    private static Task<HttpResponseMessage> SendAsync(
        RunningAgent agent, string method, string path, string? body = null, string? ifMatch = null, string key = RunningAgent.Admin, string? correlationId = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("X-API-Key", key);
        // Refused before it is sent, as large bodies are.
        if (body?.Length > 100_000) request.Headers.ExpectContinue = true;
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (correlationId is not null) request.Headers.Add("X-Correlation-Id", correlationId);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return agent.Client.SendAsync(request);
    }
}
