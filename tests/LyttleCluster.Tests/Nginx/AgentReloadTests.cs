using LyttleCluster.Core;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Local;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.Nginx;

/// <summary>Reloads from the facade down to real nginx, through real agent processes: what is told is what nginx does.</summary>
public class AgentReloadTests
{
    [NginxFact]
    public async Task A_reload_that_is_told_is_served()
    {
        await using var cluster = await AgentCluster.OpenAsync();
        cluster.Nginx().Answer = "two";
        cluster.Nginx().WriteConfiguration();
        var answer = Assert.Single(await cluster.AnswersAsync());

        Assert.Equal("n0 Reloaded", NginxCluster.Describe(answer));
        Assert.Equal((true, 1, null), (answer.Value!.Verified, answer.Value.Attempts, answer.Value.Reason));
        Assert.Equal("two", await cluster.Nginx().GetAsync());
        var status = await cluster.StatusAsync();
        Assert.Equal((answer.Value.Release, EndpointHealth.Healthy), (status.Release, status.Health));
    }

    [NginxFact]
    public async Task A_configuration_that_nginx_refuses_is_told_in_its_words_and_nothing_is_signalled()
    {
        await using var cluster = await AgentCluster.OpenAsync();
        cluster.Nginx().BreakConfiguration();
        var workers = cluster.Nginx().Workers;

        var check = Assert.Single(await cluster.Cluster.Nginx.TestAsync(new NginxConfigurationTest(), CancellationToken.None).ToListAsync()).Value!;
        Assert.False(check.Passed);
        Assert.Contains("no_such_directive", check.Detail, StringComparison.Ordinal);

        var answer = Assert.Single(await cluster.AnswersAsync());
        Assert.Equal("n0 Failed NginxConfigurationInvalid", NginxCluster.Describe(answer));
        Assert.Contains($"""unknown directive "no_such_directive" in {cluster.Nginx().SitesFolder}""", answer.Failure!.Message, StringComparison.Ordinal);
        Assert.False(answer.Value!.Verified);
        Assert.Equal(workers, cluster.Nginx().Workers);

        cluster.Nginx().RepairConfiguration();
        Assert.True(Assert.Single(await cluster.Cluster.Nginx.TestAsync(new NginxConfigurationTest(), CancellationToken.None).ToListAsync()).Value!.Passed);
        Assert.Equal(["n0 Reloaded"], await cluster.ReloadAsync());
    }

    [NginxFact]
    public async Task A_port_that_is_taken_is_told_each_time_until_it_is_free()
    {
        await using var cluster = await AgentCluster.OpenAsync();
        cluster.Nginx().Answer = "two";
        cluster.Nginx().WriteConfiguration();
        using (var port = cluster.Nginx().OccupyWantedPort())
        {
            for (var attempt = 1; attempt <= 2; attempt++)
            {
                var answer = Assert.Single(await cluster.AnswersAsync());
                Assert.Equal("n0 Failed NginxReloadNotTaken", NginxCluster.Describe(answer));
                Assert.Contains($"bind() to {port.EndPoint} failed (98: Address already in use)", answer.Failure!.Message, StringComparison.Ordinal);
                Assert.Contains(answer.Value!.LogTail, line => line.Contains("[emerg]", StringComparison.Ordinal) && line.Contains($"{port.EndPoint}", StringComparison.Ordinal));
                Assert.False(answer.Value.Verified);
                Assert.Equal("one", await cluster.Nginx().GetAsync());
            }

            Assert.Contains("Address already in use", (await cluster.StatusAsync()).Reason, StringComparison.Ordinal);
        }

        Assert.Equal(["n0 Reloaded"], await cluster.ReloadAsync());
        Assert.Equal("two", await cluster.Nginx().GetAsync());
        Assert.Equal((EndpointHealth.Healthy, null), ((await cluster.StatusAsync()).Health, (await cluster.StatusAsync()).Reason));
    }

    [NginxFact]
    public async Task A_dead_nginx_is_told_and_one_that_somebody_started_again_is_reloaded()
    {
        await using var cluster = await AgentCluster.OpenAsync();
        await cluster.Nginx().KillAsync();
        Assert.Equal(["n0 Failed NginxNotWell"], await cluster.ReloadAsync());
        Assert.Equal(["n0 Failed NginxNotRunning"], await cluster.ReloadAsync(new ReloadNginx { Force = true }));
        Assert.Equal(EndpointHealth.Unhealthy, (await cluster.StatusAsync()).Health);

        await cluster.Nginx().StartAgainAsync();
        Assert.Equal(EndpointHealth.Healthy, (await cluster.StatusAsync()).Health);
        cluster.Nginx().Answer = "two";
        cluster.Nginx().WriteConfiguration();
        Assert.Equal(["n0 Reloaded"], await cluster.ReloadAsync());
        Assert.Equal("two", await cluster.Nginx().GetAsync());
    }

    [NginxFact]
    public async Task An_nginx_that_somebody_else_restarts_and_reloads_is_reloaded_all_the_same()
    {
        await using var cluster = await AgentCluster.OpenAsync();
        Assert.Equal(["n0 Reloaded"], await cluster.ReloadAsync());
        await cluster.Nginx().StopAsync();
        await cluster.Nginx().StartAgainAsync();
        Assert.Equal(["n0 Reloaded"], await cluster.ReloadAsync());
        await cluster.Nginx().ReloadAsync();
        Assert.Equal(["n0 Reloaded"], await cluster.ReloadAsync());
        cluster.Nginx().SendReload();
        Assert.Equal(["n0 Reloaded"], await cluster.ReloadAsync());
    }

