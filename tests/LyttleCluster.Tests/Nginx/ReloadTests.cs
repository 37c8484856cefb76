using LyttleCluster.Core;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Local;

namespace LyttleCluster.Tests.Nginx;

/// <summary>Reloads of nodes whose nginx_api is scripted: every bad day has its own outcome and its own reason.</summary>
public class ReloadTests
{
    [Theory]
    [InlineData(ApiGeneration.June2025, false)]
    [InlineData(ApiGeneration.V1, false)]
    [InlineData(ApiGeneration.Keys2025, false)]
    [InlineData(ApiGeneration.May2026, false)]
    [InlineData(ApiGeneration.V2, false)]
    [InlineData(ApiGeneration.Agent, true)]
    public async Task Every_generation_reloads_and_only_the_agent_proves_it(ApiGeneration generation, bool proves)
    {
        await using var cluster = await NginxCluster.OpenAsync(1, generation);
        var answer = Assert.Single(await cluster.AnswersAsync(new ReloadNginx()));

        Assert.Equal("n0 Reloaded", NginxCluster.Describe(answer));
        Assert.Equal(proves, answer.Value!.Verified);
        Assert.Equal(proves, answer.Value.Reason is null);
        Assert.Equal(1, answer.Value.Attempts);
        Assert.Equal(1, cluster.Nodes[0].Nginx.Reloads);
        Assert.Empty(answer.Value.LogTail);
    }

    [Fact]
    public async Task A_configuration_that_nginx_refuses_is_told_in_its_words_and_stops_the_waves()
    {
        await using var cluster = await NginxCluster.OpenAsync(2);
        cluster.Nodes[0].Nginx.Broken = NginxWordings.DuplicateLocation;
        var answers = await cluster.AnswersAsync(new ReloadNginx());

        Assert.Equal(["n0 Failed NginxConfigurationInvalid", "n1 Skipped"], answers.Select(NginxCluster.Describe));
        Assert.Contains("duplicate location", answers[0].Failure!.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (answers[0].Value!.Attempts, answers[1].Value!.Attempts));
        Assert.Equal(0, cluster.Nodes[1].Nginx.Reloads);
        // The agent tests by itself before it signals nginx.
        Assert.Equal(0, cluster.Nodes[0].Count("/configuration/test"));
    }

    [Fact]
    public async Task With_force_the_reload_itself_says_so()
    {
        await using var cluster = await NginxCluster.OpenAsync(1);
        cluster.Nodes[0].Nginx.Broken = NginxWordings.DuplicateLocation;

        Assert.Equal(["n0 Failed NginxConfigurationInvalid"], await cluster.ReloadAsync(new ReloadNginx { Force = true }));
        Assert.Equal(0, cluster.Nodes[0].Count("/configuration/test"));
    }

    [Fact]
    public async Task A_reload_that_nginx_does_not_take_is_never_called_one()
    {
        await using var cluster = await NginxCluster.OpenAsync(2);
        cluster.Nodes[0].Nginx.NextReloads.Enqueue(SimulatedReload.NotTaken());
        var answers = await cluster.AnswersAsync(new ReloadNginx());

        Assert.Equal(["n0 Failed NginxReloadNotTaken", "n1 Skipped"], answers.Select(NginxCluster.Describe));
        Assert.Contains("Address already in use", Assert.Single(answers[0].Value!.LogTail), StringComparison.Ordinal);
        Assert.False(answers[0].Value!.Verified);
    }

    [Fact]
    public async Task After_a_reload_that_failed_the_next_one_is_not_refused()
    {
        await using var cluster = await NginxCluster.OpenAsync(1, ApiGeneration.V2);
        cluster.Nodes[0].Nginx.NextReloads.Enqueue(SimulatedReload.Refused());

        Assert.Equal(["n0 Failed NginxReloadFailed"], await cluster.ReloadAsync(new ReloadNginx()));
        Assert.Equal(["n0 Reloaded"], await cluster.ReloadAsync(new ReloadNginx()));
    }

