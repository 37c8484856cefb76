using System.Text.Json;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.NginxApi;

/// <summary>Rows of a LyttleNGINX: written once, looked up when an answer is lost, refused in its own words.</summary>
public class RowTests
{
    [Fact]
    public async Task Made_changed_and_taken_away()
    {
        await using var server = NginxApiServer.Start();
        await using var client = Api.Client(server);
        var made = await client.CreateEntryAsync(Entries.Proxy("app.example.test", custom: "add_header X-Demo yes;"), "run-1", Api.Silence, default);
        Assert.Equal((1, true, null, 99), (made.Entry!.Id, made.WasThere, made.LookedUp, made.Limits.Long.Remaining));
        Assert.Equal((9, 59), (made.Limits.Short.Remaining, made.Limits.Medium.Remaining));
        Assert.Equal("  add_header X-Demo yes;", Assert.Single(server.Database.Rows).CustomCode);
        Assert.Equal("run-1", server.Requests[^1].Headers["X-Correlation-Id"]);

        var changed = await client.UpdateEntryAsync(1, Entries.Redirect("old.example.test"), null, Api.Silence, default);
        Assert.Equal(NginxEntryKind.Redirect, changed.Entry!.Entry!.Kind);
        // What is not said any more is cleared, not kept.
        var row = Assert.Single(server.Database.Rows);
        Assert.Equal(("REDIRECT", "https://app.example.test/new", "", false), (row.Type, row.ProxyPassHost, row.CustomCode, row.Ssl));
        Assert.Equal(["old.example.test"], row.Domains);

        var gone = await client.DeleteEntryAsync(1, null, Api.Silence, default);
        Assert.Equal((1, true), (gone.Entry!.Id, gone.WasThere));
        Assert.Empty(server.Database.Rows);
        Assert.False((await client.DeleteEntryAsync(1, null, Api.Silence, default)).WasThere);
        Assert.False((await client.UpdateEntryAsync(1, Entries.Redirect("old.example.test"), null, Api.Silence, default)).WasThere);
    }

    [Fact]
    public async Task Only_fields_that_v2_knows_are_sent_with_real_booleans()
    {
        await using var server = NginxApiServer.Start();
        await using var client = Api.Client(server);
        await client.CreateEntryAsync(Entries.Proxy("app.example.test", tls: true), null, Api.Silence, default);
        using var sent = JsonDocument.Parse(server.Requests[^1].Body);
        Assert.Equal(["domains", "proxyPassHost", "type", "ssl", "nginxCustomCode"], sent.RootElement.EnumerateObject().Select(field => field.Name));
        Assert.Equal((JsonValueKind.True, ""), (sent.RootElement.GetProperty("ssl").ValueKind, sent.RootElement.GetProperty("nginxCustomCode").GetString()));
    }

    [Fact]
    public async Task What_is_written_is_found_equal_again()
    {
        await using var server = NginxApiServer.Start();
        await using var client = Api.Client(server);
        NginxEntry[] entries =
        [
            Entries.Proxy("Bücher.Example.test.", "http://UPSTREAM.example.test:80"), Entries.Proxy("*.wild.example.test", "https://10.0.0.1:8443/base/", tls: true),
            Entries.Redirect("old.example.test", "http://app.example.test:80/x?y=1"), Entries.Redirect("older.example.test", "https://app.example.test"),
            Entries.Proxy("custom.example.test", custom: "# a comment\nadd_header X-Demo \"a b\" always;\nlocation = /health { return 204; }\nclient_max_body_size 10m;"),
        ];
        foreach (var entry in entries) await client.CreateEntryAsync(entry, null, Api.Silence, default);
        var listed = await client.ListEntriesAsync(Api.Silence, default);
        Assert.Null(listed.SetETag);
        Assert.Equal(entries.Select(entry => entry.Canonical()), listed.Entries.Select(entry => entry.Entry!.Canonical()));
        Assert.Equal([1, 2, 3, 4, 5], listed.Entries.Select(entry => entry.Id));
        Assert.Equal("PROXY *.wild.example.test -> https://10.0.0.1:8443/base/, TLS", listed.Entries[1].Raw);
    }

