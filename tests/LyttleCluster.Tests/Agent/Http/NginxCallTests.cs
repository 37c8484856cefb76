using System.Net;
using LyttleCluster.Service.Agent.Endpoints;
using LyttleCluster.Service.Agent.Nginx;

namespace LyttleCluster.Tests.Agent.Http;

public sealed class NginxCallTests
{
    [Fact]
    public async Task The_state_of_nginx()
    {
        await using var agent = await RunningAgent.StartAsync();
        Assert.Equal(
            """{"version":"1.22.1","running":true,"masterPid":12,"release":"r-1","releaseServed":true,"workers":{"current":2,"old":1,"oldGenerations":1,"maxOldGenerations":8},"lastReload":null,"configuration":"/etc/nginx/nginx.conf","configurationRelease":null}""",
            await (await agent.GetAsync("/nginx", RunningAgent.Viewer)).Content.ReadAsStringAsync());
        agent.Nginx.State = agent.Nginx.State with { LastReload = new LastReload(agent.Time.GetUtcNow(), ReloadOutcome.ReloadNotTaken, TimeSpan.FromMilliseconds(5001), "bind() failed") };
        Assert.Equal(
            """{"at":"2026-01-02T03:04:05.000Z","outcome":"ReloadNotTaken","durationMs":5001,"error":"bind() failed"}""",
            (await agent.GetJsonAsync("/nginx")).GetProperty("lastReload").GetRawText());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_test_of_the_configuration_is_answered_whatever_it_says(bool valid)
    {
        await using var agent = await RunningAgent.StartAsync();
        agent.Nginx.Test = new ConfigurationTest(valid, "nginx: [emerg] \"x\" in /etc/nginx/nginx.conf:3", TimeSpan.FromMilliseconds(12));
        using var answer = await agent.PostAsync("/configuration/test");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var body = await RunningAgent.JsonAsync(answer);
        Assert.Equal((valid, "nginx: [emerg] \"x\" in /etc/nginx/nginx.conf:3", 12), (body.GetProperty("valid").GetBoolean(), body.GetProperty("output").GetString(), body.GetProperty("durationMs").GetInt32()));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("?force=true", true)]
    [InlineData("?force=false", false)]
    public async Task A_reload_that_was_taken(string query, bool force)
    {
        await using var agent = await RunningAgent.StartAsync();
        using var answer = await agent.PostAsync("/reload" + query, RunningAgent.Operator);
        Assert.Equal("""{"success":true,"release":"r-2","durationMs":41}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal(force, agent.Nginx.LastForce);
    }

    [Fact]
    public async Task A_reload_with_nonsense_is_not_begun()
    {
        await using var agent = await RunningAgent.StartAsync();
        using var answer = await agent.PostAsync("/reload?force=yes");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(0, agent.Nginx.ReloadsBegun);
    }

    [Theory]
    [InlineData(ReloadOutcome.ConfigurationInvalid)]
    [InlineData(ReloadOutcome.ReloadNotTaken)]
    [InlineData(ReloadOutcome.NginxNotRunning)]
    [InlineData(ReloadOutcome.ReloadFailed)]
    [InlineData(ReloadOutcome.TooManyOldWorkers)]
    public async Task Any_other_outcome_is_an_error_in_nginx_own_words(object outcome)
    {
        await using var agent = await RunningAgent.StartAsync();
        agent.Nginx.Report = new ReloadReport { Outcome = (ReloadOutcome)outcome, Duration = TimeSpan.FromMilliseconds(7), Error = "nginx: [emerg] bind() failed", Log = ["a", "b"] };
        using var answer = await agent.PostAsync("/reload");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal(
            $$"""{"success":false,"code":"{{outcome}}","error":"nginx: [emerg] bind() failed","durationMs":7,"log":["a","b"]}""",
            await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_caller_who_leaves_does_not_end_a_reload_that_began()
    {
        await using var agent = await RunningAgent.StartAsync();
        var mayEnd = new TaskCompletionSource();
        agent.Nginx.ReloadMayEnd = mayEnd.Task;
        using var leaves = new CancellationTokenSource();
        var request = new HttpRequestMessage(HttpMethod.Post, "/reload");
        request.Headers.Add("X-API-Key", RunningAgent.Operator);
        var answer = agent.Client.SendAsync(request, leaves.Token);
        await agent.Nginx.WaitForReloadsAsync(1);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);

        mayEnd.SetResult();
        agent.Nginx.ReloadMayEnd = Task.CompletedTask;
        using var next = await agent.PostAsync("/reload");
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        Assert.Equal(2, agent.Nginx.ReloadsBegun);
    }

    [Fact]
    public async Task Logs_are_asked_for_as_the_caller_says()
    {
        await using var agent = await RunningAgent.StartAsync();
        agent.Nginx.Page = new LogPage(
            [
                new LogLine { Timestamp = agent.Time.GetUtcNow(), Stream = NginxLogStream.Error, Level = NginxLogLevel.Emerg, Message = "bind() failed", Raw = "2026/01/02 03:04:05 [emerg] 12#12: bind() failed", Pid = 12 },
                new LogLine { Stream = NginxLogStream.Access, Level = NginxLogLevel.Info, Message = "\u001b[31m\0\"", Raw = "\u001b[31m\0\"" },
            ],
            "next-1");
        using var answer = await agent.GetAsync("/logs?count=2&level=warn&stream=error&after=cursor", RunningAgent.Operator);
        Assert.Equal(new LogQuery { Count = 2, Level = NginxLogLevel.Warn, Stream = NginxLogStream.Error, After = "cursor" }, agent.Nginx.LastQuery);
        var body = await RunningAgent.JsonAsync(answer);
        Assert.Equal((2, "next-1"), (body.GetProperty("count").GetInt32(), body.GetProperty("next").GetString()));
        Assert.Equal(
            """{"timestamp":"2026-01-02T03:04:05.000Z","stream":"error","level":"emerg","message":"bind() failed","raw":"2026/01/02 03:04:05 [emerg] 12#12: bind() failed","pid":12}""",
            body.GetProperty("entries")[0].GetRawText());
        Assert.Equal("\u001b[31m\0\"", body.GetProperty("logs")[1].GetString());
        Assert.Equal("access", body.GetProperty("entries")[1].GetProperty("stream").GetString());
    }

    [Fact]
    public async Task Logs_have_a_default_count()
    {
        await using var agent = await RunningAgent.StartAsync();
        (await agent.GetAsync("/logs")).Dispose();
        Assert.Equal(new LogQuery { Count = 100 }, agent.Nginx.LastQuery);
    }

    [Theory]
    [InlineData("count=0")]
    [InlineData("count=-1")]
    [InlineData("count=10001")]
    [InlineData("count=many")]
    [InlineData("count=1.5")]
    [InlineData("level=loud")]
    [InlineData("level=3")]
    [InlineData("stream=both")]
    [InlineData("stream=0")]
    public async Task Wrong_questions_about_logs_are_refused(string query)
    {
        await using var agent = await RunningAgent.StartAsync();
        using var answer = await agent.GetAsync("/logs?" + query);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("BadRequest", (await RunningAgent.JsonAsync(answer)).GetProperty("code").GetString());
        Assert.Null(agent.Nginx.LastQuery);
    }

    [Theory]
    [InlineData("", "999 ")]
    [InlineData("&after=x", "0 ")]
    public async Task Long_lines_are_fewer_lines(string after, string mustBeThere)
    {
        await using var agent = await RunningAgent.StartAsync();
        agent.Nginx.Page = new LogPage(
            [.. Enumerable.Range(0, 1000).Select(number => $"{number} {new string('"', 1000)}").Select(text => new LogLine { Stream = NginxLogStream.Access, Level = NginxLogLevel.Info, Message = text, Raw = text })],
            "next");
        using var answer = await agent.GetAsync("/logs?count=1000" + after);
        Assert.InRange(answer.Content.Headers.ContentLength!.Value, LogCalls.MostBytes / 2, LogCalls.MostBytes);
        var body = await RunningAgent.JsonAsync(answer);
        var lines = body.GetProperty("logs").EnumerateArray().Select(line => line.GetString()!).ToArray();
        Assert.Equal(body.GetProperty("count").GetInt32(), lines.Length);
        Assert.Contains(lines, line => line.StartsWith(mustBeThere, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cursor_that_is_none_is_a_bad_request()
    {
        await using var agent = await RunningAgent.StartAsync();
        agent.Nginx.Failure = new ClusterException("LogCursorInvalid", ClusterErrorCategory.InvalidArgument, "The cursor is not one of this agent.", "Read without it.");
        using var answer = await agent.GetAsync("/logs?after=x");
        Assert.Equal((HttpStatusCode.BadRequest, "LogCursorInvalid"), (answer.StatusCode, (await RunningAgent.JsonAsync(answer)).GetProperty("code").GetString()));
    }
}
