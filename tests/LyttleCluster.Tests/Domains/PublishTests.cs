using LyttleCluster.Core;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Local;
using LyttleCluster.Tests.Nginx;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.Domains;

/// <summary>Domains on real nginx through real agents: published in waves, refused, put back, drifted, undone.</summary>
public sealed class PublishTests : IAsyncLifetime
{
    private static readonly string[] SkipNames = ["NameResolution"];
    private AgentCluster _agents = null!;
    private FaultServer _upstream = null!;

    public Task InitializeAsync()
    {
        _upstream = FaultServer.StartTcp().On("*", Faults.Answer(200, "hello from the upstream"));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (_agents is not null) await _agents.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [NginxFact]
    public async Task A_domain_is_published_to_all_nodes_and_a_second_time_nothing_is_to_do()
    {
        await OpenAsync(2);
        await SetAsync("shop.example.test");
        Assert.Equal(DomainSync.Pending, (await GetAsync("shop.example.test")).Sync);

        Assert.Equal(["n0 shop.example.test Create Applied", "n1 shop.example.test Create Applied"], await PublishAsync());
        var domain = await GetAsync("shop.example.test");
        Assert.Equal(DomainSync.Applied, domain.Sync);
        Assert.All(domain.States, state => Assert.NotNull(state.Release));
        Assert.Equal("hello from the upstream", await AskAsync(0, "shop.example.test"));
        Assert.Equal("hello from the upstream", await AskAsync(1, "shop.example.test"));
        Assert.Equal("one", await AskAsync(0, "unknown.example.test"));

        var workers = _agents.Nginx().Workers;
        Assert.Equal(["n0 shop.example.test Unchanged", "n1 shop.example.test Unchanged"], await PublishAsync());
        Assert.Equal(workers, _agents.Nginx().Workers);
    }

    [NginxFact]
    public async Task What_is_removed_goes_with_the_next_publish_and_comes_back_with_its_undo()
    {
        await OpenAsync();
        await SetAsync("shop.example.test");
        await PublishAsync();
        await _agents.Files.ChangeAsync(new RemoveDomain { Names = ["shop.example.test"] });
        Assert.Equal(["n0 shop.example.test Delete Applied"], await PublishAsync());
        Assert.Equal("one", await AskAsync(0, "shop.example.test"));

        var deletion = await NewestAsync();
        var undo = Assert.Single(await UndoAsync(deletion.Id)).Value!;
        Assert.Equal((OperationOutcome.Succeeded, deletion.Id), (undo.Outcome, undo.Undoes));
        Assert.Equal("hello from the upstream", await AskAsync(0, "shop.example.test"));

        Assert.Null(Assert.Single(await UndoAsync(undo.Id)).Failure);
        Assert.Equal("one", await AskAsync(0, "shop.example.test"));
    }

    [NginxFact]
    public async Task An_update_is_undone_on_all_nodes_and_refused_once_something_moved_on()
    {
        await OpenAsync(2);
        await SetAsync("shop.example.test");
        await PublishAsync();
        await SetAsync("shop.example.test", new DomainSettings { RedirectTo = "https://other.example.test/" });
        Assert.Equal(["n0 shop.example.test Update Applied", "n1 shop.example.test Update Applied"], await PublishAsync());
        var update = await NewestAsync();

        Assert.Null(Assert.Single(await UndoAsync(update.Id)).Failure);
        Assert.Equal("hello from the upstream", await AskAsync(0, "shop.example.test"));
        Assert.Equal("hello from the upstream", await AskAsync(1, "shop.example.test"));
        Assert.Equal(DomainSync.Pending, (await GetAsync("shop.example.test")).Sync);

        var failure = Assert.Single(await UndoAsync(update.Id)).Failure!;
        Assert.Equal("OperationMovedOn", failure.ErrorId);
    }

    [NginxFact]
    public async Task What_nginx_does_not_take_is_put_back_and_the_waves_stop()
    {
        await OpenAsync(2);
        await SetAsync("shop.example.test");
        await PublishAsync();
        await SetAsync("shop.example.test", new DomainSettings { Aliases = ["www.example.test"] });
        using var taken = _agents.Nginx(0).OccupyWantedPort();
        var snippet = SnippetOf(0);

        Assert.Equal(["n0 shop.example.test Update RolledBack NginxReloadNotTaken", "n1 shop.example.test Update Skipped"], await PublishAsync());
        Assert.Equal(snippet, SnippetOf(0));
        Assert.Equal("one", await AskAsync(0, "www.example.test"));
        Assert.Equal("hello from the upstream", await AskAsync(0, "shop.example.test"));
        var states = (await GetAsync("shop.example.test")).States;
        Assert.Equal([DomainSync.Failed, DomainSync.Pending], states.Select(state => state.Sync));
        Assert.Equal(OperationOutcome.Failed, (await NewestAsync()).Outcome);
    }

    [NginxFact]
    public async Task A_node_whose_nginx_cannot_be_seen_is_put_back()
    {
        await OpenAsync();
        await _agents.Files.ChangeAsync(new SetNode { Nodes = ["n0"], Settings = new NodeSettings { ProxyAddress = new Uri("http://127.0.0.1:1/") } });
        await SetAsync("shop.example.test");

        var answers = await AnswersAsync();
        Assert.Equal(["n0 shop.example.test Create RolledBack DomainPublishPutBack"], answers.Select(Describe));
        Assert.Equal("one", await AskAsync(0, "shop.example.test"));
        Assert.Contains("put back", answers[0].Failure!.Message, StringComparison.Ordinal);
    }

    [NginxFact]
    public async Task A_domain_that_does_not_pass_stays_behind_and_the_others_go()
    {
        await OpenAsync();
        await SetAsync("good.example.test");
        await SetAsync("gone.example.test", new DomainSettings { Upstreams = [new ClusterUpstream("http://127.0.0.1:1")] });
        await SetAsync("secure.example.test", new DomainSettings { Root = _agents.Nginx().Folder, Tls = true });

        var answers = await AnswersAsync();
        Assert.Equal(
            ["n0 gone.example.test Failed", "n0 good.example.test Create Applied", "n0 secure.example.test Failed"],
            answers.Where(answer => answer.Value is not null).Select(Describe).Order());
        var failures = answers.Where(answer => answer.Value is null).Select(answer => answer.Failure!).ToList();
        Assert.Equal(2, failures.Count(failure => failure.ErrorId == "DomainVerificationFailed"));
        Assert.Contains(failures, failure => failure.Message.Contains("check Upstream failed", StringComparison.Ordinal));
        Assert.Contains(failures, failure => failure.Message.Contains("check Certificate failed", StringComparison.Ordinal));

        Assert.Equal(["n0 gone.example.test Create Applied"], (await PublishAsync(["Upstream", "NameResolution"], "gone.example.test")));
    }

    [NginxFact]
    public async Task What_others_made_is_never_touched_until_it_is_adopted()
    {
        await OpenAsync();
        await using var other = await TemporaryCluster.OpenAsync();
        await _agents.JoinAsync(other);
        await SetAsync("shop.example.test");
        await PublishAsync();

        Assert.Empty(await other.ChangeAsync(Publish()));
        await other.ChangeAsync(new SetDomain { Name = "shop.example.test", Settings = new DomainSettings { RedirectTo = "https://else.example.test/" } });
        var refused = await other.ChangeAsync(Publish());
        Assert.Contains(refused, answer => answer.Failure?.ErrorId == "DomainEntryForeign");
        Assert.Equal("hello from the upstream", await AskAsync(0, "shop.example.test"));

        await other.ChangeAsync(new RemoveDomain { Names = ["shop.example.test"] });
        var adopted = Assert.Single(await other.ChangeAsync(new ImportDomain { Nodes = ["n0"] })).Value!;
        Assert.Equal(("shop.example.test", DomainKind.Upstream, DomainSync.Applied), (adopted.Name, adopted.Kind, adopted.Sync));
        Assert.Equal(["n0 shop.example.test Unchanged"], (await AnswersAsync(cluster: other.Cluster)).Select(Describe));
    }

    [NginxFact]
    public async Task Drift_is_seen_and_repaired()
    {
        await OpenAsync();
        await SetAsync("shop.example.test");
        await PublishAsync();
        await using var other = await TemporaryCluster.OpenAsync();
        await _agents.JoinAsync(other);
        await other.ChangeAsync(new ImportDomain());
        await other.ChangeAsync(new SetDomain { Name = "shop.example.test", Settings = new DomainSettings { RedirectTo = "https://else.example.test/" } });
        await other.ChangeAsync(Publish());

        Assert.Equal(DomainSync.Drifted, (await GetAsync("shop.example.test")).Sync);
        var row = Assert.Single(await CompareAsync());
        Assert.Equal((DomainSync.Drifted, true), (row.Sync, row.Managed));
        Assert.Contains("301 to https://else.example.test/", row.Answer, StringComparison.Ordinal);
        Assert.Contains("else.example.test", row.OnNode, StringComparison.Ordinal);
        Assert.Contains(_upstream.HttpUri!.ToString(), row.Desired, StringComparison.Ordinal);

        Assert.Equal(["n0 shop.example.test Update Applied"], await PublishAsync());
        Assert.Equal(DomainSync.Applied, Assert.Single(await CompareAsync()).Sync);
    }

    [NginxFact]
    public async Task Two_publishes_do_not_interleave()
    {
        await OpenAsync();
        await SetAsync("shop.example.test");
        await SetAsync("more.example.test");
        var late = await _agents.Cluster.Operations.PlanAsync(Publish(names: ["more.example.test"]), default);
        _agents.Nginx().PauseMaster();
        var first = AnswersAsync(names: ["shop.example.test"]);
        await _agents.Nginx().UntilAskedToReloadAsync();
        var second = await Assert.ThrowsAsync<ClusterException>(async () => await _agents.Cluster.Operations.ApplyAsync(late, default).ToListAsync());
        Assert.Equal("ObjectLocked", second.ErrorId);
        Assert.Contains("domains/publish", second.Remedy, StringComparison.Ordinal);
        _agents.Nginx().ResumeMaster();
        Assert.Equal(["n0 shop.example.test Create Applied"], (await first).Select(Describe));
    }

    [NginxFact]
    public async Task Checks_of_domains_tell_what_a_publish_demands()
    {
        await OpenAsync();
        await SetAsync("shop.example.test");
        var checks = (await _agents.Cluster.Domains.TestAsync(new DomainTest(), default).ToListAsync()).Select(answer => answer.Value!).ToList();
        Assert.Equal(["Configuration True", "Conflict True", "NameResolution False", "Upstream True"], checks.Select(check => $"{check.Check} {check.Passed}").Order());
        Assert.All(checks, check => Assert.Equal("shop.example.test", check.Domain));
        var refused = await AnswersAsync(skip: []);
        Assert.Contains(refused, answer => answer.Failure?.ErrorId == "DomainVerificationFailed" && answer.Failure.Message.Contains("NameResolution", StringComparison.Ordinal));
        Assert.Equal("DomainCheckUnknown", (await Assert.ThrowsAsync<ClusterException>(() => AnswersAsync(skip: ["Nonsense"]))).ErrorId);
    }

    [NginxFact]
    public async Task Names_that_nobody_has_go_on_to_the_operators_own_server()
    {
        _agents = await AgentCluster.OpenAsync(1, new NginxServerOptions { SaysDefault = false });
        await SetAsync("shop.example.test");
        var refused = Assert.Single(await AnswersAsync(), answer => answer.Failure is not null).Failure!;
        Assert.Equal("DomainPublishRefused", refused.ErrorId);
        Assert.Contains("Add default_server to the listen of that server", refused.Message, StringComparison.Ordinal);
        Assert.Equal("one", await AskAsync(0, "unknown.example.test"));
    }

    [NginxFact]
    public async Task Where_there_is_no_other_server_a_name_that_nobody_has_gets_no_domain()
    {
        _agents = await AgentCluster.OpenAsync(1, agent: nginx => new NginxAgentOptions { More = ["--http-listen", $"{nginx.Address}:8081"] });
        var own = new UriBuilder(_agents.Nginx().Uri) { Port = 8081 }.Uri;
        await _agents.Files.ChangeAsync(new SetNode { Nodes = ["n0"], Settings = new NodeSettings { ProxyAddress = own } });
        await SetAsync("shop.example.test");
        Assert.Equal(["n0 shop.example.test Create Applied"], await PublishAsync());
        using var client = new HttpClient();
        using var answer = await client.GetAsync(own);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task OpenAsync(int nodes = 1) => _agents = await AgentCluster.OpenAsync(nodes);

    private string? SnippetOf(int node) => Directory.EnumerateFiles(_agents.Nginx(node).SitesFolder, "lyttle*").Select(File.ReadAllText).SingleOrDefault();

    private async Task<string> AskAsync(int node, string name)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, _agents.Nginx(node).Uri) { Headers = { Host = name } };
        using var answer = await client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task SetAsync(string name, DomainSettings? settings = null)
    {
        var answer = Assert.Single(await _agents.Files.ChangeAsync(new SetDomain { Name = name, Settings = settings ?? new DomainSettings { Upstreams = [new ClusterUpstream(_upstream.HttpUri!)] } }));
        Assert.Null(answer.Failure);
    }

    private async Task<ClusterDomain> GetAsync(string name) =>
        Assert.Single(await _agents.Cluster.Domains.GetAsync(new DomainQuery { Names = [name] }, default).ToListAsync()).Value!;

    private async Task<List<ClusterDomainDifference>> CompareAsync() =>
        [.. (await _agents.Cluster.Domains.CompareAsync(new DomainComparison(), default).ToListAsync()).Select(answer => answer.Value!)];

    private async Task<ClusterOperation> NewestAsync() =>
        Assert.Single(await _agents.Cluster.Operations.GetAsync(new OperationQuery { Newest = 1 }, default).ToListAsync()).Value!;

    private async Task<List<Answer<ClusterOperation>>> UndoAsync(string id)
    {
        try
        {
            return await _agents.Files.ChangeAsync(new UndoOperation { Id = id });
        }
        catch (ClusterException failure)
        {
            return [failure];
        }
    }

    private static PublishDomain Publish(IReadOnlyList<string>? skip = null, IReadOnlyList<string>? names = null) => new() { SkipVerification = skip ?? SkipNames, Names = names ?? [], Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Publishes, and gives the answers of plan and change.</summary>
    private async Task<List<Answer<ClusterDomainResult>>> AnswersAsync(IReadOnlyList<string>? skip = null, IReadOnlyList<string>? names = null, ICluster? cluster = null)
    {
        cluster ??= _agents.Cluster;
        var plan = await cluster.Operations.PlanAsync(Publish(skip, names), default);
        var answers = await cluster.Operations.ApplyAsync(plan, default).ToListAsync();
        return [.. plan.Failures.Select(failure => (Answer<ClusterDomainResult>)failure), .. plan.Unchanged.Select(result => (Answer<ClusterDomainResult>)result), .. answers];
    }

    private async Task<List<string>> PublishAsync(IReadOnlyList<string>? skip = null, params string[] names) => [.. (await AnswersAsync(skip, names)).Select(Describe).Order()];

    private static string Describe(Answer<ClusterDomainResult> answer) =>
        string.Join(' ', new[] { answer.Value?.Node, answer.Value?.Domain, answer.Value?.Action, answer.Value?.Outcome.ToString(), answer.Failure?.ErrorId }.Where(part => part is not null));
}
