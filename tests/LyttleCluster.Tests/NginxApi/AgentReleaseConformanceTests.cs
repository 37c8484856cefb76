using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.NginxApi;

/// <summary>The client's releases against our real agent beside a real nginx: what the simulated one promises holds.</summary>
public class AgentReleaseConformanceTests
{
    private static readonly NginxEntry First = Entries.Redirect("a.example.test", "https://app.example.test/new");

    [NginxFact]
    public async Task From_the_first_release_to_none_again()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var agent = await AgentProcess.StartAsync(nginx);
        await using var client = agent.Client();
        Assert.Empty((await client.ListEntriesAsync(Api.Silence, default)).Entries);
        Assert.Equal((null, 0), await client.ListReleasesAsync(20, Api.Silence, default) is var none ? (none.Current, none.Releases.Count) : default);

        var dry = await client.PublishAsync(Set(First, Entries.Proxy("b.example.test", "http://127.0.0.1:1/")) with { DryRun = true, TestUpstreams = true }, default);
        Assert.Equal((NginxApiReleaseOutcome.Valid, 2), (dry.Outcome, dry.Entries.Count));
        Assert.Equal((1, false), Assert.Single(dry.Upstreams) is var upstream ? (upstream.Index, upstream.IsReached) : default);

        var made = await client.PublishAsync(Set(First, Entries.Proxy("b.example.test")) with { CorrelationId = "run-1" }, default);
        Assert.Equal((NginxApiReleaseOutcome.Activated, null, null), (made.Outcome, made.Error, made.LookedUp));
        Assert.Equal([(0, "a.example.test"), (1, "b.example.test")], made.Entries.Select(entry => (entry.Index, entry.Names[0])));
        Assert.Equal((await client.ProbeAsync(Api.Silence, default)).Release, made.ServedRelease);
        var listed = await client.ListEntriesAsync(Api.Silence, default);
        Assert.Equal((made.SetETag, 2), (listed.SetETag, listed.Entries.Count));
        Assert.Equal(made.Entries.Select(entry => (entry.Id, entry.ETag)), listed.Entries.Select(entry => ((int?)entry.Id, entry.ETag)));
        Assert.Equal(First.Canonical(), listed.Entries[0].Entry!.Canonical());
        Assert.Equal(First.Fingerprint(), listed.Entries[0].ETag);

        var id = listed.Entries[0].Id;
        var same = await client.PublishAsync(new NginxApiReleaseCall { Set = [new NginxApiReleaseSet(First, id, listed.Entries[0].ETag)], SetETag = listed.SetETag }, default);
        Assert.Equal((NginxApiReleaseOutcome.Unchanged, made.Release), (same.Outcome, same.Release));
        var moved = await client.PublishAsync(new NginxApiReleaseCall { Set = [new NginxApiReleaseSet(First, id, "0000000000000000")] }, default);
        Assert.Equal((NginxApiReleaseOutcome.Moved, 0), (moved.Outcome, Assert.Single(moved.Problems).Index));
        Assert.Equal(NginxApiReleaseOutcome.Moved, (await client.PublishAsync(Set(Entries.Proxy("c.example.test")) with { SetETag = "0000000000000000" }, default)).Outcome);
        var taken = await client.PublishAsync(Set(Entries.Proxy("a.example.test")), default);
        Assert.Equal((NginxApiReleaseOutcome.Invalid, "EntryInvalid"), (taken.Outcome, taken.Code));
        Assert.Equal(0, taken.Problems[0].Index);

        var less = await client.PublishAsync(new NginxApiReleaseCall { Remove = [new NginxApiReleaseRemove(id, listed.Entries[0].ETag)] }, default);
        Assert.Equal((NginxApiReleaseOutcome.Activated, made.Release), (less.Outcome, less.PreviousRelease));
        var releases = await client.ListReleasesAsync(20, Api.Silence, default);
        Assert.Equal([less.Release, made.Release], releases.Releases.Select(release => release.Id));
        Assert.Equal((less.Release, "run-1", 2, 1), (releases.Current, releases.Releases[1].CorrelationId, releases.Releases[1].Added, releases.Releases[0].Removed));
        var told = await client.GetReleaseAsync(less.Release!, null, Api.Silence, default);
        Assert.Equal(("removed", id, First.Canonical()), Assert.Single(told.Differences) is var gone ? (gone.Action, gone.Id, gone.Before!.Entry!.Canonical()) : default);
        Assert.Single((await client.GetReleaseAsync(less.Release!, "none", Api.Silence, default)).Differences);
        await Api.FailsAsync("NginxApiReleaseNotFound", client.GetReleaseAsync("2026-01-01T00-00-00-000Z-00000000", null, Api.Silence, default));

