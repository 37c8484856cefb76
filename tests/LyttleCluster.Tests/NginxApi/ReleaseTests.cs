using System.Text.Json;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.NginxApi;

/// <summary>Releases of an agent: one verdict each, and it is true, whatever becomes of the answer.</summary>
public class ReleaseTests
{
    [Fact]
    public async Task Made_unchanged_changed_and_activated_again()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        await using var client = Api.Client(server);
        var first = await client.PublishAsync(Set(Entries.Proxy("a.example.test"), Entries.Redirect("b.example.test")) with { CorrelationId = "run-1" }, default);
        Assert.Equal((NginxApiReleaseOutcome.Activated, "run-1", null, null), (first.Outcome, first.CorrelationId, first.LookedUp, first.Error));
        Assert.Equal([(0, 1, "a.example.test"), (1, 2, "b.example.test")], first.Entries.Select(entry => (entry.Index, entry.Id!.Value, entry.Names[0])));
        Assert.Equal(server.Nginx.Release, first.ServedRelease);

        var listed = await client.ListEntriesAsync(Api.Silence, default);
        Assert.Equal(first.SetETag, listed.SetETag);
        Assert.Equal(first.Entries.Select(entry => entry.ETag), listed.Entries.Select(entry => entry.ETag));
        Assert.Equal(Entries.Redirect("b.example.test").Canonical(), listed.Entries[1].Entry!.Canonical());

        var again = await client.PublishAsync(new NginxApiReleaseCall { Set = [new NginxApiReleaseSet(Entries.Proxy("a.example.test"), 1, listed.Entries[0].ETag)], SetETag = listed.SetETag }, default);
        Assert.Equal((NginxApiReleaseOutcome.Unchanged, first.Release), (again.Outcome, again.Release));
        Assert.Equal(1, server.Nginx.Reloads);

        var second = await client.PublishAsync(
            new NginxApiReleaseCall { Set = [new NginxApiReleaseSet(Entries.Proxy("a.example.test", "http://10.0.0.2/"), 1, listed.Entries[0].ETag)], Remove = [new NginxApiReleaseRemove(2, listed.Entries[1].ETag)] }, default);
        Assert.Equal((NginxApiReleaseOutcome.Activated, first.Release), (second.Outcome, second.PreviousRelease));
        var releases = await client.ListReleasesAsync(20, Api.Silence, default);
        Assert.Equal((second.Release, 2), (releases.Current, releases.Releases.Count));
        Assert.Equal((true, 0, 1, 1, "run-1"), (releases.Releases[0].IsCurrent, releases.Releases[0].Added, releases.Releases[0].Changed, releases.Releases[0].Removed, releases.Releases[1].CorrelationId));
        Assert.NotNull(releases.Releases[0].CreatedAt);
        var told = await client.GetReleaseAsync(second.Release!, null, Api.Silence, default);
        Assert.Equal([("changed", 1), ("removed", 2)], told.Differences.Select(difference => (difference.Action, difference.Id)));
        Assert.Equal("http://10.0.0.2/", told.Differences[0].After!.Entry!.Upstreams[0].Address.ToString());
        Assert.Null(told.Differences[1].After);
        Assert.Equal("b.example.test", told.Differences[1].Before!.Names[0]);