    [NginxFact]
    public async Task An_agent_that_dies_in_the_middle_is_asked_what_became_of_it()
    {
        await using var cluster = await AgentCluster.OpenAsync();
        var nginx = cluster.Nginx();
        (nginx.Answer, var agent) = ("two", cluster.Agents[0]);
        nginx.WriteConfiguration();
        nginx.PauseMaster();
        var reload = cluster.AnswersAsync();
        await nginx.UntilAskedToReloadAsync();
        await agent.KillAsync();
        nginx.ResumeMaster();
        await agent.StartAgainAsync();

        var answer = Assert.Single(await reload);
        Assert.Equal("n0 Reloaded", NginxCluster.Describe(answer));
        Assert.True(answer.Value!.Verified);
        Assert.Equal("two", await nginx.GetAsync());
    }

    [NginxFact]
    public async Task An_agent_that_dies_in_the_middle_of_a_reload_that_is_not_taken_does_not_make_it_one()
    {
        await using var cluster = await AgentCluster.OpenAsync();
        var (nginx, agent) = (cluster.Nginx(), cluster.Agents[0]);
        using var port = nginx.OccupyWantedPort();
        nginx.PauseMaster();
        var reload = cluster.ReloadAsync();
        await nginx.UntilAskedToReloadAsync();
        await agent.KillAsync();
        nginx.ResumeMaster();
        await agent.StartAgainAsync();

        Assert.Equal(["n0 Failed NginxReloadNotTaken"], await reload);
        Assert.Equal("one", await nginx.GetAsync());
    }

    [NginxFact]
    public async Task Two_callers_of_one_cluster_do_not_reload_a_node_at_once_and_those_of_two_clusters_take_turns()
    {
        await using var cluster = await AgentCluster.OpenAsync();
        await using var window = await cluster.Files.OpenAnotherAsync();
        await using var others = await TemporaryCluster.OpenAsync();
        await cluster.JoinAsync(others);
        cluster.Nginx().PauseMaster();
        var first = cluster.ReloadAsync();
        await cluster.Nginx().UntilAskedToReloadAsync();

        var plan = await window.Operations.PlanAsync(new ReloadNginx(), CancellationToken.None);
        Assert.Equal("ObjectLocked", Assert.Single(await window.Operations.ApplyAsync(plan, CancellationToken.None).ToListAsync()).Failure!.ErrorId);
        // Without a lock in common it is the agent that lets one wait for the other.
        var second = others.ChangeAsync(new ReloadNginx());
        cluster.Nginx().ResumeMaster();

        Assert.Equal(["n0 Reloaded"], await first);
        Assert.Equal(["n0 Reloaded"], (await second).Select(NginxCluster.Describe));
    }

    [NginxFact]
    public async Task A_rolling_reload_stops_at_the_node_that_does_not_take_it()
    {
        await using var cluster = await AgentCluster.OpenAsync(3);
        using var port = cluster.Nginx(1).OccupyWantedPort();
        foreach (var agent in cluster.Agents)
        {
            agent.Nginx.Answer = "two";
            agent.Nginx.WriteConfiguration();
        }

        Assert.Equal(["n0 Reloaded", "n1 Failed NginxReloadNotTaken", "n2 Skipped"], await cluster.ReloadAsync());
        Assert.Equal(["two", "one", "one"], await Task.WhenAll(cluster.Agents.Select(agent => agent.Nginx.GetAsync())));
    }

    [NginxFact]
    public async Task A_page_is_asked_for_at_each_nodes_own_proxy_address()
    {
        await using var cluster = await AgentCluster.OpenAsync(2);
        foreach (var (index, agent) in cluster.Agents.Index())
            agent.Nginx.WriteSite("shop", $"server {{ listen {agent.Nginx.Address}:{agent.Nginx.Port}; server_name shop.example.test; location = /health {{ return {(index == 1 ? 502 : 200)}; }} }}\n");

        var answers = await cluster.AnswersAsync(new ReloadNginx { Probe = new Uri("http://shop.example.test/health") });
        Assert.Equal(["n0 Reloaded", "n1 Failed NginxProbeFailed"], answers.Select(NginxCluster.Describe));
        // nginx took it: what is wrong is what it serves.
        Assert.True(answers[1].Value!.Verified);
        Assert.Contains("502", answers[1].Failure!.Message, StringComparison.Ordinal);
    }

    [NginxFact]
    public async Task Workers_that_still_serve_an_old_connection_are_counted()
    {
        await using var cluster = await AgentCluster.OpenAsync();
        using var held = await cluster.Nginx().HoldAsync();
        Assert.Equal(["n0 Reloaded"], await cluster.ReloadAsync());

        var status = await cluster.StatusAsync();
        Assert.Equal((1, "LyttleCluster agent", "1."), (status.OldWorkers, status.Dialect, status.NginxVersion![..2]));
        Assert.Equal(NginxCapabilities.Reload | NginxCapabilities.Logs | NginxCapabilities.Validation, status.Capabilities & (NginxCapabilities.Reload | NginxCapabilities.Logs | NginxCapabilities.Validation));
        Assert.NotNull(status.LastReload);
    }
}
