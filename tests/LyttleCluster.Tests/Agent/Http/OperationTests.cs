using System.Net;
using System.Text.Json;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Operations;
using LyttleCluster.Tests.State;

namespace LyttleCluster.Tests.Agent.Http;

public sealed class OperationTests
{
    [Fact]
    public async Task A_reload_behind_202_is_settled_and_found_again()
    {
        await using var agent = await RunningAgent.StartAsync();
        using var answer = await agent.SendAsync(HttpMethod.Post, "/cluster/reload?broadcast=false", RunningAgent.Operator, ("X-Correlation-Id", "my-run-42"));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var accepted = await RunningAgent.JsonAsync(answer);
        Assert.Equal(("cluster.reload", "node", "my-run-42", 1), (Text(accepted, "operationType"), Text(accepted, "scope"), Text(accepted, "correlationId"), accepted.GetProperty("targetNodeCount").GetInt32()));
        Assert.False(accepted.TryGetProperty("acknowledgements", out _));
        Assert.Equal(Text(accepted, "operationStatusPath"), accepted.GetProperty("links").GetProperty("self").GetString());

        var done = await agent.SettledAsync(Text(accepted, "operationId")!);
        Assert.Equal((true, "succeeded", 1, 1, 0), (done.GetProperty("found").GetBoolean(), Text(done, "status"), done.GetProperty("completedNodeCount").GetInt32(), done.GetProperty("successfulNodeCount").GetInt32(), done.GetProperty("failedNodeCount").GetInt32()));
        Assert.Equal("""{"pendingNodeCount":0,"completionRatio":1,"isTerminal":true,"isSuccessful":true}""", done.GetProperty("statusSummary").GetRawText());
        Assert.Equal("""{"broadcast":false}""", done.GetProperty("metadata").GetRawText());
        var acknowledgement = Assert.Single(done.GetProperty("acknowledgements").EnumerateArray());
        Assert.Equal(("succeeded", 200), (Text(acknowledgement, "status"), acknowledgement.GetProperty("responseStatus").GetInt32()));
        Assert.Equal("""{"ok":true,"code":"Reloaded","runtime":{"currentReleaseId":"r-2"}}""", acknowledgement.GetProperty("details").GetRawText());
    }

    [Fact]
    public async Task A_reload_behind_202_that_was_not_taken_is_failed()
    {
        await using var agent = await RunningAgent.StartAsync();
        agent.Nginx.Report = new ReloadReport { Outcome = ReloadOutcome.ReloadNotTaken, Duration = TimeSpan.Zero, Error = "bind() failed", Log = [] };
        var done = await agent.SettledAsync(await StartAsync(agent));
        Assert.Equal(("failed", "bind() failed", 1, false), (Text(done, "status"), Text(done, "lastError"), done.GetProperty("failedNodeCount").GetInt32(), done.GetProperty("statusSummary").GetProperty("isSuccessful").GetBoolean()));
        Assert.Equal("""{"ok":false,"code":"ReloadNotTaken"}""", done.GetProperty("acknowledgements")[0].GetProperty("details").GetRawText());
    }

    [Fact]
    public async Task Operations_are_listed_newest_first_and_chosen_from()
    {
        await using var agent = await RunningAgent.StartAsync();
        var first = await StartAsync(agent);
        await agent.SettledAsync(first);
        agent.Nginx.Report = new ReloadReport { Outcome = ReloadOutcome.ConfigurationInvalid, Duration = TimeSpan.Zero, Error = "x", Log = [] };
        var second = await StartAsync(agent);
        await agent.SettledAsync(second);

        Assert.Equal([second, first], Ids(await agent.GetJsonAsync("/cluster/operations")));
        Assert.Equal([second], Ids(await agent.GetJsonAsync("/cluster/operations?limit=1")));
        Assert.Equal([first], Ids(await agent.GetJsonAsync("/cluster/operations?status=succeeded&type=cluster.reload")));
        Assert.Empty(Ids(await agent.GetJsonAsync("/cluster/operations?type=certificate.sync")));
        Assert.Empty(Ids(await agent.GetJsonAsync("/cluster/operations?nodeId=somebody-else")));
        Assert.Equal(HttpStatusCode.BadRequest, (await agent.GetAsync("/cluster/operations?limit=101")).StatusCode);
    }

    [Theory]
    [InlineData("GET", "/cluster/operations/none", 404, "NotFound")]
    [InlineData("POST", "/cluster/reload?operationId=x", 400, "BadRequest")]
    public async Task What_an_agent_does_not_know_or_do_is_an_error(string method, string path, int status, string code)
    {
        await using var agent = await RunningAgent.StartAsync();
        using var answer = await agent.SendAsync(new HttpMethod(method), path, RunningAgent.Admin);
        Assert.Equal((status, code), ((int)answer.StatusCode, Text(await RunningAgent.JsonAsync(answer), "code")));
        Assert.Equal(0, agent.Nginx.ReloadsBegun);
    }

    [Fact]
    public async Task Too_many_waiting_reloads_are_refused()
    {
        await using var agent = await RunningAgent.StartAsync();
        var mayEnd = new TaskCompletionSource();
        agent.Nginx.ReloadMayEnd = mayEnd.Task;
        for (var i = 0; i < ReloadOperations.MostUnderWay; i++) await StartAsync(agent);
        using var refused = await agent.PostAsync("/cluster/reload");
        Assert.Equal((HttpStatusCode)429, refused.StatusCode);
        Assert.Equal("TooManyOperations", Text(await RunningAgent.JsonAsync(refused), "code"));
        Assert.NotNull(refused.Headers.RetryAfter);
        mayEnd.SetResult();
    }

