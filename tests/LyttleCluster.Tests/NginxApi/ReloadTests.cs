using LyttleCluster.Core.NginxApi;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.NginxApi;

/// <summary>The verdict of a reload is true, whatever happens.</summary>
public class ReloadTests
{
    // What nginx says

    [Theory]
    [InlineData(ApiGeneration.V1)]
    [InlineData(ApiGeneration.Keys2025)]
    [InlineData(ApiGeneration.V2)]
    [InlineData(ApiGeneration.Agent)]
    public async Task Refused_by_nginx(ApiGeneration generation)
    {
        await using var server = NginxApiServer.Start(generation);
        server.Nginx.Broken = NginxWordings.DuplicateLocation;
        await using var client = Api.Client(server);
        var reload = await client.ReloadAsync(Api.Reload, default);
        Assert.Equal(NginxApiReloadOutcome.Failed, reload.Outcome);
        Assert.Contains("duplicate location \"/\"", reload.Error!, StringComparison.Ordinal);
        Assert.Contains("conf.d/4.conf:70\nnginx: configuration file", reload.Error!, StringComparison.Ordinal);
        Assert.Equal((1, 1), (reload.Attempts, server.Nginx.Reloads));
    }

    [Fact]
    public async Task What_the_agent_cannot_tell_yet_is_looked_up()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        await using var client = Api.Client(server, time: new WaitClock());
        server.Nginx.NextReloads.Enqueue(new SimulatedReload { Error = "nginx still works on it", Code = "ReloadUnknown" });
        var open = await client.ReloadAsync(Api.Reload, default);
        Assert.Equal((NginxApiReloadOutcome.Unknown, "nginx still works on it"), (open.Outcome, open.Error));
        server.On("/reload", async exchange =>
        {
            await exchange.AnswerAsync(500, "application/json", """{"success":false,"code":"ReloadUnknown","error":"nginx still works on it"}""");
            server.Nginx.ReloadByItself();
            return true;
        });
        Assert.Equal(NginxApiReloadOutcome.Reloaded, (await client.ReloadAsync(Api.Reload, default)).Outcome);
    }

    [Fact]
    public async Task Rolled_back()
    {
        await using var server = NginxApiServer.Start();
        server.Nginx.NextReloads.Enqueue(SimulatedReload.RolledBack());
        await using var client = Api.Client(server);
        var reload = await client.ReloadAsync(Api.Reload, default);
        Assert.Equal(NginxApiReloadOutcome.RolledBack, reload.Outcome);
        Assert.Contains("injected reload failure", reload.Error!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ApiGeneration.V2, null)]
    [InlineData(ApiGeneration.Agent, "NginxNotRunning")]
    public async Task Nginx_is_dead(ApiGeneration generation, string? code)
    {
        await using var server = NginxApiServer.Start(generation);
        server.Nginx.Running = false;
        await using var client = Api.Client(server);
        var reload = await client.ReloadAsync(Api.Reload, default);
        Assert.Equal(NginxApiReloadOutcome.Failed, reload.Outcome);
        Assert.Equal(code, reload.Code);
        Assert.Contains("nginx.pid", reload.Error!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_taken()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        server.Nginx.NextReloads.Enqueue(SimulatedReload.NotTaken());
        await using var client = Api.Client(server);
        var reload = await client.ReloadAsync(Api.Reload, default);
        Assert.Equal((NginxApiReloadOutcome.NotTaken, "ReloadNotTaken"), (reload.Outcome, reload.Code));
        Assert.Contains("Address already in use", Assert.Single(reload.Log), StringComparison.Ordinal);
        Assert.False(reload.IsProven);
    }

    [Fact]
    public async Task The_server_s_stack_is_never_shown()
    {
        await using var server = NginxApiServer.Start();
        server.On("/reload", Faults.Answer(500, """
            {"success":false,"error":"Cannot read properties of undefined (reading 'x')\n    at Reloader.run (/app/dist/reloader.js:12:3)\n    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)"}
            """));
        await using var client = Api.Client(server);
        Assert.Equal("Cannot read properties of undefined (reading 'x')", (await client.ReloadAsync(Api.Reload, default)).Error);

        server.On("/reload", Faults.Answer(500, """{"statusCode":500,"message":"boom","code":"INTERNAL_SERVER_ERROR","details":{"stack":"Error: secret\n    at /app/x.js:1:1"}}"""));
        var failure = await Api.FailsAsync("NginxApiServerFailed", client.ReloadAsync(Api.Reload, default));
        Assert.Contains("(500): boom", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forced_only_where_that_is_known()
    {
        await using var agent = NginxApiServer.Start(ApiGeneration.Agent);
        await using var lyttle = NginxApiServer.Start();
        foreach (var server in new[] { agent, lyttle })
        {
            await using var client = Api.Client(server);
            await client.ReloadAsync(Api.Reload with { Force = true, CorrelationId = "my-run-42" }, default);
        }

        var asked = agent.Requests.Single(request => request.Path == "/reload");
        Assert.Equal(("/reload?force=true", "my-run-42"), (asked.Target, asked.Headers["X-Correlation-Id"]));
        Assert.Equal("/reload", lyttle.Requests.Single(request => request.Path == "/reload").Target);
    }

    // What passes by itself

    [Theory]
    [InlineData("EEXIST")]
    [InlineData("ENOENT")]
    [InlineData("ENOTEMPTY")]
    public async Task A_collision_is_tried_again(string code)
    {
        await using var server = NginxApiServer.Start();
        server.Nginx.NextReloads.Enqueue(SimulatedReload.Collision(code));
        server.Nginx.NextReloads.Enqueue(SimulatedReload.Collision(code));
        var clock = new WaitClock();
        await using var client = Api.Client(server, time: clock);
        var reload = await client.ReloadAsync(Api.Reload with { RetryCount = 2 }, default);
        Assert.Equal((NginxApiReloadOutcome.Reloaded, 3), (reload.Outcome, reload.Attempts));
        Assert.Equal([TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1)], clock.Waits);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_collision_that_does_not_pass_is_a_failure(int retries)
    {
        await using var server = NginxApiServer.Start();
        for (var i = 0; i < 5; i++) server.Nginx.NextReloads.Enqueue(SimulatedReload.Collision());
        await using var client = Api.Client(server, time: new WaitClock());
        var reload = await client.ReloadAsync(Api.Reload with { RetryCount = retries }, default);
        Assert.Equal((NginxApiReloadOutcome.Failed, retries + 1), (reload.Outcome, reload.Attempts));
        Assert.StartsWith("EEXIST: ", reload.Error, StringComparison.Ordinal);
        Assert.Equal(retries + 1, server.Nginx.Reloads);
    }

    [Theory]
    [InlineData("short", 1)]
    [InlineData("medium", 60)]
    public async Task Asked_too_often_it_waits_as_long_as_it_is_told(string bucket, int seconds)
    {
        var clock = new WaitClock();
        await using var server = NginxApiServer.Start(options: new NginxApiServerOptions { Time = clock });
        await using var client = Api.Client(server, time: clock);
        await client.GetDialectAsync(Api.Silence, default);
        server.Exhaust("POST /reload", bucket);
        var reload = await client.ReloadAsync(Api.Reload with { Deadline = TimeSpan.FromMinutes(5) }, default);
        Assert.Equal((NginxApiReloadOutcome.Reloaded, 1), (reload.Outcome, reload.Attempts));
        Assert.Equal([TimeSpan.FromSeconds(seconds)], clock.Waits);
        Assert.Equal(1, server.Nginx.Reloads);
    }

    [Fact]
    public async Task Asked_too_often_for_longer_than_the_deadline_nothing_is_done()
    {
        var clock = new WaitClock();
        await using var server = NginxApiServer.Start(options: new NginxApiServerOptions { Time = clock });
        server.Exhaust("POST /reload", "long");
        await using var client = Api.Client(server, time: clock);
        var failure = await Api.FailsAsync("NginxApiRateLimited", client.ReloadAsync(Api.Reload, default));
        Assert.Contains("it answers again in 900 s", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Nginx.Reloads);
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task The_standard_header_is_read_too()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        var first = true;
        server.On("/reload", async exchange =>
        {
            var again = !first;
            first = false;
            if (again) await exchange.AnswerAsync(200, "application/json", """{"success":true,"release":"r2"}""");
            else await exchange.WriteAsync("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");
            return true;
        });
        var clock = new WaitClock();
        await using var client = Api.Client(server, time: clock);
        Assert.Equal("r2", (await client.ReloadAsync(Api.Reload, default)).Release);
        Assert.Equal([TimeSpan.FromSeconds(7)], clock.Waits);
    }

    // Answers that are lost

    [Theory]
    [InlineData(ApiGeneration.V2, LostReply.Closed)]
    [InlineData(ApiGeneration.V2, LostReply.Cut)]
    [InlineData(ApiGeneration.V2, LostReply.GatewayPage)]
    [InlineData(ApiGeneration.May2026, LostReply.Closed)]
    [InlineData(ApiGeneration.Agent, LostReply.Closed)]
    [InlineData(ApiGeneration.Agent, LostReply.Cut)]
    public async Task A_lost_answer_is_looked_up(ApiGeneration generation, LostReply how)
    {
        await using var server = NginxApiServer.Start(generation);
        server.Nginx.NextReloads.Enqueue(SimulatedReload.ReplyLost(how));
        server.Nginx.NextReloads.Enqueue(SimulatedReload.Refused() with { Reply = how });
        await using var client = Api.Client(server, time: new WaitClock());
        var good = await client.ReloadAsync(Api.Reload, default);
        Assert.Equal((NginxApiReloadOutcome.Reloaded, server.Nginx.Release), (good.Outcome, good.Release));
        Assert.Contains("the answer was lost", good.LookedUp!, StringComparison.Ordinal);

        var bad = await client.ReloadAsync(Api.Reload, default);
        Assert.Equal(NginxApiReloadOutcome.Failed, bad.Outcome);
        Assert.Contains("duplicate location", bad.Error!, StringComparison.Ordinal);
        Assert.Equal(2, server.Nginx.Reloads);
    }

    [Theory]
    [InlineData(ApiGeneration.V1, LostReply.Closed)]
    [InlineData(ApiGeneration.V1, LostReply.Cut)]
    [InlineData(ApiGeneration.Login2025, LostReply.Closed)]
    [InlineData(ApiGeneration.Keys2025, LostReply.GatewayPage)]
    public async Task Where_nobody_can_tell_it_is_unknown_and_not_repeated(ApiGeneration generation, LostReply how)
    {
        await using var server = NginxApiServer.Start(generation);
        server.Nginx.NextReloads.Enqueue(SimulatedReload.ReplyLost(how));
        await using var client = Api.Client(server, time: new WaitClock());
        var reload = await client.ReloadAsync(Api.Reload, default);
        Assert.Equal(NginxApiReloadOutcome.Unknown, reload.Outcome);
        Assert.NotNull(reload.Error);
        Assert.Contains("keeps no record", reload.LookedUp!, StringComparison.Ordinal);
        Assert.Equal(1, server.Nginx.Reloads);
    }

    [Theory]
    [InlineData(ApiGeneration.V2)]
    [InlineData(ApiGeneration.Agent)]
    public async Task A_request_that_never_arrived_is_never_a_success(ApiGeneration generation)
    {
        var clock = new WaitClock();
        await using var server = NginxApiServer.Start(generation, new NginxApiServerOptions { Time = clock });
        server.Nginx.NextReloads.Enqueue(new SimulatedReload { NeverArrives = true });
        await using var client = Api.Client(server, time: clock);
        var reload = await client.ReloadAsync(Api.Reload with { Deadline = TimeSpan.FromMinutes(5) }, default);
        Assert.Equal(NginxApiReloadOutcome.Unknown, reload.Outcome);
        Assert.Contains("shows no reload since", reload.LookedUp!, StringComparison.Ordinal);
        Assert.Equal(0, server.LimitedCalls);
        Assert.InRange(clock.Waits.Count, 5, 30);
    }

    [Fact]
    public async Task An_agent_that_is_restarted_in_the_middle_is_asked_again()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        server.Nginx.NextReloads.Enqueue(new SimulatedReload { Restarts = true });
        await using var client = Api.Client(server, time: new WaitClock());
        var reload = await client.ReloadAsync(Api.Reload, default);
        Assert.Equal((NginxApiReloadOutcome.Reloaded, 2, true), (reload.Outcome, reload.Attempts, reload.IsProven));
    }

    [Fact]
    public async Task An_agent_that_is_restarted_in_the_middle_is_unknown_without_retries()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        server.Nginx.NextReloads.Enqueue(new SimulatedReload { Restarts = true });
        await using var client = Api.Client(server, time: new WaitClock());
        var reload = await client.ReloadAsync(Api.Reload with { RetryCount = 0 }, default);
        Assert.Equal(NginxApiReloadOutcome.Unknown, reload.Outcome);
        Assert.Contains("was restarted", reload.LookedUp!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Minutes_later_it_may_still_succeed()
    {
        var clock = new ManualTimeProvider();
        var acme = new TaskCompletionSource();
        await using var server = NginxApiServer.Start(options: new NginxApiServerOptions { Time = clock });
        server.Nginx.NextReloads.Enqueue(new SimulatedReload { Until = acme.Task });
        await using var client = Api.Client(server, time: clock);
        var running = client.ReloadAsync(new NginxApiReloadCall { Deadline = TimeSpan.FromSeconds(300) }, default);
        await server.WaitForRequestAsync("/reload");
        clock.Advance(TimeSpan.FromSeconds(75));
        Assert.False(running.IsCompleted);
        acme.SetResult();
        var reload = await running;
        Assert.Equal((NginxApiReloadOutcome.Reloaded, TimeSpan.FromSeconds(75)), (reload.Outcome, reload.Duration));
    }

    [Theory]
    [InlineData(ApiGeneration.V2)]
    [InlineData(ApiGeneration.Agent)]
    [InlineData(ApiGeneration.V1)]
    public async Task Past_the_deadline_it_is_unknown(ApiGeneration generation)
    {
        var clock = new ManualTimeProvider();
        var never = new TaskCompletionSource();
        await using var server = NginxApiServer.Start(generation, new NginxApiServerOptions { Time = clock });
        server.Nginx.NextReloads.Enqueue(new SimulatedReload { Until = never.Task });
        await using var client = Api.Client(server, time: clock);
        var running = client.ReloadAsync(new NginxApiReloadCall { Deadline = TimeSpan.FromSeconds(60) }, default);
        await server.WaitForRequestAsync("/reload");
        clock.Advance(TimeSpan.FromSeconds(60));
        var reload = await running;
        Assert.Equal(NginxApiReloadOutcome.Unknown, reload.Outcome);
        Assert.Contains("silent for", reload.Error!, StringComparison.Ordinal);
        Assert.Equal(1, server.Count("/reload"));
    }

    [Fact]
    public async Task Cancelling_ends_it_at_once()
    {
        await using var server = NginxApiServer.Start();
        server.Nginx.NextReloads.Enqueue(new SimulatedReload { Until = new TaskCompletionSource().Task });
        await using var client = Api.Client(server);
        using var stop = new CancellationTokenSource();
        var running = client.ReloadAsync(Api.Reload, stop.Token);
        await server.WaitForRequestAsync("/reload");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_success_that_is_no_answer_is_no_success()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.V1);
        await using var client = Api.Client(server);
        await client.GetDialectAsync(Api.Silence, default);
        foreach (var body in new[] { "", "{}", "<html>Welcome</html>", """{"success":"true"}""", "[true]", "null" })
        {
            server.On("/reload", Faults.Answer(200, body));
            Assert.Equal(NginxApiReloadOutcome.Unknown, (await client.ReloadAsync(Api.Reload, default)).Outcome);
        }
    }

    // Not let in

    [Theory]
    [InlineData(ApiGeneration.Keys2025, "wrong-key", "NginxApiUnauthorized")]
    [InlineData(ApiGeneration.V2, "wrong-key", "NginxApiUnauthorized")]
    [InlineData(ApiGeneration.Agent, "wrong-key", "NginxApiUnauthorized")]
    [InlineData(ApiGeneration.Login2025, "wrong-key", "NginxApiLoginRefused")]
    [InlineData(ApiGeneration.Login2025, "admin:wrong", "NginxApiLoginRefused")]
    [InlineData(ApiGeneration.V2, "eyJhbGciOiJIUzI1NiJ9.e30.bad", "NginxApiUnauthorized")]
    [InlineData(ApiGeneration.V2, "viewer-key-0123456789", "NginxApiForbidden")]
    [InlineData(ApiGeneration.Agent, "viewer-key-0123456789", "NginxApiForbidden")]
    [InlineData(ApiGeneration.V2, "with space", "NginxApiKeyInvalid")]
    [InlineData(ApiGeneration.V2, "line\nend", "NginxApiKeyInvalid")]
    public async Task Not_let_in(ApiGeneration generation, string key, string errorId)
    {
        await using var server = NginxApiServer.Start(generation);
        await using var client = Api.Client(server, key);
        var failure = await Api.FailsAsync(errorId, client.ReloadAsync(Api.Reload, default));
        Assert.DoesNotContain(key, failure.Message + failure.Remedy + client.Endpoint, StringComparison.Ordinal);
        Assert.Equal(EndpointConnection.AccessDenied, NginxApiErrors.ConnectionOf(failure));
        Assert.Equal(0, server.Nginx.Reloads);
    }

    [Fact]
    public async Task Without_a_key()
    {
        await using var server = NginxApiServer.Start();
        await using var client = new NginxApiClient(new NginxApiEndpoint { Node = "n1", Uri = server.Uri }, TimeProvider.System);
        await Api.FailsAsync("NginxApiKeyMissing", client.ReloadAsync(Api.Reload, default));
        Assert.All(server.Requests, request => Assert.False(request.Headers.ContainsKey("X-API-Key") || request.Headers.ContainsKey("Authorization")));
    }

    [Fact]
    public async Task The_key_goes_only_where_it_is_needed_and_only_once()
    {
        await using var server = NginxApiServer.Start();
        await using var client = Api.Client(server);
        await client.ReloadAsync(Api.Reload, default);
        Assert.All(server.Requests, request => Assert.False(request.Headers.ContainsKey("X-API-Key") && request.Headers.ContainsKey("Authorization")));
        Assert.All(server.Requests.Where(request => request.Path is "/health" or "/auth/info"), request => Assert.False(request.Headers.ContainsKey("X-API-Key")));
    }
}