        var back = await client.ActivateReleaseAsync(made.Release!, null, Api.Silence, null, default);
        Assert.Equal((NginxApiReleaseOutcome.Activated, made.SetETag), (back.Outcome, back.SetETag));
        Assert.Equal(NginxApiReleaseOutcome.Activated, (await client.ActivateReleaseAsync("none", null, Api.Silence, null, default)).Outcome);
        Assert.Empty((await client.ListEntriesAsync(Api.Silence, default)).Entries);
        await using var viewer = agent.Client(AgentProcess.Viewer);
        await Api.FailsAsync("NginxApiForbidden", viewer.PublishAsync(Set(First), default));
    }

    [NginxFact]
    public async Task What_nginx_refuses_or_does_not_take()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var agent = await AgentProcess.StartAsync(nginx);
        await using var client = agent.Client();
        using (nginx.OccupyWantedPort())
        {
            var kept = await client.PublishAsync(Set(First), default);
            Assert.Equal((NginxApiReleaseOutcome.NotTaken, true), (kept.Outcome, kept.PutBack));
            Assert.Contains("Address already in use", kept.Error, StringComparison.Ordinal);
        }

        nginx.RemoveSite("occupied");
        nginx.BreakConfiguration();
        var refused = await client.PublishAsync(Set(First), default);
        Assert.Equal((NginxApiReleaseOutcome.Invalid, "ConfigurationInvalid"), (refused.Outcome, refused.Code));
        Assert.Contains("no_such_directive", refused.Error, StringComparison.Ordinal);
        nginx.RepairConfiguration();
        Assert.Empty((await client.ListEntriesAsync(Api.Silence, default)).Entries);
        Assert.Equal(NginxApiReleaseOutcome.Activated, (await client.PublishAsync(Set(First), default)).Outcome);
        await nginx.KillAsync();
        var dead = await client.PublishAsync(Set(Entries.Proxy("b.example.test")), default);
        Assert.Equal((NginxApiReleaseOutcome.Refused, "NginxNotRunning"), (dead.Outcome, dead.Code));
    }

    [NginxFact]
    public async Task A_lost_answer_is_looked_up()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var agent = await AgentProcess.StartAsync(nginx);
        await using var between = FaultServer.StartTcp();
        between.On("*", AgentConformanceTests.ForwardTo(agent.Uri, request => request.Method == "GET"));
        await using var direct = agent.Client();
        await using var client = new NginxApiClient(direct.Endpoint with { Uri = between.HttpUri! }, TimeProvider.System);
        var made = await client.PublishAsync(Set(First), default);
        Assert.Equal((NginxApiReleaseOutcome.Activated, First.Fingerprint()), (made.Outcome, Assert.Single(made.Entries).ETag));
        Assert.NotNull(made.LookedUp);
        var id = made.Entries[0].Id;
        Assert.Equal(NginxApiReleaseOutcome.Unchanged, (await client.PublishAsync(new NginxApiReleaseCall { Set = [new NginxApiReleaseSet(First, id)] }, default)).Outcome);
        using (nginx.OccupyWantedPort())
        {
            var kept = await client.PublishAsync(Set(Entries.Proxy("b.example.test")), default);
            Assert.Equal((NginxApiReleaseOutcome.NotTaken, "ReloadNotTaken"), (kept.Outcome, kept.Code));
        }

        nginx.RemoveSite("occupied");
        nginx.BreakConfiguration();
        Assert.Equal(NginxApiReleaseOutcome.Invalid, (await client.PublishAsync(Set(Entries.Proxy("b.example.test")), default)).Outcome);
        nginx.RepairConfiguration();
        Assert.Equal(NginxApiReleaseOutcome.Activated, (await client.PublishAsync(new NginxApiReleaseCall { Remove = [new NginxApiReleaseRemove(id!.Value)] }, default)).Outcome);
        Assert.Equal(NginxApiReleaseOutcome.Activated, (await client.ActivateReleaseAsync(made.Release!, null, Api.Silence, null, default)).Outcome);
        var last = await client.PublishAsync(Set(Entries.Proxy("c.example.test")), default);
        Assert.Equal((made.Release, true, (await client.ListEntriesAsync(Api.Silence, default)).SetETag), (last.PreviousRelease, last.IsPreviousKnown, last.SetETag));
    }

    [NginxFact]
    public async Task The_agent_is_killed_in_the_middle_and_started_again()
    {
        await using var nginx = await NginxServer.StartAsync();
        // Long enough that the kill comes while nginx still tests.
        await nginx.WriteSlowSiteAsync(3000);
        await using var agent = await AgentProcess.StartAsync(nginx);
        await using var client = agent.Client();
        // An agent that has never reloaded nginx has no answer of nginx to rely on.
        Assert.Equal(NginxApiReloadOutcome.Reloaded, (await client.ReloadAsync(Api.Reload, default)).Outcome);
        var running = client.PublishAsync(Set(First) with { Deadline = TimeSpan.FromMinutes(3) }, default);
        await AgentConformanceTests.UntilTestedAsync(nginx);
        await agent.KillAsync();
        nginx.RemoveSite("slow");
        await agent.StartAsync();
        var release = await running;
        Assert.Equal((NginxApiReleaseOutcome.Failed, "ReloadFailed", true), (release.Outcome, release.Code, release.PutBack));
        Assert.Contains("left in the middle", release.Error, StringComparison.Ordinal);
        Assert.Empty((await client.ListEntriesAsync(Api.Silence, default)).Entries);
        Assert.Equal(NginxApiReleaseOutcome.Activated, (await client.PublishAsync(Set(First), default)).Outcome);
    }

    private static NginxApiReleaseCall Set(params NginxEntry[] entries) => new() { Set = [.. entries.Select(entry => new NginxApiReleaseSet(entry))] };
}
