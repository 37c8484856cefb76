using System.Text.Json;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Peers;
using LyttleCluster.Tests.State;

namespace LyttleCluster.Tests.Agent.Executable;

/// <summary>From end to end: the built agent, a real nginx, real signals.</summary>
public sealed class RealNginxTests : IDisposable
{
    // So many that reading them takes nginx long enough to be caught in the middle.
    private const int SlowServers = 300;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NginxFact]
    public async Task A_day_of_an_agent()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var agent = await AgentProcess.StartAsync(nginx, _folder);
        var state = await agent.GetAsync("/nginx");
        Assert.Equal((true, nginx.MasterPid, nginx.ConfigurationFile), (state.GetProperty("running").GetBoolean(), state.GetProperty("masterPid").GetInt32(), state.GetProperty("configuration").GetString()));

        nginx.Answer = "two";
        nginx.WriteConfiguration();
        var (status, taken) = await agent.PostAsync("/reload");
        Assert.True(status == 200, taken.GetRawText());
        Assert.Equal("two", await nginx.GetAsync());
        state = await agent.GetAsync("/nginx");
        Assert.Equal((taken.GetProperty("release").GetString(), true), (state.GetProperty("release").GetString(), state.GetProperty("releaseServed").GetBoolean()));

        nginx.BreakConfiguration();
        Assert.False((await agent.PostAsync("/configuration/test")).Body.GetProperty("valid").GetBoolean());
        (status, var refused) = await agent.PostAsync("/reload");
        Assert.Equal((500, "ConfigurationInvalid"), (status, refused.GetProperty("code").GetString()));
        Assert.Contains("no_such_directive", refused.GetProperty("error").GetString(), StringComparison.Ordinal);
        nginx.RepairConfiguration();

        using (nginx.OccupyWantedPort())
        {
            Assert.True((await agent.PostAsync("/configuration/test")).Body.GetProperty("valid").GetBoolean());
            (status, var ignored) = await agent.PostAsync("/reload");
            Assert.Equal((500, "ReloadNotTaken"), (status, ignored.GetProperty("code").GetString()));
            Assert.Contains("bind()", ignored.GetProperty("error").GetString(), StringComparison.Ordinal);
            var logs = await agent.GetAsync("/logs?level=emerg&stream=error");
            Assert.Contains(logs.GetProperty("entries").EnumerateArray(), entry => entry.GetProperty("message").GetString()!.Contains("bind()", StringComparison.Ordinal));
        }

        nginx.RemoveSite("occupied");
        Assert.Equal(200, (await agent.PostAsync("/reload")).Status);
        Assert.Equal("ok", (await agent.GetAsync("/ready")).GetProperty("status").GetString());

        agent.Process.Terminate();
        Assert.Equal(0, await agent.Process.ExitAsync());
        Assert.True(nginx.IsRunning);
        Assert.DoesNotContain(agent.Process.Lines, line => line.Contains("exception", StringComparison.OrdinalIgnoreCase));
    }

    [NginxFact]
    public async Task Domains_are_published_refused_and_gone_back_to()
    {
        await using var nginx = await NginxServer.StartAsync();
        await using var agent = await AgentProcess.StartAsync(nginx, _folder, "--http-listen", $"{nginx.Address}:8081", "--root", _folder["www"]);
        Directory.CreateDirectory(_folder["www/site"]);
        File.WriteAllText(_folder["www/site/index.html"], "hello");
        var site = JsonSerializer.Serialize(_folder["www/site"]);
        var (status, first) = await agent.PostAsync("/releases", $$$"""{"set":[{"entry":{"domains":["site.test"],"type":"ROOT","root":{{{site}}},"ssl":false}}]}""");
        Assert.True(status == 200, first.GetRawText());
        Assert.Equal("hello", await AskAsync(nginx, "site.test"));

        (status, var refused) = await agent.PostAsync("/releases", """{"set":[{"id":1,"entry":{"domains":["site.test"],"type":"ROOT","root":"/etc","ssl":false}}]}""");
        Assert.Equal((400, "RootNotAllowed"), (status, refused.GetProperty("problems")[0].GetProperty("code").GetString()));
        (status, var second) = await agent.PostAsync("/releases", """{"remove":[{"id":1}]}""");
        Assert.True(status == 200, second.GetRawText());
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => AskAsync(nginx, "site.test"));
        (status, var back) = await agent.PostAsync($"/releases/{first.GetProperty("release").GetString()}/activate");
        Assert.True(status == 200, back.GetRawText());
        Assert.Equal("hello", await AskAsync(nginx, "site.test"));
        Assert.Equal(1, (await agent.GetAsync("/proxies")).GetProperty("proxies")[0].GetProperty("id").GetInt32());
        Assert.Equal(2, (await agent.GetAsync("/releases")).GetProperty("count").GetInt32());
    }

    [NginxFact]
    public async Task A_stop_in_the_middle_of_a_reload_lets_it_come_to_its_end()
    {
        await using var nginx = await NginxServer.StartAsync();
        await nginx.WriteSlowSiteAsync(SlowServers);
        string id;
        await using (var agent = await AgentProcess.StartAsync(nginx, _folder))
        {
            id = await BeginAsync(agent);
            agent.Process.Terminate();
            Assert.Equal(0, await agent.Process.ExitAsync());
        }

        await using var next = await AgentProcess.StartAsync(nginx, _folder);
        Assert.Equal("succeeded", (await next.GetAsync($"/cluster/operations/{id}")).GetProperty("status").GetString());
    }

    [NginxFact]
    public async Task An_agent_that_dies_in_the_middle_of_a_reload_says_so_when_it_is_back()
    {
        await using var nginx = await NginxServer.StartAsync();
        await nginx.WriteSlowSiteAsync(SlowServers);
        string id;
        await using (var agent = await AgentProcess.StartAsync(nginx, _folder))
        {
            id = await BeginAsync(agent);
            agent.Process.Kill();
            await agent.Process.ExitAsync();
        }

        await using var next = await AgentProcess.StartAsync(nginx, _folder);
        var operation = await next.GetAsync($"/cluster/operations/{id}");
        Assert.Equal("failed", operation.GetProperty("status").GetString());
        Assert.Contains("restarted while this reload was under way", operation.GetProperty("lastError").GetString(), StringComparison.Ordinal);
        Assert.Equal(200, (await next.PostAsync("/reload")).Status);
    }

    [NginxFact]
    public async Task A_port_that_another_process_has_is_named_with_that_process()
    {
        await using var nginx = await NginxServer.StartAsync();
        using var other = new OccupiedPort(System.Net.IPAddress.Loopback);
        var result = await Command.RunAsync(CommandLineTests.Program,
            ["agent", "--listen", $"http://{other.EndPoint}", "--nginx", NginxServer.Executable, "--nginx-config", nginx.ConfigurationFile, "--data", _folder["data"]]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("is taken by ", result.Error, StringComparison.Ordinal);
        Assert.Contains($"(process {Environment.ProcessId})", result.Error, StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(NginxServer nginx, string name)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{nginx.Address}:8081/");
        request.Headers.Host = name;
        using var answer = await http.SendAsync(request);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    /// <summary>Begins a reload behind 202 and waits until it is under way.</summary>
    private static async Task<string> BeginAsync(AgentProcess agent)
    {
        var (status, accepted) = await agent.PostAsync("/cluster/reload");
        Assert.Equal(202, status);
        var id = accepted.GetProperty("operationId").GetString()!;
        while ((await agent.GetAsync($"/cluster/operations/{id}")).GetProperty("status").GetString() == "pending")
        {
        }

        return id;
    }
}
