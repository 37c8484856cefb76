using LyttleCluster.Core;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Local;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.BadDays;

/// <summary>Logs and events of several nodes, one of which takes connections and answers nothing: the others wait for it a second, not until it times out.</summary>
[Collection(EnginesCollection.Name)]
public class SilentNodeTests(EnginesFixture engines)
{
    /// <summary>The silent node would time out long after this.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private static readonly CancellationToken Limit = new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token;

    [EngineFact]
    public async Task Logs_come_without_an_engine_that_is_stopped_and_its_own_come_late_in_order()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await using var silent = await DockerEngine.StartAsync();
        var name = EnginesFixture.Unique("log");
        var engine = await AddBothAsync(temporary, silent, name, "for i in 1 2 3; do echo line$i; sleep 0.05; done");
        var ended = new ContainerWait { Names = [name], State = [ContainerState.Exited], Wait = TimeSpan.FromSeconds(30) };
        Assert.Equal(2, (await temporary.Cluster.Containers.WaitAsync(ended, Limit).ToListAsync(Limit)).Count(a => a.IsValue));

        silent.PauseProcess();
        var query = new ContainerLogQuery { Names = [name, "nowhere"], Timeout = Never };
        var seen = new List<Answer<ClusterLogEntry>>();
        await foreach (var line in temporary.Cluster.Containers.ReadLogAsync(query, Limit))
        {
            seen.Add(line);
            if (line.Value is { Message: "line3", Node: "web" }) silent.ResumeProcess();
        }

        Assert.Equal(
            ["LogNodeSilent silent", "web line1", "web line2", "web line3", "late silent line1", "late silent line2", "late silent line3", "ContainerNotFound"],
            seen.Where(answer => answer.Failure is null).Concat(seen.Where(answer => answer.Failure is not null)).Select(TextOf));
        await engine.RemoveAsync(name);
    }

    [EngineFact]
    public async Task A_followed_log_comes_without_an_engine_that_is_stopped()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await using var silent = await DockerEngine.StartAsync();
        var name = EnginesFixture.Unique("follow");
        var engine = await AddBothAsync(temporary, silent, name, "echo first; while true; do sleep 0.05; echo more; done");

        silent.PauseProcess();
        var seen = new List<string>();
        await foreach (var line in temporary.Cluster.Containers.ReadLogAsync(new ContainerLogQuery { Names = [name], Follow = true, Timeout = Never }, Limit))
        {
            seen.Add(TextOf(line));
            if (seen[^1] == "LogNodeSilent silent") silent.ResumeProcess();
            if (seen[^1] == "silent more") break;
        }

        Assert.Equal("web first", seen[0]);
        Assert.True(seen.IndexOf("web more") < seen.IndexOf("LogNodeSilent silent"));
        Assert.True(seen.IndexOf("late silent first") < seen.IndexOf("silent more"));
        Assert.Single(seen, text => text.StartsWith("LogNodeSilent", StringComparison.Ordinal));
        await engine.RemoveAsync(name);
    }

    [EngineFact]
    public async Task Events_come_without_an_engine_that_is_stopped_and_its_new_ones_come_late_once()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await using var silent = await DockerEngine.StartAsync();
        var name = EnginesFixture.Unique("event");
        var engine = await AddBothAsync(temporary, silent, name, "true");
        var query = new EventQuery { Type = ["container"], Timeout = Never };
        await silent.DockerAsync("wait", name);
        var before = (await EventsAsync(temporary, query)).Count(e => e.Node == "silent");
        await silent.DockerAsync("rename", name, "new");

        silent.PauseProcess();
        var seen = new List<Answer<ClusterEvent>>();
        await foreach (var item in temporary.Cluster.Events.GetAsync(query, Limit))
        {
            seen.Add(item);
            if (item.Value is { Node: "web", Action: "start" } start && start.Name == name) silent.ResumeProcess();
        }

        Assert.Equal("EventNodeSilent", seen[0].Warning!.Id);
        var events = seen.Skip(1).Select(answer => answer.Value!).ToList();
        Assert.Equal(before, events.Count(e => e is { Node: "silent", Late: false }));
        Assert.Equal(("silent", "rename"), Assert.Single(events.Where(e => e.Late).Select(e => (e.Node, e.Action))));
        Assert.Equal(events.Where(e => !e.Late).OrderBy(e => e.Timestamp), events.Where(e => !e.Late));
        await engine.RemoveAsync(name);
    }

    [Fact]
    public async Task The_newest_events_come_without_a_node_that_hangs()
    {
        var item = """{"Type":"container","Action":"start","Actor":{"ID":"1","Attributes":{"name":"one"}},"time":1900000000,"timeNano":1900000000000000000}"""u8.ToArray();
        await using var web = FaultServer.StartTcp()
            .On("/info", Faults.Answer(200, """{"SystemTime":"2031-05-06T07:08:09Z"}"""))
            .On("/events", Faults.StreamThenEnd(item));
        await using var silent = FaultServer.StartTcp().On("/info", Faults.HangBeforeHeaders);
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web", web.Uri, skipProbe: true);
        await temporary.AddAsync("silent", silent.Uri, skipProbe: true);

        await using var events = temporary.Cluster.Events.GetAsync(new EventQuery { Newest = 1, Timeout = Never }, Limit).GetAsyncEnumerator(Limit);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("silent", events.Current.Warning!.Node);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("one", events.Current.Value!.Name);
    }

    /// <summary>A container of that name on a shared engine, as <c>web</c>, and on the one to be stopped.</summary>
    private async Task<DockerEngine> AddBothAsync(TemporaryCluster temporary, DockerEngine silent, string name, string script)
    {
        var engine = await engines.EngineAsync();
        await temporary.AddAsync("web", engine.UnixUri);
        await temporary.AddAsync("silent", silent.UnixUri);
        foreach (var each in new[] { engine, silent }) await each.RunAsync(new ContainerRun(name, "sh", "-c", script));
        return engine;
    }

    private static async Task<IReadOnlyList<ClusterEvent>> EventsAsync(TemporaryCluster temporary, EventQuery query) =>
        [.. (await temporary.Cluster.Events.GetAsync(query, Limit).ToListAsync(Limit)).Where(answer => answer.IsValue).Select(answer => answer.Value!)];

    private static string TextOf(Answer<ClusterLogEntry> answer) => answer switch
    {
        { Value: { } line } => $"{(line.Late ? "late " : "")}{line.Node} {line.Message}",
        { Warning: { } warning } => $"{warning.Id} {warning.Node}",
        _ => answer.Failure!.ErrorId,
    };
}
