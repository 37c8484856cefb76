using System.Net;
using System.Net.Sockets;
using System.Text;
using LyttleCluster.Service.Agent;

namespace LyttleCluster.Tests.Agent.Http;

/// <summary>What holds for every call: ids, envelopes, limits, and callers who misbehave.</summary>
public sealed class ProtocolTests
{
    [Theory]
    [InlineData("X-Correlation-Id", "my-run.42:a_B", true)]
    [InlineData("X-Request-Id", "my-run-42", true)]
    [InlineData("X-Correlation-Id", "with blank", false)]
    [InlineData("X-Correlation-Id", "a/b", false)]
    [InlineData("X-Correlation-Id", "a;b", false)]
    [InlineData("X-Correlation-Id", "", false)]
    public async Task A_plain_correlation_id_is_taken_and_any_other_replaced(string header, string id, bool taken)
    {
        await using var agent = await RunningAgent.StartAsync();
        using var answer = await agent.SendAsync(HttpMethod.Get, "/nope", null, (header, id));
        var answered = Assert.Single(answer.Headers.GetValues("X-Correlation-Id"));
        Assert.Equal(taken, answered == id);
        Assert.True(taken || Guid.TryParse(answered, out _));
    }

    [Fact]
    public async Task An_endless_correlation_id_is_replaced()
    {
        await using var agent = await RunningAgent.StartAsync();
        using var longest = await agent.SendAsync(HttpMethod.Get, "/health", null, ("X-Correlation-Id", new string('a', 128)));
        Assert.Equal(new string('a', 128), longest.Headers.GetValues("X-Correlation-Id").Single());
        using var longer = await agent.SendAsync(HttpMethod.Get, "/health", null, ("X-Correlation-Id", new string('a', 129)));
        Assert.True(Guid.TryParse(longer.Headers.GetValues("X-Correlation-Id").Single(), out _));
    }

