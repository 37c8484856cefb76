using System.Net;
using System.Text;
using LyttleCluster.Core;
using LyttleCluster.Service.Manager.Access;
using LyttleCluster.Service.Manager.Http;
using LyttleCluster.Tests;
using Microsoft.AspNetCore.Http;

namespace LyttleCluster.ManagerTests.Access;

/// <summary>What a browser does: signing in, forms, and what pages of other sites try.</summary>
public class BrowserTests
{
    private static readonly ManagerRoute[] Routes =
    [
        GateHost.Answering("GET", "/read", "Nodes.Get"),
        GateHost.Answering("POST", "/change", "Access.Grant"),
        new("GET", "/form", null, context => context.Response.WriteAsync(Csrf.TokenFor(context))),
        new("POST", "/echo", "Access.Grant", async context => await context.Response.WriteAsync((await context.Request.ReadFormAsync())["text"].ToString())),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_token_opens_a_session_that_ends_by_signing_out(bool tls)
    {
        await using var host = tls ? await GateHost.TlsAsync(Routes) : await GateHost.PlainAsync(Routes);
        using var client = host.Client();
        var secret = await host.TokenAsync("alice", AccessRole.Admin);
        using var signedIn = await SignInAsync(client, secret, "/nodes?x=1");
        Assert.Equal((HttpStatusCode.SeeOther, "/nodes?x=1"), (signedIn.StatusCode, signedIn.Headers.Location!.OriginalString));
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single();
        foreach (var part in new[] { "httponly", "samesite=strict", "path=/", "max-age=43200" }) Assert.Contains(part, cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(tls, cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(tls, cookie.StartsWith("__Host-", StringComparison.Ordinal));
        Assert.DoesNotContain(secret, cookie, StringComparison.Ordinal);

        var session = cookie.Split(';')[0];
        Assert.Equal("alice", await (await SendAsync(client, HttpMethod.Get, "/read", session)).Content.ReadAsStringAsync());
        var proof = await (await SendAsync(client, HttpMethod.Get, "/form", session)).Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(client, HttpMethod.Post, "/change", session, Form(("csrf", proof)))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await SendAsync(client, HttpMethod.Post, "/sign-out", session, Form(("csrf", proof)))).StatusCode);
        Assert.NotEqual("alice", await (await SendAsync(client, HttpMethod.Get, "/read", session)).Content.ReadAsStringAsync());
        Assert.DoesNotContain(secret, host.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_ends_with_its_token()
    {
        await using var host = await GateHost.TlsAsync(Routes);
        using var client = host.Client();
        using var signedIn = await SignInAsync(client, await host.TokenAsync("alice", AccessRole.Admin), "/");
        var session = signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(client, HttpMethod.Get, "/read", session)).StatusCode);
        await host.ApplyAsync(new RemoveToken { Names = ["alice"] });
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(client, HttpMethod.Get, "/read", session)).StatusCode);
    }

    [Fact]
    public void A_session_ends_after_twelve_hours_or_with_its_tokens_time()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        var sessions = new BrowserSessions(time);
        var longer = sessions.Open(Token("longer", time.GetUtcNow().AddDays(3)));
        var shorter = sessions.Open(Token("shorter", time.GetUtcNow().AddHours(1)));
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.NotNull(sessions.Find(shorter));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(sessions.Find(shorter));
        Assert.NotNull(sessions.Find(longer));
        time.Advance(TimeSpan.FromHours(11));
        Assert.Null(sessions.Find(longer));
    }

    [Fact]
    public void Many_sessions_of_one_token_end_its_oldest_and_nobody_elses()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        var sessions = new BrowserSessions(time);
        var other = sessions.Open(Token("other", time.GetUtcNow().AddDays(3)));
        var first = sessions.Open(Token("greedy", time.GetUtcNow().AddDays(3)));
        for (var i = 0; i < 40; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            sessions.Open(Token("greedy", time.GetUtcNow().AddDays(3)));
        }

        Assert.Null(sessions.Find(first));
        Assert.NotNull(sessions.Find(other));
    }

    [Theory]
    [InlineData("cross-site", null, false)]
    [InlineData("same-site", null, false)]
    [InlineData(null, "http://evil.example.com", false)]
    [InlineData(null, "null", false)]
    [InlineData("same-origin", null, true)]
    [InlineData("same-origin", "own", true)]
    [InlineData(null, "own", true)]
    public async Task Only_the_managers_own_pages_change_anything(string? site, string? origin, bool allowed)
    {
        await using var host = await GateHost.PlainAsync(Routes);
        using var client = host.Client();
        var proof = await client.GetStringAsync("/form");
        var own = $"http://{host.Address.Authority}";
        foreach (var shown in new[] { proof, "", "AAAA", "!", Convert.ToBase64String(new byte[32]) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/change") { Content = Form(("csrf", shown)) };
            if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
            if (origin is not null) request.Headers.Add("Origin", origin == "own" ? own : origin);
            using var answer = await client.SendAsync(request);
            Assert.Equal(allowed && shown == proof ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_form_without_any_word_of_where_it_comes_from_needs_its_proof_and_a_program_needs_none()
    {
        await using var host = await GateHost.PlainAsync(Routes);
        using var client = host.Client();
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(client, HttpMethod.Post, "/change", null, Form(("csrf", "")))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(client, HttpMethod.Post, "/change", null, new StringContent("{}", Encoding.UTF8, "text/plain"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(client, HttpMethod.Post, "/change", null, new StringContent("{}", Encoding.UTF8, "application/json"))).StatusCode);
        // What a program shows in the header no page of another site can.
        using var withToken = host.ClientWithToken(await host.TokenAsync("ci", AccessRole.Admin));
        withToken.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(withToken, HttpMethod.Post, "/change", null, Form(("a", "b")))).StatusCode);
    }

    [Fact]
    public async Task The_proof_of_one_caller_is_not_anothers()
    {
        await using var host = await GateHost.TlsAsync(Routes);
        host.Ssl!.User("alice", "ca", methods: "*");
        host.Ssl.User("bob", "ca", methods: "*");
        using var alice = host.Client("alice");
        using var bob = host.Client("bob");
        var proof = await alice.GetStringAsync("/form");
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(alice, HttpMethod.Post, "/change", null, Form(("csrf", proof)))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(bob, HttpMethod.Post, "/change", null, Form(("csrf", proof)))).StatusCode);
    }

    [Fact]
    public async Task A_script_of_the_pages_shows_its_proof_in_a_header_and_the_form_is_still_there_for_the_handler()
    {
        await using var host = await GateHost.PlainAsync(Routes);
        using var client = host.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/echo") { Content = Form(("text", "here")) };
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        request.Headers.Add(Csrf.Header, await client.GetStringAsync("/form"));
        Assert.Equal("here", await (await client.SendAsync(request)).Content.ReadAsStringAsync());
        Assert.Equal("there", await (await SendAsync(client, HttpMethod.Post, "/echo", null, Form(("text", "there"), ("csrf", await client.GetStringAsync("/form"))))).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_page_of_another_site_does_not_read_in_the_background_but_links_work()
    {
        await using var host = await GateHost.PlainAsync(Routes);
        using var client = host.Client();
        Assert.Equal(HttpStatusCode.Forbidden, (await FetchedAsync("cross-site", "no-cors")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await FetchedAsync("same-site", "cors")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await FetchedAsync("cross-site", "navigate")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await FetchedAsync("same-origin", "cors")).StatusCode);

        Task<HttpResponseMessage> FetchedAsync(string site, string mode)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/read");
            request.Headers.Add("Sec-Fetch-Site", site);
            request.Headers.Add("Sec-Fetch-Mode", mode);
            return client.SendAsync(request);
        }
    }

    [Theory]
    [InlineData("127.0.0.1:80", true)]
    [InlineData("localhost", true)]
    [InlineData("manager.localhost:6977", true)]
    [InlineData("[::1]:6977", true)]
    [InlineData("evil.example.com", false)]
    [InlineData("evil.example.com:6977", false)]
    [InlineData("127.0.0.1.evil.example.com", false)]
    [InlineData("localhost.evil.example.com", false)]
    [InlineData("10.0.0.1", false)]
    public async Task Without_TLS_only_names_of_loopback_are_answered(string name, bool answered)
    {
        await using var host = await GateHost.PlainAsync(Routes);
        using var client = host.Client();
        foreach (var path in new[] { "/read", "/form" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = name;
            using var answer = await client.SendAsync(request);
            Assert.Equal(answered ? HttpStatusCode.OK : HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("Forwarded", "for=203.0.113.9")]
    [InlineData("Via", "1.1 proxy")]
    public async Task What_comes_through_a_proxy_is_not_local(string header, string value)
    {
        await using var host = await GateHost.PlainAsync(Routes);
        using var client = host.Client();
        client.DefaultRequestHeaders.Add(header, value);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(client, HttpMethod.Get, "/read", null)).StatusCode);
    }

    [Theory]
    [InlineData("/nodes?state=Ready", "/nodes?state=Ready")]
    [InlineData("", "/")]
    [InlineData("//evil.example.com", "/")]
    [InlineData("/\\evil.example.com", "/")]
    [InlineData("https://evil.example.com", "/")]
    [InlineData("/a\r\nSet-Cookie: x=y", "/")]
    public void Signing_in_leads_to_a_page_of_ours(string given, string path) => Assert.Equal(path, SignIn.ReturnPath(given));

    [Fact]
    public async Task A_refusal_is_a_page_for_people_and_a_problem_for_programs()
    {
        await using var host = await GateHost.TlsAsync([.. Routes, GateHost.Answering("GET", "/api/v1/nodes", "Nodes.Get")]);
        using var client = host.Client();
        var shown = 0;
        host.Access.Gate.Page = (context, refusal) => context.Response.WriteAsync($"<h1>{refusal.Error.ErrorId}</h1>{++shown}");
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var page = await client.GetAsync("/read");
        Assert.Equal((HttpStatusCode.Unauthorized, "<h1>NotAuthenticated</h1>1"), (page.StatusCode, await page.Content.ReadAsStringAsync()));
        using var problem = await client.GetAsync("/api/v1/nodes");
        Assert.Equal("application/problem+json", problem.Content.Headers.ContentType!.MediaType);
        Assert.Contains("\"errorId\":\"NotAuthenticated\"", await problem.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("Bearer", problem.Headers.WwwAuthenticate.Single().Scheme);
    }

    private static LyttleCluster.Core.Access.AccessTokenDocument Token(string name, DateTimeOffset end) =>
        new() { Name = name, Hash = name, Role = AccessRole.Viewer, Owner = "o", CreatedAt = end, ExpiresAt = end };

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient client, string token, string goOn)
    {
        var proof = await client.GetStringAsync("/form");
        return await client.PostAsync("/sign-in", Form(("token", token), ("csrf", proof), ("return", goOn)));
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod verb, string path, string? cookie, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(verb, path) { Content = content };
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        return client.SendAsync(request);
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
}
