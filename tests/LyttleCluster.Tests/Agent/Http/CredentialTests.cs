using System.Net;
using System.Text;
using LyttleCluster.Service.Agent.Access;

namespace LyttleCluster.Tests.Agent.Http;

public sealed class CredentialTests
{
    [Theory]
    [InlineData("X-API-Key", "wrong-key-0123456789", "Invalid API key")]
    [InlineData("X-API-Key", RunningAgent.Admin + "x", "Invalid API key")]
    [InlineData("X-API-Key", "", "Authentication credentials are required")]
    [InlineData("Authorization", "ApiKey wrong-key-0123456789", "Invalid API key")]
    [InlineData("Authorization", "ApiKey ", "Authentication credentials are required")]
    [InlineData("Authorization", "Bearer " + RunningAgent.Admin, "Malformed bearer token")]
    [InlineData("Authorization", "Bearer a.b.c", "Malformed bearer token")]
    [InlineData("Authorization", "Basic dXNlcjpwYXNz", "Authentication credentials are required")]
    [InlineData("Cookie", "X-API-Key=" + RunningAgent.Admin, "Authentication credentials are required")]
    public async Task What_proves_nothing_is_refused(string header, string value, string message)
    {
        await using var agent = await RunningAgent.StartAsync();
        using var answer = await agent.SendAsync(HttpMethod.Get, "/nginx?key=" + RunningAgent.Admin, null, (header, value));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(message, (await RunningAgent.JsonAsync(answer)).GetProperty("message").GetString());
        Assert.Equal(["ApiKey", "Bearer"], answer.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("ApiKey")]
    [InlineData("apikey")]
    public async Task A_key_may_be_in_either_header(string scheme)
    {
        await using var agent = await RunningAgent.StartAsync();
        using var answer = await agent.SendAsync(HttpMethod.Get, "/auth/status", null, ("Authorization", $"{scheme} {RunningAgent.Viewer}"));
        var body = await RunningAgent.JsonAsync(answer);
        Assert.Equal("api-key authentication is working", body.GetProperty("message").GetString());
        var identity = body.GetProperty("identity");
        Assert.Equal("api-key", identity.GetProperty("authMethod").GetString());
        Assert.Equal(ApiKey.Of(RunningAgent.Viewer, 1, Right.Viewer).Id, identity.GetProperty("apiKeyId").GetString());
        Assert.Equal(["viewer"], identity.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
    }

    [Fact]
    public async Task A_token_does_what_its_key_may_for_900_seconds()
    {
        await using var agent = await RunningAgent.StartAsync();
        var given = await RunningAgent.JsonAsync(await agent.PostAsync("/auth/token", RunningAgent.Viewer));
        Assert.Equal("Bearer", given.GetProperty("tokenType").GetString());
        Assert.Equal(900, given.GetProperty("expiresInSeconds").GetInt32());
        Assert.Equal("2026-01-02T03:19:05.000Z", given.GetProperty("expiresAt").GetString());
        var bearer = ("Authorization", "bearer " + given.GetProperty("accessToken").GetString());

        using var me = await agent.SendAsync(HttpMethod.Get, "/auth/me", null, bearer);
        var identity = (await RunningAgent.JsonAsync(me)).GetProperty("identity");
        Assert.Equal("bearer-token", identity.GetProperty("authMethod").GetString());
        Assert.StartsWith("admin:api-key:1-", identity.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.True(identity.TryGetProperty("tokenId", out _));
        using var tooMuch = await agent.SendAsync(HttpMethod.Post, "/reload", null, bearer);
        Assert.Equal(HttpStatusCode.Forbidden, tooMuch.StatusCode);
        using var again = await agent.SendAsync(HttpMethod.Post, "/auth/token", null, bearer);
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);

        agent.Time.Advance(TimeSpan.FromSeconds(899));
        using var last = await agent.SendAsync(HttpMethod.Get, "/auth/me", null, bearer);
        Assert.Equal(HttpStatusCode.OK, last.StatusCode);
        agent.Time.Advance(TimeSpan.FromSeconds(1));
        using var late = await agent.SendAsync(HttpMethod.Get, "/auth/me", null, bearer);
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
        Assert.Equal("Bearer token has expired", (await RunningAgent.JsonAsync(late)).GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_bad_token_is_not_made_good_by_a_key()
    {
        await using var agent = await RunningAgent.StartAsync();
        using var answer = await agent.SendAsync(HttpMethod.Get, "/nginx", RunningAgent.Admin, ("Authorization", "Bearer a.b.c"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public void A_token_cannot_be_changed_or_brought_from_elsewhere()
    {
        var time = new ManualTimeProvider();
        var tokens = new BearerTokens(time);
        var caller = new Caller("api-key:1-x", Caller.ByApiKey, Right.Viewer);
        var (token, _) = tokens.Issue(caller);
        var parts = token.Split('.');
        Assert.Equal(Right.Viewer, tokens.Check(token).Caller!.Right);

        var claims = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])).Replace("viewer", "platform-admin");
        var forged = System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims));
        Assert.Equal("Invalid bearer token signature", tokens.Check($"{parts[0]}.{forged}.{parts[2]}").Why);
        var none = System.Buffers.Text.Base64Url.EncodeToString("""{"alg":"none","typ":"JWT"}"""u8);
        Assert.Equal("Malformed bearer token", tokens.Check($"{none}.{parts[1]}.").Why);
        Assert.Equal("Invalid bearer token signature", new BearerTokens(time).Check(token).Why);
        Assert.Equal("Invalid bearer token signature", tokens.Check($"{parts[0]}.{parts[1]}.").Why);
    }

    [Fact]
    public async Task Keys_are_replaced_without_a_restart_and_a_bad_file_changes_nothing()
    {
        await using var agent = await RunningAgent.StartAsync();
        const string Fresh = "fresh-key-0123456789abc";
        RunningAgent.WriteKeys(agent.KeyFile, Fresh + " operator\n");
        using var old = await agent.GetAsync("/nginx");
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        using var fresh = await agent.GetAsync("/nginx", Fresh);
        Assert.Equal(HttpStatusCode.OK, fresh.StatusCode);

        RunningAgent.WriteKeys(agent.KeyFile, "short\n");
        using var still = await agent.GetAsync("/nginx", Fresh);
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        Assert.Contains("The API keys from before stay in force.", agent.Log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("short\n", agent.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_credential_only_the_open_calls_are_answered_and_it_says_why()
    {
        await using var agent = await RunningAgent.StartAsync(new RunningAgent.Setup { Change = options => options with { ApiKeyFile = null } });
        using var open = await agent.GetAsync("/health", key: null);
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        using var closed = await agent.GetAsync("/nginx", key: null);
        Assert.Contains("--api-key-file", (await RunningAgent.JsonAsync(closed)).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("--api-key-file", agent.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_key_or_token_is_ever_in_the_log()
    {
        await using var agent = await RunningAgent.StartAsync();
        var token = (await RunningAgent.JsonAsync(await agent.PostAsync("/auth/token"))).GetProperty("accessToken").GetString()!;
        (await agent.GetAsync("/nginx", "wrong-key-0123456789")).Dispose();
        (await agent.SendAsync(HttpMethod.Post, "/node/reboot?token=" + token, null, ("Authorization", "Bearer " + token[..^2]))).Dispose();
        (await agent.PostAsync("/reload", RunningAgent.Operator)).Dispose();
        var log = agent.Log.ToString();
        Assert.Contains("Refused GET /nginx", log, StringComparison.Ordinal);
        Assert.Contains("nginx was reloaded", log, StringComparison.Ordinal);
        Assert.All([RunningAgent.Operator, RunningAgent.Admin, "wrong-key", token[..^2]], secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal));
    }
}