        var back = await client.ActivateReleaseAsync(first.Release!, second.SetETag, Api.Silence, null, default);
        Assert.Equal((NginxApiReleaseOutcome.Activated, first.SetETag), (back.Outcome, back.SetETag));
        Assert.Equal(NginxApiReleaseOutcome.Activated, (await client.ActivateReleaseAsync("none", null, Api.Silence, null, default)).Outcome);
        Assert.Empty((await client.ListEntriesAsync(Api.Silence, default)).Entries);
    }

    [Fact]
    public async Task The_body_that_is_sent()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        await using var client = Api.Client(server);
        await client.PublishAsync(
            new NginxApiReleaseCall
            {
                Set = [new NginxApiReleaseSet(Entries.Proxy("a.example.test")), new NginxApiReleaseSet(Entries.Proxy("b.example.test"), 7, "aa")],
                Remove = [new NginxApiReleaseRemove(8), new NginxApiReleaseRemove(9, "bb")],
                SetETag = "cc",
            },
            default);
        var sent = server.Requests.Single(request => request is { Method: "POST", Path: "/releases" });
        Assert.Equal("\"cc\"", sent.Headers["If-Match"]);
        using var json = JsonDocument.Parse(sent.Body);
        var entry = """{"domains":["a.example.test"],"proxyPassHost":"http://127.0.0.1:18080/","type":"PROXY","ssl":false,"nginxCustomCode":""}""";
        Assert.Equal(
            $$$"""{"dryRun":false,"testUpstreams":false,"set":[{"entry":{{{entry}}}},{"id":7,"ifMatch":"aa","entry":{{{entry.Replace("a.example", "b.example", StringComparison.Ordinal)}}}}],"remove":[{"id":8},{"id":9,"ifMatch":"bb"}]}""",
            json.RootElement.GetRawText());
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        await using var client = Api.Client(server);
        var call = Set(Entries.Proxy("a.example.test")) with { DryRun = true, TestUpstreams = true };
        var run = await client.PublishAsync(call, default);
        Assert.Equal(NginxApiReleaseOutcome.Valid, run.Outcome);
        Assert.Equal(new NginxApiUpstreamTest(0, "http://127.0.0.1:1/", false, "Connection refused", TimeSpan.FromMilliseconds(3)), Assert.Single(run.Upstreams));
        Assert.Single(run.Warnings);
        Assert.Empty(server.Entries);
        await client.PublishAsync(Set(Entries.Proxy("a.example.test")), default);
        var same = new NginxApiReleaseCall { Set = [new NginxApiReleaseSet(Entries.Proxy("a.example.test"), 1)], DryRun = true };
        Assert.Equal(NginxApiReleaseOutcome.Unchanged, (await client.PublishAsync(same, default)).Outcome);
        server.LoseNext("POST /releases");
        await Api.FailsAsync("NginxApiConnectionLost", client.PublishAsync(same, default));
    }

    [Fact]
    public async Task Entries_that_moved()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        await using var client = Api.Client(server);
        await client.PublishAsync(Set(Entries.Proxy("a.example.test"), Entries.Proxy("b.example.test")), default);
        var moved = await client.PublishAsync(
            new NginxApiReleaseCall { Set = [new NginxApiReleaseSet(Entries.Proxy("a.example.test", "http://10.0.0.2/"), 1, "stale")], Remove = [new NginxApiReleaseRemove(2, "stale")] }, default);
        Assert.Equal((NginxApiReleaseOutcome.Moved, "EntryChanged"), (moved.Outcome, moved.Code));
        Assert.Equal([(0, 1), (-1, 2)], moved.Problems.Select(problem => (problem.Index, problem.Id!.Value)));
        Assert.Equal(NginxApiReleaseOutcome.Moved, (await client.PublishAsync(Set(Entries.Proxy("c.example.test")) with { SetETag = "stale" }, default)).Outcome);
        Assert.Equal(1, server.Nginx.Reloads);
    }

    [Fact]
    public async Task What_nginx_refuses_or_does_not_take()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        await using var client = Api.Client(server);
        server.Nginx.NextReloads.Enqueue(SimulatedReload.Refused());
        server.Nginx.NextReloads.Enqueue(SimulatedReload.NotTaken());
        server.Nginx.NextReloads.Enqueue(SimulatedReload.RolledBack());
        var refused = await client.PublishAsync(Set(Entries.Proxy("a.example.test")), default);
        Assert.Equal((NginxApiReleaseOutcome.Invalid, "ConfigurationInvalid"), (refused.Outcome, refused.Code));
        Assert.Contains("duplicate location", refused.Error, StringComparison.Ordinal);
        Assert.Equal((0, "nginxCustomCode"), (refused.Problems[0].Index, refused.Problems[0].Field));
        var kept = await client.PublishAsync(Set(Entries.Proxy("a.example.test")), default);
        Assert.Equal((NginxApiReleaseOutcome.NotTaken, true, 1), (kept.Outcome, kept.PutBack, kept.Log.Count));
        Assert.Equal(NginxApiReleaseOutcome.Failed, (await client.PublishAsync(Set(Entries.Proxy("a.example.test")), default)).Outcome);
        Assert.Empty(server.Entries);
    }

    [Theory]
    [InlineData(409, """{"statusCode":409,"message":"nginx does not run","code":"NginxNotRunning"}""", "Refused", "nginx does not run")]
    [InlineData(400, """{"statusCode":400,"message":["one","two"],"code":"EntryInvalid","problems":[]}""", "Invalid", "one; two")]
    [InlineData(500, """{"success":false,"code":"ReloadUnknown","error":"An earlier reload is not settled","putBack":true}""", "Refused", "An earlier reload is not settled")]
    [InlineData(500, """{"success":false,"code":"ReloadFailed","error":"[emerg] x\n    at f (/x.js:1:1)","putBack":false}""", "Failed", "[emerg] x")]
    public async Task Answers_that_are_verdicts(int status, string body, string outcome, string error)
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        server.On("/releases", Faults.Answer(status, body));
        await using var client = Api.Client(server);
        var release = await client.PublishAsync(Set(Entries.Proxy("a.example.test")), default);
        Assert.Equal((outcome, error, status == 500 ? outcome == "Refused" : (bool?)null), (release.Outcome.ToString(), release.Error, release.PutBack));
    }

    [Fact]
    public async Task An_agent_that_is_too_old_is_to_be_updated()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent, new NginxApiServerOptions { HasReleases = false });
        await using var client = Api.Client(server);
        foreach (var call in new Func<Task>[]
        {
            () => client.PublishAsync(Set(Entries.Proxy("a.example.test")), default),
            () => client.ActivateReleaseAsync("none", null, Api.Silence, null, default),
            () => client.ListReleasesAsync(20, Api.Silence, default),
            () => client.GetReleaseAsync("x", null, Api.Silence, default),
            () => client.ListEntriesAsync(Api.Silence, default),
        })
        {
            var failure = await Api.FailsAsync("NginxApiNotSupported", call());
            Assert.Contains("Update the agent", failure.Remedy, StringComparison.Ordinal);
        }

        Assert.Empty(await client.ListCertificatesAsync(Api.Silence, default));
    }

    [Fact]
    public async Task Who_may_not_and_what_is_not_there()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        await using var viewer = Api.Client(server, server.KeyOf("operator"));
        await Api.FailsAsync("NginxApiForbidden", viewer.PublishAsync(Set(Entries.Proxy("a.example.test")), default));
        await using var client = Api.Client(server);
        var failure = await Api.FailsAsync("NginxApiReleaseNotFound", client.ActivateReleaseAsync("20260101-x", null, Api.Silence, null, default));
        Assert.Equal("20260101-x", failure.TargetName);
        await Api.FailsAsync("NginxApiReleaseNotFound", client.GetReleaseAsync("20260101-x", null, Api.Silence, default));
        await using var lyttle = NginxApiServer.Start();
        await using var other = Api.Client(lyttle);
        await Api.FailsAsync("NginxApiNotSupported", other.ListReleasesAsync(20, Api.Silence, default));
    }

    // Lost answers

    [Theory]
    [InlineData(LostReply.Closed)]
    [InlineData(LostReply.Cut)]
    [InlineData(LostReply.GatewayPage)]
    public async Task A_lost_success_is_found_with_its_entries(LostReply how)
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        await using var client = Api.Client(server, time: new WaitClock());
        server.Nginx.NextReloads.Enqueue(SimulatedReload.ReplyLost(how));
        var release = await client.PublishAsync(Set(Entries.Proxy("a.example.test"), Entries.Proxy("b.example.test")), default);
        Assert.Equal(NginxApiReleaseOutcome.Activated, release.Outcome);
        Assert.Equal([1, 2], release.Entries.Select(entry => entry.Id!.Value));
        Assert.Equal(server.Nginx.Release, release.ServedRelease);
        Assert.NotNull(release.LookedUp);
        Assert.Equal(1, server.Nginx.Reloads);
        server.LoseNext("POST /releases");
        release = await client.PublishAsync(new NginxApiReleaseCall { Set = [new NginxApiReleaseSet(Entries.Proxy("a.example.test"), 1)] }, default);
        Assert.Equal((NginxApiReleaseOutcome.Unchanged, 1), (release.Outcome, server.Nginx.Reloads));
        var first = (await client.ListReleasesAsync(20, Api.Silence, default)).Current!;
        await client.PublishAsync(new NginxApiReleaseCall { Remove = [new NginxApiReleaseRemove(1)] }, default);
        server.Nginx.NextReloads.Enqueue(SimulatedReload.ReplyLost(how));
        Assert.Equal(NginxApiReleaseOutcome.Activated, (await client.ActivateReleaseAsync(first, null, Api.Silence, null, default)).Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_live_before_a_lost_success_is_told_or_said_to_be_unknown(bool tells)
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent, new NginxApiServerOptions { TellsPrevious = tells });
        await using var client = Api.Client(server, time: new WaitClock());
        var first = await client.PublishAsync(Set(Entries.Proxy("a.example.test")), default);
        Assert.Equal((null, true), (first.PreviousRelease, first.IsPreviousKnown));
        await client.PublishAsync(Set(Entries.Proxy("b.example.test")), default);
        await client.ActivateReleaseAsync(first.Release!, null, Api.Silence, null, default);
        server.Nginx.NextReloads.Enqueue(SimulatedReload.ReplyLost(LostReply.Closed));
        var release = await client.PublishAsync(Set(Entries.Proxy("c.example.test")), default);
        Assert.NotNull(release.LookedUp);
        Assert.Equal((tells ? first.Release : null, tells), (release.PreviousRelease, release.IsPreviousKnown));
        Assert.Equal((await client.ListEntriesAsync(Api.Silence, default)).SetETag, release.SetETag);
        Assert.Equal(tells ? first.Release : null, (await client.GetReleaseAsync(release.Release!, null, Api.Silence, default)).Previous);
    }

    [Fact]
    public async Task While_the_agent_is_still_at_it_nothing_is_said()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        var clock = new WaitClock { Hold = true };
        await using var client = Api.Client(server, time: clock);
        var reloaded = new TaskCompletionSource();
        server.Nginx.NextReloads.Enqueue(new SimulatedReload { Until = reloaded.Task });
        await using var behind = Api.Client(server);
        var made = new TaskCompletionSource<Task<NginxApiRelease>>();
        // What stands in between gives up at once; the agent goes on.
        server.On("/releases", async exchange =>
        {
            server.On("/releases", null);
            made.SetResult(behind.PublishAsync(Set(Entries.Proxy("a.example.test")) with { CorrelationId = exchange.Request.Headers["X-Correlation-Id"] }, default));
            await server.WaitForRequestAsync("/releases", 2);
            await exchange.AnswerAsync(504, "text/html", "<html>Gateway Time-out</html>");
            return true;
        });
        var running = client.PublishAsync(Set(Entries.Proxy("a.example.test")), default);
        for (var looks = 0; looks < 5; looks++) (await clock.NextWaitAsync()).End();
        var last = await clock.NextWaitAsync();
        Assert.False(running.IsCompleted);
        reloaded.SetResult();
        await await made.Task;
        last.End();
        Assert.Equal(NginxApiReleaseOutcome.Activated, (await running).Outcome);
    }

    [Theory]
    [InlineData("not taken", "NotTaken", "ReloadNotTaken")]
    [InlineData("refused", "Invalid", "ConfigurationInvalid")]
    [InlineData("failed", "Failed", "ReloadFailed")]
    public async Task A_lost_failure_is_told_by_the_agents_last_reload(string how, string outcome, string code)
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        await using var client = Api.Client(server, time: new WaitClock());
        var reload = how switch { "not taken" => SimulatedReload.NotTaken(), "refused" => SimulatedReload.Refused(), _ => SimulatedReload.RolledBack() };
        server.Nginx.NextReloads.Enqueue(reload with { Reply = LostReply.Closed });
        var release = await client.PublishAsync(Set(Entries.Proxy("a.example.test")), default);
        Assert.Equal((outcome, code), (release.Outcome.ToString(), release.Code));
        Assert.NotNull(release.LookedUp);
        Assert.True(release.PutBack);
    }

    [Fact]
    public async Task What_the_agent_cannot_tell_yet_is_looked_up_until_it_can()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        await using var client = Api.Client(server, time: new WaitClock());
        foreach (var (then, outcome) in new[] { (new SimulatedReload(), NginxApiReleaseOutcome.Activated), (SimulatedReload.NotTaken(), NginxApiReleaseOutcome.NotTaken) })
        {
            server.Nginx.NextReloads.Enqueue(then);
            server.On("/releases", async exchange =>
            {
                server.On("/releases", null);
                await using var behind = Api.Client(server);
                await behind.PublishAsync(Set(Entries.Proxy($"{outcome}.example.test")) with { CorrelationId = exchange.Request.Headers["X-Correlation-Id"] }, default);
                await exchange.AnswerAsync(500, "application/json", """{"success":false,"code":"ReloadUnknown","error":"nginx still works on it","putBack":false,"log":["a line"]}""");
                return true;
            });
            Assert.Equal(outcome, (await client.PublishAsync(Set(Entries.Proxy($"{outcome}.example.test")), default)).Outcome);
        }

        server.On("/releases", Faults.Answer(500, """{"success":false,"code":"ReloadUnknown","error":"nginx still works on it","putBack":false,"log":["a line"]}"""));
        var never = await client.PublishAsync(Set(Entries.Proxy("c.example.test")), default);
        Assert.Equal((NginxApiReleaseOutcome.Unknown, "ReloadUnknown", "nginx still works on it", "a line"), (never.Outcome, never.Code, never.Error, Assert.Single(never.Log)));
    }

    [Fact]
    public async Task A_failed_reload_of_somebody_else_tells_nothing_of_ours()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        await using var client = Api.Client(server, time: new WaitClock());
        server.Nginx.NextReloads.Enqueue(SimulatedReload.NotTaken());
        server.On("/releases", async exchange =>
        {
            server.On("/releases", null);
            await using var other = Api.Client(server);
            await other.PublishAsync(Set(Entries.Proxy("x.example.test")), default);
            return false;
        });
        var release = await client.PublishAsync(Set(Entries.Proxy("a.example.test")) with { Deadline = TimeSpan.FromSeconds(60) }, default);
        Assert.Equal(NginxApiReleaseOutcome.Unknown, release.Outcome);
        Assert.NotNull(release.Error);
    }

    [Fact]
    public async Task An_agent_that_was_restarted_in_the_middle_has_not_done_it()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        await using var client = Api.Client(server, time: new WaitClock());
        server.Nginx.NextReloads.Enqueue(new SimulatedReload { Restarts = true });
        var release = await client.PublishAsync(Set(Entries.Proxy("a.example.test")), default);
        Assert.Equal((NginxApiReleaseOutcome.Failed, "AgentRestarted", true), (release.Outcome, release.Code, release.PutBack));
    }

    [Fact]
    public async Task A_release_that_never_arrived_is_unknown_when_the_time_is_over()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        var clock = new WaitClock();
        await using var client = Api.Client(server, time: clock);
        server.Nginx.NextReloads.Enqueue(new SimulatedReload { NeverArrives = true });
        var release = await client.PublishAsync(Set(Entries.Proxy("a.example.test")), default);
        Assert.Equal((NginxApiReleaseOutcome.Unknown, 1), (release.Outcome, server.Requests.Count(request => request is { Method: "POST", Path: "/releases" })));
        Assert.InRange(release.Duration, TimeSpan.FromSeconds(280), TimeSpan.FromSeconds(300));
    }

    [Theory]
    [InlineData(true, "Activated")]
    [InlineData(false, "Moved")]
    public async Task What_somebody_else_made_of_it_since(bool keepsOurs, string outcome)
    {
        const string entry = """{"domains":["a.example.test"],"proxyPassHost":"http://127.0.0.1:18080/","type":"PROXY","ssl":false,"nginxCustomCode":""}""";
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        var clock = new WaitClock { Hold = true };
        await using var client = Api.Client(server, time: clock);
        var reloaded = new TaskCompletionSource();
        server.Nginx.NextReloads.Enqueue(SimulatedReload.ReplyLost() with { Until = reloaded.Task });
        var running = client.PublishAsync(Set(Entries.Proxy("a.example.test")), default);
        await server.WaitForRequestAsync("/releases");
        // The first look tells nothing; before the second, another one publishes.
        server.On("/nginx", Faults.Answer(503, """{"message":"not now"}"""));
        reloaded.SetResult();
        var wait = await clock.NextWaitAsync();
        server.PublishElsewhere(keepsOurs ? [entry, entry.Replace("a.", "b.", StringComparison.Ordinal)] : [entry.Replace("a.", "b.", StringComparison.Ordinal)]);
        server.On("/nginx", null);
        wait.End();
        var release = await running;
        Assert.Equal(outcome, release.Outcome.ToString());
        Assert.NotNull(release.LookedUp);
    }

    private static NginxApiReleaseCall Set(params NginxEntry[] entries) => new() { Set = [.. entries.Select(entry => new NginxApiReleaseSet(entry))] };
}