    [Fact]
    public async Task What_cannot_be_said_by_us_is_listed_but_not_understood()
    {
        await using var server = NginxApiServer.Start();
        server.Database.Add(new SimulatedProxy(0, ["a.example.test"], "ftp://10.0.0.1/", "PROXY"));
        server.Database.Add(new SimulatedProxy(0, ["b.example.test"], "http://10.0.0.1/", "STREAM"));
        server.Database.Add(new SimulatedProxy(0, ["c.example.test"], "http://10.0.0.1/", "PROXY", CustomCode: "lua_code_cache off;"));
        server.Database.Add("http://10.0.0.1/", "PROXY", "d.example.test");
        await using var client = Api.Client(server);
        var entries = (await client.ListEntriesAsync(Api.Silence, default)).Entries;
        Assert.Equal([true, true, true, false], entries.Select(entry => entry.Entry is null));
        Assert.Equal("c.example.test", Assert.Single(entries[2].Names));
        Assert.EndsWith("with custom code", entries[2].Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_in_its_words()
    {
        await using var server = NginxApiServer.Start();
        server.Database.Add("http://10.0.0.1/", "PROXY", "app.example.test");
        await using var client = Api.Client(server);
        foreach (var name in new[] { "app.example.test", "*.example.test" })
        {
            var failure = await Api.FailsAsync("NginxApiEntryRefused", client.CreateEntryAsync(Entries.Proxy(name), null, Api.Silence, default));
            Assert.Contains($"Domain \"{name}\" is already managed by proxy entry 1", failure.Message, StringComparison.Ordinal);
            Assert.Equal((ClusterErrorCategory.InvalidData, name), (failure.Category, failure.TargetName));
        }

        Assert.Equal(0, server.Count("/proxies/1"));
        Assert.Equal(2, server.Count("/proxies"));
    }

    [Theory]
    [InlineData("DomainValidationError", "Invalid domain \"x\": unsupported characters detected")]
    [InlineData("NginxCustomCodeValidationError", "Invalid nginx_custom_code: directive \"lua_code_cache\" is not allowed")]
    [InlineData("PayloadTooLargeError", "request entity too large")]
    public async Task A_500_that_is_bad_input_is_a_refusal_without_its_stack_trace(string kind, string message)
    {
        await using var server = NginxApiServer.Start();
        var body = JsonSerializer.Serialize(new { statusCode = 500, message, code = "INTERNAL_SERVER_ERROR", details = new { stack = $"{kind}: {message}\n    at secret (/app/x.js:1:1)" } });
        server.On("/proxies", Faults.Answer(500, body));
        await using var client = Api.Client(server);
        var failure = await Api.FailsAsync("NginxApiEntryRefused", client.CreateEntryAsync(Entries.Proxy("app.example.test"), null, Api.Silence, default));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/app/", failure.Message + failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_500_is_the_servers_own_fault()
    {
        await using var server = NginxApiServer.Start();
        await using var client = Api.Client(server);
        await client.GetDialectAsync(Api.Silence, default);
        server.Nginx.DatabaseDown = true;
        await Api.FailsAsync("NginxApiDatabaseDown", client.CreateEntryAsync(Entries.Proxy("app.example.test"), null, Api.Silence, default));
        await Api.FailsAsync("NginxApiDatabaseDown", client.ListEntriesAsync(Api.Silence, default));
        await using var viewer = Api.Client(server, server.KeyOf("viewer"));
        await Api.FailsAsync("NginxApiForbidden", viewer.CreateEntryAsync(Entries.Proxy("app.example.test"), null, Api.Silence, default));
    }

    [Fact]
    public async Task What_v2_cannot_say_is_not_sent()
    {
        await using var server = NginxApiServer.Start();
        await using var client = Api.Client(server);
        var root = Entries.Normal(new NginxEntry { Names = ["app.example.test"], Kind = NginxEntryKind.Root, Root = "/srv/www/site" });
        var failure = await Api.FailsAsync("NginxApiEntryRefused", client.CreateEntryAsync(root, null, Api.Silence, default));
        Assert.Contains("root", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Count("/proxies"));
    }

    [Theory]
    [InlineData(ApiGeneration.V1)]
    [InlineData(ApiGeneration.Login2025)]
    [InlineData(ApiGeneration.Keys2025)]
    [InlineData(ApiGeneration.May2026)]
    public async Task Generations_without_rows_say_so(ApiGeneration generation)
    {
        await using var server = NginxApiServer.Start(generation);
        await using var client = Api.Client(server);
        await Api.FailsAsync("NginxApiNotSupported", client.ListEntriesAsync(Api.Silence, default));
        await Api.FailsAsync("NginxApiNotSupported", client.CreateEntryAsync(Entries.Proxy("app.example.test"), null, Api.Silence, default));
        await Api.FailsAsync("NginxApiNotSupported", client.DeleteEntryAsync(1, null, Api.Silence, default));
        await Api.FailsAsync("NginxApiNotSupported", client.ValidateEntryAsync(Entries.Proxy("app.example.test"), null, Api.Silence, default));
        await Api.FailsAsync("NginxApiNotSupported", client.PublishAsync(new NginxApiReleaseCall(), default));
    }

    // Lost answers

    [Theory]
    [InlineData(LostReply.Closed)]
    [InlineData(LostReply.Cut)]
    [InlineData(LostReply.GatewayPage)]
    public async Task A_creation_whose_answer_is_lost_is_found(LostReply how)
    {
        await using var server = NginxApiServer.Start();
        await using var client = Api.Client(server);
        server.LoseNext("POST /proxies", how);
        var made = await client.CreateEntryAsync(Entries.Proxy("app.example.test"), null, Api.Silence, default);
        Assert.Equal(1, made.Entry!.Id);
        Assert.NotNull(made.LookedUp);
        Assert.Equal(1, Sent(server, "POST", "/proxies"));
    }

    [Fact]
    public async Task A_creation_that_never_arrived_is_sent_again_only_after_looking()
    {
        await using var server = NginxApiServer.Start();
        await using var client = Api.Client(server, time: new WaitClock());
        server.LoseNext("POST /proxies", arrives: false);
        var made = await client.CreateEntryAsync(Entries.Proxy("app.example.test"), null, Api.Silence, default);
        Assert.Equal((1, null), (made.Entry!.Id, made.LookedUp));
        Assert.Equal(["POST", "GET", "GET", "GET", "GET", "POST"], server.Requests.Where(request => request.Path == "/proxies").Select(request => request.Method));
    }

    [Fact]
    public async Task A_creation_that_arrives_after_all_is_not_made_twice()
    {
        await using var server = NginxApiServer.Start();
        var clock = new WaitClock { Hold = true };
        await using var client = Api.Client(server, time: clock);
        server.LoseNext("POST /proxies", arrives: false);
        var running = client.CreateEntryAsync(Entries.Proxy("app.example.test"), null, Api.Silence, default);
        (await clock.NextWaitAsync()).End();
        (await clock.NextWaitAsync()).End();
        // Another sends the same; whether it is ours that comes late cannot be told, and makes no difference.
        var last = await clock.NextWaitAsync();
        server.On("/proxies", async exchange =>
        {
            if (exchange.Request.Method == "GET") await exchange.AnswerAsync(200, "application/json", """{"count":0,"proxies":[]}""");
            server.On("/proxies", null);
            server.Database.Add("http://127.0.0.1:18080/", "PROXY", "app.example.test");
            return true;
        });
        last.End();
        var made = await running;
        Assert.Equal(1, made.Entry!.Id);
        Assert.NotNull(made.LookedUp);
        Assert.Single(server.Database.Rows);
        Assert.Equal(2, Sent(server, "POST", "/proxies"));
    }

    [Fact]
    public async Task A_second_loss_is_looked_up_too()
    {
        await using var server = NginxApiServer.Start();
        await using var client = Api.Client(server, time: new WaitClock());
        server.LoseNext("POST /proxies", arrives: false).LoseNext("POST /proxies");
        var made = await client.CreateEntryAsync(Entries.Proxy("app.example.test"), null, Api.Silence, default);
        Assert.Equal(1, made.Entry!.Id);
        Assert.NotNull(made.LookedUp);
        server.LoseNext("POST /proxies", arrives: false).LoseNext("POST /proxies", arrives: false);
        var failure = await Api.FailsAsync("NginxApiConnectionLost", client.CreateEntryAsync(Entries.Proxy("two.example.test"), null, Api.Silence, default));
        Assert.True(NginxApiErrors.IsReplyLost(failure));
        Assert.Single(server.Database.Rows);
    }

    [Fact]
    public async Task Where_nothing_can_be_looked_up_nothing_is_sent_again()
    {
        await using var server = NginxApiServer.Start();
        await using var client = Api.Client(server, time: new WaitClock());
        await client.GetDialectAsync(Api.Silence, default);
        server.LoseNext("POST /proxies");
        // A read is sent again where a kept connection had ended, so more are lost than looks are taken.
        for (var i = 0; i < 20; i++) server.LoseNext("GET /proxies");
        await Api.FailsAsync("NginxApiConnectionLost", client.CreateEntryAsync(Entries.Proxy("app.example.test"), null, Api.Silence, default));
        Assert.Equal(1, Sent(server, "POST", "/proxies"));
    }

    [Fact]
    public async Task A_lost_change_is_told_by_comparing()
    {
        await using var server = NginxApiServer.Start();
        await using var client = Api.Client(server, time: new WaitClock());
        server.Database.Add("http://10.0.0.1/", "PROXY", "app.example.test");
        server.LoseNext("PATCH /proxies/:id");
        var changed = await client.UpdateEntryAsync(1, Entries.Proxy("app.example.test", "http://10.0.0.2/"), null, Api.Silence, default);
        Assert.NotNull(changed.LookedUp);
        Assert.Equal(1, Sent(server, "PATCH", "/proxies/1"));
        server.LoseNext("PATCH /proxies/:id", arrives: false);
        changed = await client.UpdateEntryAsync(1, Entries.Proxy("app.example.test", "http://10.0.0.3/"), null, Api.Silence, default);
        Assert.Equal(3, Sent(server, "PATCH", "/proxies/1"));
        Assert.Equal("http://10.0.0.3/", Assert.Single(server.Database.Rows).ProxyPassHost);
        server.LoseNext("PATCH /proxies/:id", arrives: false);
        server.Database.Remove(1);
        Assert.False((await client.UpdateEntryAsync(1, Entries.Proxy("app.example.test"), null, Api.Silence, default)).WasThere);
    }

    [Fact]
    public async Task A_lost_deletion_is_told_by_absence()
    {
        await using var server = NginxApiServer.Start();
        await using var client = Api.Client(server, time: new WaitClock());
        server.Database.Add("http://10.0.0.1/", "PROXY", "app.example.test");
        server.Database.Add("http://10.0.0.1/", "PROXY", "two.example.test");
        server.LoseNext("DELETE /proxies/:id");
        Assert.NotNull((await client.DeleteEntryAsync(1, null, Api.Silence, default)).LookedUp);
        Assert.Equal(1, Sent(server, "DELETE", "/proxies/1"));
        server.LoseNext("DELETE /proxies/:id", arrives: false);
        Assert.Null((await client.DeleteEntryAsync(2, null, Api.Silence, default)).LookedUp);
        Assert.Equal(2, Sent(server, "DELETE", "/proxies/2"));
        Assert.Empty(server.Database.Rows);
    }

    [Fact]
    public async Task A_limit_is_waited_out_only_within_the_silence()
    {
        var clock = new WaitClock();
        await using var server = NginxApiServer.Start(options: new NginxApiServerOptions { Time = clock });
        await using var client = Api.Client(server, time: clock);
        server.Exhaust("POST /proxies", "medium");
        var failure = await Api.FailsAsync("NginxApiRateLimited", client.CreateEntryAsync(Entries.Proxy("app.example.test"), null, TimeSpan.FromSeconds(59), default));
        Assert.Equal(TimeSpan.FromSeconds(60), NginxApiErrors.RetryAfter(failure));
        Assert.Empty(clock.Waits);
        Assert.Equal(1, (await client.CreateEntryAsync(Entries.Proxy("app.example.test"), null, TimeSpan.FromSeconds(60), default)).Entry!.Id);
        Assert.Equal([TimeSpan.FromSeconds(60)], clock.Waits);
        Assert.Null(NginxApiErrors.RetryAfter(new ClusterException("X", ClusterErrorCategory.InvalidData, "m", "r")));
    }

    // Validation

    [Fact]
    public async Task What_it_would_make_of_an_entry()
    {
        await using var server = NginxApiServer.Start();
        await using var client = Api.Client(server);
        var entry = Entries.Proxy("*.example.test", tls: true);
        var valid = await client.ValidateEntryAsync(entry, null, Api.Silence, default);
        Assert.Equal(entry.Canonical(), valid.Entry!.Canonical());
        Assert.Contains("server_name *.example.test", valid.Preview, StringComparison.Ordinal);
        Assert.Contains("Wildcard proxy domains", Assert.Single(valid.Warnings), StringComparison.Ordinal);
        Assert.Empty(server.Database.Rows);

        await client.CreateEntryAsync(entry, null, Api.Silence, default);
        await Api.FailsAsync("NginxApiEntryRefused", client.ValidateEntryAsync(entry, null, Api.Silence, default));
        // As what is to replace the one that has the name, nothing speaks against it.
        Assert.Null((await client.ValidateEntryAsync(entry, 1, Api.Silence, default)).Preview);
        await Api.FailsAsync("NginxApiEntryRefused", client.ValidateEntryAsync(entry, 11, Api.Silence, default));
        Assert.Equal(0, server.Count("/proxies/1/validate"));
    }

    private static int Sent(NginxApiServer server, string method, string path) => server.Requests.Count(request => request.Method == method && request.Path == path);
}