    [Fact]
    public async Task A_reload_that_was_put_back_is_no_success()
    {
        await using var cluster = await NginxCluster.OpenAsync(1, ApiGeneration.V2);
        cluster.Nodes[0].Nginx.NextReloads.Enqueue(SimulatedReload.RolledBack());

        Assert.Equal(["n0 RolledBack NginxReloadRolledBack"], await cluster.ReloadAsync(new ReloadNginx()));
    }

    [Fact]
    public async Task A_dead_nginx_is_not_reloaded()
    {
        await using var cluster = await NginxCluster.OpenAsync(1);
        cluster.Nodes[0].Nginx.Running = false;

        Assert.Equal(["n0 Failed NginxNotWell"], await cluster.ReloadAsync(new ReloadNginx()));
        Assert.Equal(["n0 Failed NginxNotRunning"], await cluster.ReloadAsync(new ReloadNginx { Force = true }));
    }

    [Fact]
    public async Task A_collision_inside_LyttleNGINX_is_tried_again()
    {
        await using var cluster = await NginxCluster.OpenAsync(1, ApiGeneration.V2);
        cluster.Nodes[0].Nginx.NextReloads.Enqueue(SimulatedReload.Collision());
        var answer = Assert.Single(await cluster.AnswersAsync(new ReloadNginx()));

        Assert.Equal("n0 Reloaded", NginxCluster.Describe(answer));
        Assert.Equal(2, answer.Value!.Attempts);
    }

    [Fact]
    public async Task A_lost_answer_is_looked_up_and_never_guessed()
    {
        await using var cluster = await NginxCluster.OpenAsync(NginxApiServer.Start(ApiGeneration.Agent), NginxApiServer.Start(ApiGeneration.V1));
        cluster.Nodes[0].Nginx.NextReloads.Enqueue(SimulatedReload.ReplyLost());
        cluster.Nodes[1].Nginx.NextReloads.Enqueue(SimulatedReload.ReplyLost());

        Assert.Equal(["n0 Reloaded", "n1 TimedOut NginxReloadUnknown"], await cluster.ReloadAsync(new ReloadNginx()));
    }

    [Fact]
    public async Task An_agent_that_is_restarted_in_the_middle_is_asked_again()
    {
        await using var cluster = await NginxCluster.OpenAsync(1);
        cluster.Nodes[0].Nginx.NextReloads.Enqueue(new SimulatedReload { Restarts = true });
        var answer = Assert.Single(await cluster.AnswersAsync(new ReloadNginx()));

        Assert.Equal("n0 Reloaded", NginxCluster.Describe(answer));
        Assert.Equal(2, answer.Value!.Attempts);
    }