    [Theory]
    [InlineData("GET", "/nope", 404, "NotFound", "Cannot GET /nope")]
    [InlineData("GET", "/reload", 405, "MethodNotAllowed", "Cannot GET /reload: use POST")]
    [InlineData("DELETE", "/nginx", 405, "MethodNotAllowed", "Cannot DELETE /nginx: use GET")]
    [InlineData("OPTIONS", "/proxies", 405, "MethodNotAllowed", "Cannot OPTIONS /proxies: use GET, POST")]
    [InlineData("PUT", "/proxies/1", 405, "MethodNotAllowed", "Cannot PUT /proxies/1: use DELETE, GET, PATCH")]
    public async Task What_there_is_not_is_said_without_a_credential(string method, string path, int status, string code, string message)
    {
        await using var agent = await RunningAgent.StartAsync();
        using var answer = await agent.SendAsync(new HttpMethod(method), path, null);
        var body = await RunningAgent.JsonAsync(answer);
        Assert.Equal((status, code, message), ((int)answer.StatusCode, body.GetProperty("code").GetString(), body.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task A_trailing_slash_is_accepted()
    {
        await using var agent = await RunningAgent.StartAsync();
        using var answer = await agent.GetAsync("/nginx/");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Too_many_calls_of_a_credential_wait_and_others_do_not()
    {
        await using var agent = await RunningAgent.StartAsync(new RunningAgent.Setup { Change = options => options with { Limits = new AgentLimits { CallsPerSecond = 3, CallsPerMinute = 5 } } });
        Assert.Equal("200 200 200 429", await StatusesAsync(agent, RunningAgent.Viewer, 4));
        using var refused = await agent.GetAsync("/nginx", RunningAgent.Viewer);
        Assert.Equal("RateLimited", (await RunningAgent.JsonAsync(refused)).GetProperty("code").GetString());
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        Assert.Equal("200", await StatusesAsync(agent, RunningAgent.Admin, 1));

        agent.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("200 200 429", await StatusesAsync(agent, RunningAgent.Viewer, 3));
        using var minute = await agent.GetAsync("/nginx", RunningAgent.Viewer);
        Assert.Equal(TimeSpan.FromSeconds(59), minute.Headers.RetryAfter!.Delta);
        agent.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("200", await StatusesAsync(agent, RunningAgent.Viewer, 1));
    }

    [Fact]
    public async Task Wrong_keys_are_slowed_down_but_not_those_who_have_one_nor_who_watches_the_health()
    {
        await using var agent = await RunningAgent.StartAsync(new RunningAgent.Setup { Change = options => options with { Limits = new AgentLimits { CallsPerSecond = 2 } } });
        Assert.Equal("401 401 429 429", await StatusesAsync(agent, "wrong-key-0123456789", 4));
        Assert.Equal("200", await StatusesAsync(agent, RunningAgent.Viewer, 1));
        foreach (var path in new[] { "/health", "/ready", "/metrics", "/health", "/ready", "/metrics" })
        {
            using var answer = await agent.GetAsync(path, key: null);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_large_body_is_refused_before_it_is_sent()
    {
        await using var agent = await RunningAgent.StartAsync();
        var head = $"POST /reload HTTP/1.1\r\nHost: x\r\nX-API-Key: {RunningAgent.Operator}\r\nContent-Length: 104857600\r\n\r\n";
        var answer = await RawAsync(agent, Encoding.ASCII.GetBytes(head));
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"BodyTooLarge\"", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
        Assert.Equal(0, agent.Nginx.ReloadsBegun);
    }

    [Fact]
    public async Task A_small_body_is_ignored()
    {
        await using var agent = await RunningAgent.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, "/reload") { Content = new StringContent("""{"any":"thing"}""") };
        request.Headers.Add("X-API-Key", RunningAgent.Operator);
        using var answer = await agent.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_caller_who_drips_in_a_head_is_hung_up_on()
    {
        await using var agent = await RunningAgent.StartAsync(new RunningAgent.Setup { Change = options => options with { Limits = new AgentLimits { HeadersTimeout = TimeSpan.FromSeconds(1) } } });
        var answer = await RawAsync(agent, "GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: "u8.ToArray());
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_head_is_refused()
    {
        await using var agent = await RunningAgent.StartAsync();
        var answer = await RawAsync(agent, Encoding.ASCII.GetBytes($"GET /health HTTP/1.1\r\nHost: x\r\nX-Long: {new string('a', 40_000)}\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unexpected_failure_shows_no_stack_to_the_caller_but_to_the_log()
    {
        await using var agent = await RunningAgent.StartAsync();
        agent.Nginx.Failure = new InvalidOperationException("inner secret words");
        using var answer = await agent.SendAsync(HttpMethod.Get, "/nginx", RunningAgent.Viewer, ("X-Correlation-Id", "run-1"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("\"code\":\"Unexpected\"", text, StringComparison.Ordinal);
        Assert.Contains("run-1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("inner secret words", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.Contains("inner secret words", agent.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_known_failure_is_told_with_its_remedy()
    {
        await using var agent = await RunningAgent.StartAsync();
        agent.Nginx.Failure = new ClusterException("NginxNotAllowed", ClusterErrorCategory.PermissionDenied, "nginx cannot be signalled.", "Run the agent as root.");
        using var answer = await agent.PostAsync("/reload");
        var body = await RunningAgent.JsonAsync(answer);
        Assert.Equal((500, "NginxNotAllowed", "nginx cannot be signalled. Run the agent as root."),
            ((int)answer.StatusCode, body.GetProperty("code").GetString(), body.GetProperty("message").GetString()));
    }

    private static async Task<string> StatusesAsync(RunningAgent agent, string key, int times)
    {
        var statuses = new int[times];
        for (var i = 0; i < times; i++)
        {
            using var answer = await agent.GetAsync("/nginx", key);
            statuses[i] = (int)answer.StatusCode;
        }

        return string.Join(' ', statuses);
    }

    /// <summary>Sends bytes, and reads until the agent hangs up.</summary>
    private static async Task<string> RawAsync(RunningAgent agent, byte[] bytes)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, agent.Server.Address.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(bytes);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadToEndAsync();
    }
}
