using LyttleCluster.Core;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Local;

public class RestartNodeTests
{
    [Fact]
    public async Task A_host_is_restarted_and_waited_for_until_it_runs_anew()
    {
        await using var agent = ScriptedAgent.Start();
        await using var temporary = await OpenAsync(agent);
        // The first answers after it are of the host that goes down.
        agent.OnReboot = () => agent.OnHostAsked = count =>
        {
            if (count == 2) agent.UptimeSeconds = 0;
        };
        var node = Assert.Single(await temporary.ChangeAsync(Restart(TimeSpan.FromMinutes(5)))).Value!;
        Assert.Equal((NodeStatus.Ready, TimeSpan.Zero), (node.Status, node.Uptime));

        var operation = (await temporary.Cluster.Operations.GetAsync(new OperationQuery { Newest = 1 }, CancellationToken.None).ToListAsync())[0].Value!;
        Assert.Equal(("Nodes.Restart", OperationOutcome.Succeeded, false), (operation.Kind, operation.Outcome, operation.Reversible));
        var step = Assert.Single(operation.Steps);
        Assert.Equal(("node/web1", "Restart", "up for 60 min", "restarted"), (step.Target, step.Action, step.Before, step.After));
    }

    [Fact]
    public async Task Without_waiting_the_node_is_shown_as_it_was()
    {
        await using var agent = ScriptedAgent.Start();
        await using var temporary = await OpenAsync(agent);
        var answer = Assert.Single(await temporary.ChangeAsync(Restart(null)));
        Assert.Equal("web1", answer.Value!.Name);
        Assert.Equal("POST", Assert.Single(agent.Server.Requests, request => request.Path == "/node/reboot").Method);
    }

    [Fact]
    public async Task A_host_that_does_not_restart_or_does_not_get_well_is_said_so()
    {
        await using var agent = ScriptedAgent.Start();
        await using var temporary = await OpenAsync(agent);
        var failure = Assert.Single(await temporary.ChangeAsync(Restart(TimeSpan.Zero))).Failure!;
        Assert.Equal("NodeRestartTimedOut", failure.ErrorId);
        Assert.Contains("not seen to restart", failure.Message, StringComparison.Ordinal);

        agent.OnReboot = () => (agent.UptimeSeconds, agent.FailingCheck) = (0, "nginx_master");
        failure = Assert.Single(await temporary.ChangeAsync(Restart(TimeSpan.Zero))).Failure!;
        Assert.Contains("was restarted, but is not well", failure.Message, StringComparison.Ordinal);
        Assert.Contains("nginx_master", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_restarted_since_the_plan_is_not_restarted_again()
    {
        await using var agent = ScriptedAgent.Start();
        await using var temporary = await OpenAsync(agent);
        var plan = await temporary.Cluster.Operations.PlanAsync(Restart(null), CancellationToken.None);
        agent.UptimeSeconds = 0;
        var answer = Assert.Single(await temporary.Cluster.Operations.ApplyAsync(plan, CancellationToken.None).ToListAsync());
        Assert.Equal("PlanOutdated", answer.Failure!.ErrorId);
        Assert.DoesNotContain(agent.Server.Requests, request => request.Path == "/node/reboot");
    }

    [Fact]
    public async Task An_answer_that_is_lost_is_no_success_unless_the_host_is_seen_anew()
    {
        await using var agent = ScriptedAgent.Start();
        await using var temporary = await OpenAsync(agent);
        agent.Server.On("/node/reboot", Faults.CloseAtOnce);
        Assert.Equal("NodeRestartUnknown", Assert.Single(await temporary.ChangeAsync(Restart(null))).Failure!.ErrorId);

        agent.OnHostAsked = count =>
        {
            if (count == 3) agent.UptimeSeconds = 0;
        };
        Assert.True(Assert.Single(await temporary.ChangeAsync(Restart(TimeSpan.FromMinutes(5)))).IsValue);
    }

    [Fact]
    public async Task A_suspended_node_can_be_waited_for_too()
    {
        await using var agent = ScriptedAgent.Start();
        await using var temporary = await OpenAsync(agent);
        await temporary.ChangeAsync(new SuspendNode { Nodes = ["web1"] });
        agent.OnReboot = () => agent.UptimeSeconds = 0;
        Assert.Equal(NodeStatus.Suspended, Assert.Single(await temporary.ChangeAsync(Restart(TimeSpan.FromMinutes(5)))).Value!.Status);
    }

    [Fact]
    public async Task Who_cannot_be_restarted_from_here_is_refused_in_the_plan_with_a_remedy()
    {
        await using var agent = ScriptedAgent.Start();
        await using var old = FaultServer.StartTcp().On("/health", Faults.Answer(200, """{"status":"ok","uptime":1.5,"timestamp":"2026-11-21T04:55:20.405Z"}"""))
            .On("*", Faults.Answer(404, """{"message":"Cannot GET /","error":"Not Found","statusCode":404}"""));
        await using var temporary = await OpenAsync(agent);
        await temporary.AddAsync("docker1", new Uri("unix:///a.sock"), skipProbe: true);
        await temporary.AddAsync("old1", new NodeSettings { NginxApi = old.HttpUri }, skipProbe: true);
        agent.RebootAllowed = false;

        var plan = await temporary.Cluster.Operations.PlanAsync(new RestartNode { Nodes = ["*"] }, CancellationToken.None);
        Assert.Empty(plan.Changes);
        var failures = plan.Failures.ToDictionary(failure => failure.Node!);
        Assert.Equal(("NodeWithoutAgent", "NodeWithoutAgent", "NginxApiRebootNotAllowed"), (failures["docker1"].ErrorId, failures["old1"].ErrorId, failures["web1"].ErrorId));
        Assert.Contains("LyttleNGINX", failures["old1"].Message, StringComparison.Ordinal);
        Assert.All(plan.Failures, failure => Assert.Contains("--allow-reboot", failure.Remedy, StringComparison.Ordinal));
    }

    private static RestartNode Restart(TimeSpan? wait) => new() { Nodes = ["web1"], Wait = wait };

    private static async Task<TemporaryCluster> OpenAsync(ScriptedAgent agent)
    {
        var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", new NodeSettings { NginxApi = agent.Uri, NginxApiKey = new Secret(ScriptedAgent.Key) });
        return temporary;
    }
}