    [Fact]
    public async Task A_wrong_key_stops_the_waves_and_says_where()
    {
        await using var cluster = await NginxCluster.OpenAsync(2);
        await cluster.Files.ChangeAsync(new SetNode { Nodes = ["n0"], Settings = new NodeSettings { NginxApiKey = new("not-a-key") } });
        var answers = await cluster.AnswersAsync(new ReloadNginx());

        Assert.Equal(["n0 Failed NginxApiUnauthorized", "n1 Skipped"], answers.Select(NginxCluster.Describe));
        Assert.DoesNotContain("not-a-key", answers[0].Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_in_the_middle_of_a_wave_is_waited_out()
    {
        await using var cluster = await NginxCluster.OpenAsync(2, ApiGeneration.V2);
        cluster.Nodes[1].Exhaust("POST /reload", "short");

        Assert.Equal(["n0 Reloaded", "n1 Reloaded"], await cluster.ReloadAsync(new ReloadNginx()));
    }

    [Fact]
    public async Task A_limit_that_outlasts_the_time_limit_is_said()
    {
        await using var cluster = await NginxCluster.OpenAsync(2, ApiGeneration.V2);
        cluster.Nodes[0].Exhaust("POST /reload", "long");

        Assert.Equal(
            ["n0 Failed NginxApiRateLimited", "n1 Skipped"],
            await cluster.ReloadAsync(new ReloadNginx { Timeout = TimeSpan.FromSeconds(20) }));
    }

    [Fact]
    public async Task Two_callers_never_reload_one_node_at_once()
    {
        await using var cluster = await NginxCluster.OpenAsync(1);
        await using var other = await TemporaryClusterAt(cluster);
        var gate = new TaskCompletionSource();
        cluster.Nodes[0].Nginx.NextReloads.Enqueue(new SimulatedReload { Until = gate.Task });
        var first = cluster.ReloadAsync(new ReloadNginx());
        await cluster.Nodes[0].WaitForRequestAsync("/reload");

        var plan = await other.Operations.PlanAsync(new ReloadNginx(), CancellationToken.None);
        var refused = Assert.Single(await other.Operations.ApplyAsync(plan, CancellationToken.None).ToListAsync());
        Assert.Equal("ObjectLocked", refused.Failure!.ErrorId);

        gate.SetResult();
        Assert.Equal(["n0 Reloaded"], await first);
        Assert.False(cluster.Nodes[0].HadParallelReloads);
    }

    [Fact]
    public async Task A_page_that_fails_after_the_reload_stops_the_waves()
    {
        await using var cluster = await NginxCluster.OpenAsync(2);
        await using var site = FaultServer.StartTcp().On("/health", Faults.Answer(502, "bad", "text/plain"));
        await cluster.Files.ChangeAsync(new SetNode { Settings = new NodeSettings { ProxyAddress = site.HttpUri } });
        var answers = await cluster.AnswersAsync(new ReloadNginx { Probe = new Uri("http://shop.example.test/health?token=secret") });

        Assert.Equal(["n0 Failed NginxProbeFailed", "n1 Skipped"], answers.Select(NginxCluster.Describe));
        Assert.True(answers[0].Value!.Verified);
        Assert.DoesNotContain("secret", answers[0].Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_cannot_be_asked_for_is_refused_before_anything_is_done()
    {
        await using var cluster = await NginxCluster.OpenAsync(1);
        var failure = await Assert.ThrowsAsync<ClusterException>(
            () => cluster.Cluster.Operations.PlanAsync(new ReloadNginx { Probe = new Uri("file:///etc/passwd") }, CancellationToken.None));

        Assert.Equal("NginxProbeInvalid", failure.ErrorId);
        Assert.Equal(0, cluster.Nodes[0].Nginx.Reloads);
    }

    [Fact]
    public async Task A_node_without_nginx_api_is_an_error_only_where_it_is_named()
    {
        await using var cluster = await NginxCluster.OpenAsync(1);
        await cluster.Files.AddAsync("plain", new Uri("unix:///nowhere.sock"), skipProbe: true);

        Assert.Equal(["n0 Reloaded"], await cluster.ReloadAsync(new ReloadNginx()));
        Assert.Equal(["NodeWithoutNginxApi", "n0 Reloaded"], await cluster.ReloadAsync(new ReloadNginx { Nodes = ["plain", "n0"] }));
    }

    [Fact]
    public async Task A_node_that_was_moved_since_it_was_planned_is_not_reloaded()
    {
        await using var cluster = await NginxCluster.OpenAsync(1);
        await using var elsewhere = NginxApiServer.Start(ApiGeneration.Agent);
        var plan = await cluster.Cluster.Operations.PlanAsync(new ReloadNginx(), CancellationToken.None);
        await cluster.Files.ChangeAsync(new SetNode { Settings = new NodeSettings { NginxApi = elsewhere.Uri } });

        var answer = Assert.Single(await cluster.Cluster.Operations.ApplyAsync(plan, CancellationToken.None).ToListAsync());
        Assert.Equal("PlanOutdated", answer.Failure!.ErrorId);
        Assert.Equal(0, elsewhere.Nginx.Reloads);
    }

    [Fact]
    public async Task LyttleNGINXs_own_reload_stands_for_one_that_never_arrived()
    {
        await using var cluster = await NginxCluster.OpenAsync(1, ApiGeneration.V2);
        var node = cluster.Nodes[0];
        node.Nginx.NextReloads.Enqueue(new SimulatedReload { NeverArrives = true });
        var reload = cluster.AnswersAsync(new ReloadNginx { Timeout = TimeSpan.FromSeconds(30) });
        await node.WaitForRequestAsync("/reload");
        node.Nginx.ReloadByItself();

        // One that began after ours was asked for loads what ours would have loaded: it counts, and is said to be looked up.
        Assert.Equal("n0 Reloaded", NginxCluster.Describe(Assert.Single(await reload)));
    }

    [Fact]
    public async Task A_reload_that_takes_75_seconds_succeeds_and_nobody_gets_its_lock_meanwhile()
    {
        var time = new ManualTimeProvider();
        await using var node = NginxApiServer.Start(ApiGeneration.V1);
        await using var cluster = await TemporaryCluster.OpenAsync(time);
        await using var window = await cluster.OpenAnotherAsync();
        await cluster.AddAsync("n0", new NodeSettings { NginxApi = node.Uri }, skipProbe: true);
        var gate = new TaskCompletionSource();
        node.Nginx.NextReloads.Enqueue(new SimulatedReload { Until = gate.Task });
        var reload = cluster.ChangeAsync(new ReloadNginx());
        await node.WaitForRequestAsync("/reload");

        for (var passed = 0; passed < 75; passed += 15)
        {
            time.Advance(TimeSpan.FromSeconds(15));
            await UntilRenewedAsync(cluster.Cluster, time);
        }

        var plan = await window.Operations.PlanAsync(new ReloadNginx(), CancellationToken.None);
        Assert.Equal("ObjectLocked", Assert.Single(await window.Operations.ApplyAsync(plan, CancellationToken.None).ToListAsync()).Failure!.ErrorId);
        gate.SetResult();
        var answer = Assert.Single(await reload);
        Assert.Equal("n0 Reloaded", NginxCluster.Describe(answer));
        Assert.Equal(75, answer.Value!.Duration.TotalSeconds);
    }

    [Fact]
    public async Task A_reload_that_outlasts_its_time_limit_is_not_known_to_have_failed()
    {
        var time = new ManualTimeProvider();
        await using var node = NginxApiServer.Start(ApiGeneration.V1);
        await using var cluster = await TemporaryCluster.OpenAsync(time);
        await cluster.AddAsync("n0", new NodeSettings { NginxApi = node.Uri }, skipProbe: true);
        node.Nginx.NextReloads.Enqueue(new SimulatedReload { Until = Task.Delay(Timeout.Infinite) });
        var reload = cluster.ChangeAsync(new ReloadNginx { Timeout = TimeSpan.FromSeconds(20) });
        await node.WaitForRequestAsync("/reload");
        time.Advance(TimeSpan.FromSeconds(21));

        Assert.Equal(["n0 TimedOut NginxReloadUnknown"], (await reload).Select(NginxCluster.Describe));
    }

    /// <summary>A lease lasts 30 s from its renewal every 10 s; what the clock passed on its way to now is done when it lasts at least 25 s more.</summary>
    private static async Task UntilRenewedAsync(ICluster cluster, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var wanted = time.GetUtcNow() + TimeSpan.FromSeconds(25);
        while (!await cluster.Operations.GetLocksAsync(new LockQuery(), limit.Token).AllAsync(held => held.Value!.ExpiresAt >= wanted, limit.Token))
            await Task.Delay(5, limit.Token);
    }

    private static async Task<ICluster> TemporaryClusterAt(NginxCluster cluster) =>
        await LocalCluster.OpenAsync(cluster.Files.File, TimeProvider.System, CancellationToken.None);
}