    [Fact]
    public async Task A_stop_ends_the_reload_that_began_and_begins_no_other()
    {
        using var folder = new TemporaryFolder();
        string running, waiting;
        await using (var agent = await RunningAgent.StartAsync(new RunningAgent.Setup { Folder = folder.Path }))
        {
            var mayEnd = new TaskCompletionSource();
            agent.Nginx.ReloadMayEnd = mayEnd.Task;
            running = await StartAsync(agent);
            await agent.Nginx.WaitForReloadsAsync(1);
            waiting = await StartAsync(agent);
            var stopped = agent.StopAsync();
            Assert.False(stopped.IsCompleted);
            mayEnd.SetResult();
            Assert.True(await stopped);
            Assert.Equal(1, agent.Nginx.ReloadsBegun);
        }

        await using var next = await RunningAgent.StartAsync(new RunningAgent.Setup { Folder = folder.Path });
        Assert.Equal("succeeded", Text(await next.GetJsonAsync($"/cluster/operations/{running}"), "status"));
        var notBegun = await next.GetJsonAsync($"/cluster/operations/{waiting}");
        Assert.Equal("failed", Text(notBegun, "status"));
        Assert.Contains("before this reload began", Text(notBegun, "lastError"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_waits_for_a_reload_that_a_caller_waits_for()
    {
        await using var agent = await RunningAgent.StartAsync();
        var mayEnd = new TaskCompletionSource();
        agent.Nginx.ReloadMayEnd = mayEnd.Task;
        var answer = agent.PostAsync("/reload");
        await agent.Nginx.WaitForReloadsAsync(1);
        var stopped = agent.StopAsync();
        Assert.False(stopped.IsCompleted);
        mayEnd.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
        Assert.True(await stopped);
    }

    [Fact]
    public async Task A_stop_at_once_leaves_an_operation_that_the_next_start_settles_as_unknown()
    {
        using var folder = new TemporaryFolder();
        var mayEnd = new TaskCompletionSource();
        string interrupted;
        await using (var agent = await RunningAgent.StartAsync(new RunningAgent.Setup { Folder = folder.Path }))
        {
            agent.Nginx.ReloadMayEnd = mayEnd.Task;
            interrupted = await StartAsync(agent);
            await agent.Nginx.WaitForReloadsAsync(1);
            // What a process that dies here leaves behind.
            File.Copy(folder["data/operations.json"], folder["as-it-was"]);
            Assert.False(await agent.StopAsync(new CancellationToken(canceled: true)));
            mayEnd.SetResult();
        }

        File.Copy(folder["as-it-was"], folder["data/operations.json"], overwrite: true);
        await using var next = await RunningAgent.StartAsync(new RunningAgent.Setup { Folder = folder.Path });
        var operation = await next.GetJsonAsync($"/cluster/operations/{interrupted}");
        Assert.Equal(("failed", true), (Text(operation, "status"), operation.GetProperty("statusSummary").GetProperty("isTerminal").GetBoolean()));
        Assert.Contains("restarted while this reload was under way", Text(operation, "lastError"), StringComparison.Ordinal);
        Assert.Equal("AgentRestarted", Text(operation.GetProperty("acknowledgements")[0].GetProperty("details"), "code"));
    }

    [Fact]
    public async Task A_damaged_file_of_operations_is_put_aside()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["data"]);
        await File.WriteAllTextAsync(folder["data/operations.json"], "[{\"id\":");
        await using var agent = await RunningAgent.StartAsync(new RunningAgent.Setup { Folder = folder.Path });
        Assert.Empty(Ids(await agent.GetJsonAsync("/cluster/operations")));
        Assert.True(File.Exists(folder["data/operations.json.damaged"]));
        Assert.Contains("damaged", agent.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_newest_operations_are_kept()
    {
        using var folder = new TemporaryFolder();
        await using var agent = await RunningAgent.StartAsync(new RunningAgent.Setup { Folder = folder.Path });
        var first = await StartAsync(agent);
        await agent.SettledAsync(first);
        for (var i = 0; i < ReloadOperations.Kept; i++) await agent.SettledAsync(await StartAsync(agent));
        Assert.Equal(HttpStatusCode.NotFound, (await agent.GetAsync($"/cluster/operations/{first}")).StatusCode);
        Assert.Equal(ReloadOperations.Kept, (await agent.GetJsonAsync("/cluster/operations?limit=100")).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task An_agent_has_one_id_over_restarts_and_a_new_instance_each_time()
    {
        using var folder = new TemporaryFolder();
        var nodes = new List<JsonElement>();
        for (var i = 0; i < 2; i++)
        {
            await using var agent = await RunningAgent.StartAsync(new RunningAgent.Setup { Folder = folder.Path });
            nodes.Add(Assert.Single((await agent.GetJsonAsync("/cluster/nodes")).GetProperty("nodes").EnumerateArray()));
        }

        Assert.Equal(Text(nodes[0], "id"), Text(nodes[1], "id"));
        Assert.NotEqual(Text(nodes[0], "instanceId"), Text(nodes[1], "instanceId"));
        Assert.Equal((JsonValueKind.Null, true, "active"), (nodes[0].GetProperty("controlPlane").ValueKind, nodes[0].GetProperty("isLocal").GetBoolean(), Text(nodes[0], "status")));
    }

    private static async Task<string> StartAsync(RunningAgent agent)
    {
        using var answer = await agent.PostAsync("/cluster/reload");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return Text(await RunningAgent.JsonAsync(answer), "operationId")!;
    }

    private static string[] Ids(JsonElement list) => [.. list.GetProperty("operations").EnumerateArray().Select(operation => Text(operation, "operationId")!)];

    private static string? Text(JsonElement element, string property) => element.GetProperty(property).GetString();
}
