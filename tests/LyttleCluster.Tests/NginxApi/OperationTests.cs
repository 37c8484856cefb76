using LyttleCluster.Core.NginxApi;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.NginxApi;

/// <summary>Reloads as operations that are looked up until they end, within the calls that are allowed.</summary>
public class OperationTests
{
    private static readonly NginxApiReloadCall Call = new() { AsOperation = true, Deadline = TimeSpan.FromSeconds(300) };

    [Theory]
    [InlineData(ApiGeneration.May2026)]
    [InlineData(ApiGeneration.V2)]
    [InlineData(ApiGeneration.Agent)]
    public async Task It_succeeds(ApiGeneration generation)
    {
        await using var server = NginxApiServer.Start(generation);
        await using var client = Api.Client(server, time: new WaitClock());
        var reload = await client.ReloadAsync(Call, default);
        Assert.Equal((NginxApiReloadOutcome.Reloaded, server.Nginx.Release), (reload.Outcome, reload.Release));
        Assert.NotNull(reload.OperationId);
        Assert.Equal("/cluster/reload?broadcast=false", server.Requests.Single(request => request.Method == "POST").Target);
    }

    [Theory]
    [InlineData(ApiGeneration.V2, null)]
    [InlineData(ApiGeneration.Agent, "ConfigurationInvalid")]
    public async Task It_fails_though_202_was_said(ApiGeneration generation, string? code)
    {
        await using var server = NginxApiServer.Start(generation);
        server.Nginx.Broken = NginxWordings.DuplicateLocation;
        await using var client = Api.Client(server, time: new WaitClock());
        var reload = await client.ReloadAsync(Call, default);
        Assert.Equal((NginxApiReloadOutcome.Failed, code), (reload.Outcome, reload.Code));
        Assert.Contains("duplicate location", reload.Error!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, NginxApiReloadOutcome.Reloaded)]
    [InlineData(NginxWordings.DuplicateLocation, NginxApiReloadOutcome.Failed)]
    public async Task In_2025_12_it_says_201_whatever_happened(string? broken, object outcome)
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Keys2025);
        server.Nginx.Broken = broken;
        await using var client = Api.Client(server);
        var reload = await client.ReloadAsync(Call, default);
        Assert.Equal(outcome, reload.Outcome);
        Assert.Equal(1, server.Count("/cluster/reload"));
    }

    [Theory]
    [InlineData(ApiGeneration.V1)]
    [InlineData(ApiGeneration.Login2025)]
    public async Task Where_there_are_none_it_waits_in_one_call(ApiGeneration generation)
    {
        await using var server = NginxApiServer.Start(generation);
        await using var client = Api.Client(server);
        Assert.Equal(NginxApiReloadOutcome.Reloaded, (await client.ReloadAsync(Call, default)).Outcome);
        Assert.Equal(1, server.Nginx.Reloads);
    }

    [Fact]
    public async Task One_that_runs_for_ever_ends_at_the_deadline_within_the_allowed_calls()
    {
        var clock = new WaitClock();
        await using var server = NginxApiServer.Start(options: new NginxApiServerOptions { Time = clock });
        server.Nginx.NextReloads.Enqueue(new SimulatedReload { NeverEnds = true });
        await using var client = Api.Client(server, time: clock);
        var began = clock.GetUtcNow();
        var reload = await client.ReloadAsync(Call with { Deadline = TimeSpan.FromMinutes(40) }, default);
        Assert.Equal(NginxApiReloadOutcome.Unknown, reload.Outcome);
        Assert.Contains("has not ended within the time limit", reload.Error!, StringComparison.Ordinal);
        Assert.InRange(clock.GetUtcNow() - began, TimeSpan.FromMinutes(35), TimeSpan.FromMinutes(40));
        Assert.Equal(0, server.LimitedCalls);
    }

    [Fact]
    public async Task One_that_is_not_known_any_more_is_told_by_the_node_s_own_record()
    {
        var clock = new WaitClock();
        await using var server = NginxApiServer.Start(options: new NginxApiServerOptions { Time = clock });
        await using var client = Api.Client(server, time: clock);
        var gate = new TaskCompletionSource();
        server.Nginx.NextReloads.Enqueue(new SimulatedReload { Until = gate.Task });
        var running = client.ReloadAsync(Call, default);
        await server.WaitForRequestAsync("/cluster/reload");
        server.ForgetOperations();
        gate.SetResult();
        var reload = await running;
        Assert.Equal((NginxApiReloadOutcome.Reloaded, server.Nginx.Release), (reload.Outcome, reload.Release));
    }

    [Fact]
    public async Task A_lost_202_is_looked_up_too()
    {
        await using var server = NginxApiServer.Start();
        server.Nginx.NextReloads.Enqueue(SimulatedReload.ReplyLost());
        await using var client = Api.Client(server, time: new WaitClock());
        var reload = await client.ReloadAsync(Call, default);
        Assert.Equal(NginxApiReloadOutcome.Reloaded, reload.Outcome);
        Assert.NotNull(reload.LookedUp);
        Assert.Equal(1, server.Nginx.Reloads);
    }

    [Fact]
    public void Looks_become_seldom_and_little_that_is_left_is_spread()
    {
        var pauses = Enumerable.Range(0, 8).Select(look => PollPause.After(look, default).TotalSeconds);
        Assert.Equal([0.25, 0.5, 1, 2, 4, 8, 8, 8], pauses);
        Assert.Equal(TimeSpan.FromSeconds(30), PollPause.After(7, new NginxApiLimits(null, 9, TimeSpan.FromSeconds(300))));
        Assert.Equal(TimeSpan.FromSeconds(57), PollPause.After(0, new NginxApiLimits(TimeSpan.FromSeconds(57), null, null)));
        Assert.Equal(TimeSpan.FromSeconds(8), PollPause.After(int.MaxValue, default));
    }
}
