using LyttleCluster.Core;
using LyttleCluster.Core.Security;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Local;

namespace LyttleCluster.Tests.Domains;

/// <summary>Domains on LyttleNGINX v2, whose rows cannot be staged and go live by themselves, and on generations that take none.</summary>
public sealed class RowPublishTests : IAsyncLifetime
{
    private readonly SimulatedDatabase _database = new();
    private readonly List<NginxApiServer> _servers = [];
    private TemporaryCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TemporaryCluster.OpenAsync();

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        foreach (var server in _servers) await server.DisposeAsync();
    }

    [Fact]
    public async Task Nodes_of_one_database_are_one_wave_written_once_and_proved_on_each()
    {
        await AddAsync("a", ApiGeneration.V2);
        await AddAsync("b", ApiGeneration.V2);
        await SetAsync("shop.example.test");
        var plan = await PlanAsync();
        var change = Assert.Single(plan.Changes);
        Assert.Equal("nginx/a+b", change.Target);
        Assert.Contains("one database for a, b: one wave", change.After, StringComparison.Ordinal);
        Assert.Contains("about 0:00:0", change.After, StringComparison.Ordinal);

        Assert.Equal(["a shop.example.test Create Applied", "b shop.example.test Create Applied"], await ApplyAsync(plan));
        var row = Assert.Single(_database.Rows);
        Assert.Equal(["shop.example.test"], row.Domains);
        Assert.Equal(1, _servers.Sum(server => server.Requests.Count(request => request is { Method: "POST", Path: "/proxies" })));
        Assert.All(_servers, server => Assert.Equal(1, server.Count("/reload")));

        Assert.Empty((await PlanAsync()).Changes);
        await SetAsync("shop.example.test", new DomainSettings { RedirectTo = "https://other.example.test/" });
        Assert.Equal(["a shop.example.test Update Applied", "b shop.example.test Update Applied"], await PublishAsync());
        await _cluster.ChangeAsync(new RemoveDomain { Names = ["shop.example.test"] });
        Assert.Equal(["a shop.example.test Delete Applied", "b shop.example.test Delete Applied"], await PublishAsync());
        Assert.Empty(_database.Rows);
    }

    [Fact]
    public async Task A_node_that_was_not_named_but_shares_the_database_is_part_of_the_wave()
    {
        await AddAsync("a", ApiGeneration.V2);
        await AddAsync("b", ApiGeneration.V2);
        await SetAsync("shop.example.test");
        Assert.Equal(["a shop.example.test Create Applied", "b shop.example.test Create Applied"], await PublishAsync(nodes: ["a"]));
    }

    [Fact]
    public async Task What_another_node_of_the_database_wants_is_not_taken_away()
    {
        await AddAsync("a", ApiGeneration.V2);
        await AddAsync("b", ApiGeneration.V2);
        await SetAsync("shop.example.test", To("http://10.0.0.5:8080") with { Nodes = ["b"] });
        await PublishAsync();
        Assert.Empty((await PlanAsync("a")).Changes);
        Assert.DoesNotContain((await CompareAsync()), row => row.Reason is not null);

        // The other node does not answer: what is its is still not taken away.
        _servers[1].IsDown = true;
        Assert.Empty((await PlanAsync()).Changes);
        Assert.Single(_database.Rows);
        _servers[1].IsDown = false;

        await SetAsync("shop.example.test", new DomainSettings { Nodes = ["nobody"] });
        Assert.Equal(["a shop.example.test Delete Applied", "b shop.example.test Delete Applied"], await PublishAsync());
    }

    [Fact]
    public async Task A_reload_that_fails_on_the_second_node_takes_the_rows_back_and_reloads_all()
    {
        await AddAsync("a", ApiGeneration.V2);
        await AddAsync("b", ApiGeneration.V2);
        _servers[1].Nginx.NextReloads.Enqueue(SimulatedReload.Refused());
        await SetAsync("shop.example.test");

        Assert.Equal(["a shop.example.test Create RolledBack DomainPublishPutBack", "b shop.example.test Create RolledBack"], await PublishAsync());
        Assert.Empty(_database.Rows);
        Assert.All(_servers, server => Assert.Equal(2, server.Count("/reload")));
        Assert.All(_servers, server => Assert.Empty(server.Live));
        Assert.Equal(DomainSync.Failed, (await GetAsync("shop.example.test")).Sync);
    }

    [Fact]
    public async Task An_update_that_is_refused_is_put_back_exactly()
    {
        await AddAsync("a", ApiGeneration.V2);
        await SetAsync("shop.example.test", To("http://10.0.0.5:8080") with { CustomConfiguration = "add_header X-Demo yes;" });
        await PublishAsync();
        var before = Assert.Single(_database.Rows);
        await SetAsync("shop.example.test", To("http://10.0.0.6:8080"));
        _servers[0].Nginx.NextReloads.Enqueue(SimulatedReload.Refused());

        Assert.Equal(["a shop.example.test Update RolledBack DomainPublishPutBack"], await PublishAsync());
        var after = Assert.Single(_database.Rows);
        Assert.Equal((before.Id, before.ProxyPassHost, before.CustomCode), (after.Id, after.ProxyPassHost, after.CustomCode));
    }

    [Fact]
    public async Task A_deleted_row_that_is_put_back_is_still_ours_though_its_id_is_another()
    {
        await AddAsync("a", ApiGeneration.V2);
        await SetAsync("shop.example.test");
        await PublishAsync();
        var id = Assert.Single(_database.Rows).Id;
        await _cluster.ChangeAsync(new RemoveDomain { Names = ["shop.example.test"] });
        _servers[0].Nginx.NextReloads.Enqueue(SimulatedReload.Refused());
        Assert.Equal(["a shop.example.test Delete RolledBack DomainPublishPutBack"], await PublishAsync());
        Assert.NotEqual(id, Assert.Single(_database.Rows).Id);
        Assert.Equal(["a shop.example.test Delete Applied"], await PublishAsync());
        Assert.Empty(_database.Rows);
    }

    [Fact]
    public async Task A_publish_is_undone()
    {
        await AddAsync("a", ApiGeneration.V2);
        await SetAsync("shop.example.test");
        await PublishAsync();
        await SetAsync("shop.example.test", To("http://10.0.0.6:8080"));
        await PublishAsync();
        var update = Assert.Single(await _cluster.Cluster.Operations.GetAsync(new OperationQuery { Newest = 1 }, default).ToListAsync()).Value!;
        Assert.Null(Assert.Single(await _cluster.ChangeAsync(new UndoOperation { Id = update.Id })).Failure);
        Assert.Equal("http://10.0.0.5:8080/", Assert.Single(_database.Rows).ProxyPassHost);
    }

    [Fact]
    public async Task Rows_of_others_are_left_alone_and_adopted()
    {
        await AddAsync("a", ApiGeneration.V2);
        _database.Add("http://10.0.0.9:80", "PROXY", "old.example.test");
        await SetAsync("old.example.test");
        var plan = await PlanAsync();
        Assert.Equal("DomainEntryForeign", Assert.Single(plan.Failures).ErrorId);
        Assert.Empty(plan.Changes);
        await _cluster.ChangeAsync(new RemoveDomain { Names = ["old.example.test"] });

        var adopted = Assert.Single(await _cluster.ChangeAsync(new ImportDomain())).Value!;
        Assert.Equal(("http://10.0.0.9/", DomainSync.Applied), (adopted.Target, adopted.Sync));
        Assert.Empty((await PlanAsync()).Changes);
        await _cluster.ChangeAsync(new RemoveDomain());
        Assert.Equal(["a old.example.test Delete Applied"], await PublishAsync());
    }

    [Fact]
    public async Task Rows_of_others_that_have_one_name_twice_are_not_both_adopted()
    {
        await AddAsync("a", ApiGeneration.V2);
        _database.Add("http://10.0.0.8:80", "PROXY", "one.example.test", "www.example.test");
        _database.Add("http://10.0.0.9:80", "PROXY", "two.example.test", "www.example.test");
        _database.Add("http://10.0.0.9:80", "PROXY", "*.wild.example.test");
        _database.Add("http://10.0.0.9:80", "PROXY", "x.wild.example.test");
        var answers = await _cluster.ChangeAsync(new ImportDomain());
        Assert.Equal(["DomainNameShadowed", "DomainNameTaken"], answers.Select(answer => answer.Failure?.ErrorId).OfType<string>().Order());
        Assert.Equal(["*.wild.example.test", "one.example.test"], answers.Where(answer => answer.IsValue).Select(answer => answer.Value!.Name).Order(StringComparer.Ordinal));

        var import = Assert.Single(await _cluster.Cluster.Operations.GetAsync(new OperationQuery { Newest = 1 }, default).ToListAsync()).Value!;
        Assert.Null(Assert.Single(await _cluster.ChangeAsync(new UndoOperation { Id = import.Id })).Failure);
        Assert.Empty(await _cluster.Cluster.Domains.GetAsync(new DomainQuery(), default).ToListAsync());
    }

    [Fact]
    public async Task The_entry_of_a_known_domain_is_adopted_and_what_is_wanted_stays()
    {
        await AddAsync("a", ApiGeneration.V2);
        _database.Add("http://10.0.0.9:80", "PROXY", "shop.example.test");
        await SetAsync("shop.example.test");
        Assert.Equal("DomainEntryForeign", Assert.Single((await PlanAsync()).Failures).ErrorId);
        Assert.Null(Assert.Single(await _cluster.ChangeAsync(new ImportDomain())).Failure);
        Assert.Equal(["a shop.example.test Update Applied"], await PublishAsync());
        Assert.Equal("http://10.0.0.5:8080/", Assert.Single(_database.Rows).ProxyPassHost);
    }

    [Fact]
    public async Task After_a_lost_answer_and_a_reload_that_says_nothing_all_comes_right()
    {
        await AddAsync("a", ApiGeneration.V2);
        await SetAsync("shop.example.test");
        var plan = await PlanAsync();
        _servers[0].LoseNext("POST /proxies", LostReply.Closed, true);
        _servers[0].On("/reload", Faults.Status(503, "{}"));
        _ = await ApplyAsync(plan);
        _servers[0].On("/reload", null);
        await _cluster.ChangeAsync(new ResumeOperation());
        Assert.Equal(DomainSync.Applied, await PublishedAsync());
    }

    private async Task<DomainSync> PublishedAsync()
    {
        await PublishAsync();
        return (await GetAsync("shop.example.test")).Sync;
    }

    [Fact]
    public async Task More_rows_than_can_be_put_back_are_written_in_chunks()
    {
        await AddAsync("a", ApiGeneration.V2);
        for (var i = 0; i < 120; i++) await SetAsync($"n{i}.example.test");
        var plan = await PlanAsync();
        // 120 updates of one kind of call would need 240 calls with their put-back; creations are put back by another call.
        Assert.Contains("120 entries", Assert.Single(plan.Changes).After, StringComparison.Ordinal);
        Assert.Matches(@"about 0:1\d:\d\d, for its limits on calls", plan.Changes[0].After);
    }

    [Theory]
    [InlineData(ApiGeneration.V1)]
    [InlineData(ApiGeneration.Keys2025)]
    public async Task Where_no_configuration_is_taken_a_domain_is_shown_for_a_person(ApiGeneration generation)
    {
        await AddAsync("a", generation);
        await SetAsync("shop.example.test");
        var plan = await PlanAsync();
        Assert.Empty(plan.Changes);
        var told = Assert.Single(plan.Unchanged);
        Assert.Equal(DomainOutcome.Informational, told.Outcome);
        Assert.Contains("ConvertTo-NginxConfiguration", told.Reason, StringComparison.Ordinal);
        Assert.Equal(DomainSync.Informational, (await GetAsync("shop.example.test")).Sync);
        var text = Assert.Single(await _cluster.Cluster.Domains.RenderAsync(new DomainRendering { Names = ["shop.example.test"] }, default).ToListAsync()).Value!;
        Assert.Contains("server_name shop.example.test;", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_row_cannot_say_is_shown_for_a_person()
    {
        await AddAsync("a", ApiGeneration.V2);
        await SetAsync("files.example.test", new DomainSettings { Root = "/srv/www/files" });
        await SetAsync("two.example.test", new DomainSettings { Upstreams = [new ClusterUpstream("http://10.0.0.5"), new ClusterUpstream("http://10.0.0.6")] });
        await SetAsync("app.example.test", new DomainSettings { App = "shop" });
        var plan = await PlanAsync();
        Assert.Empty(plan.Changes);
        Assert.Equal([DomainOutcome.Informational, DomainOutcome.Informational, DomainOutcome.Informational], plan.Unchanged.Select(told => told.Outcome));
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_told_and_the_others_go_on()
    {
        await AddAsync("a", ApiGeneration.V2);
        await _cluster.AddAsync("gone", new NodeSettings { NginxApi = new Uri("http://127.0.0.1:1") }, skipProbe: true);
        await SetAsync("shop.example.test");
        var plan = await PlanAsync();
        Assert.Equal("gone", Assert.Single(plan.Failures).Node);
        Assert.Equal(("gone", DomainOutcome.Failed), (plan.Unchanged[0].Node, plan.Unchanged[0].Outcome));
        Assert.Equal(["a shop.example.test Create Applied"], await ApplyAsync(plan));
    }

    private async Task AddAsync(string name, ApiGeneration generation)
    {
        var server = NginxApiServer.Start(generation, new NginxApiServerOptions { Database = generation == ApiGeneration.V2 ? _database : null, HostName = name });
        _servers.Add(server);
        await _cluster.AddAsync(name, new NodeSettings { NginxApi = server.Uri, NginxApiKey = new Secret(server.ApiKey), ProxyAddress = generation == ApiGeneration.V2 ? server.ProxyAddress : null }, skipProbe: true);
    }

    private async Task SetAsync(string name, DomainSettings? settings = null) =>
        Assert.Null(Assert.Single(await _cluster.ChangeAsync(new SetDomain { Name = name, Settings = settings ?? To("http://10.0.0.5:8080") })).Failure);

    private async Task<ClusterDomain> GetAsync(string name) => Assert.Single(await _cluster.Cluster.Domains.GetAsync(new DomainQuery { Names = [name] }, default).ToListAsync()).Value!;

    private async Task<List<ClusterDomainDifference>> CompareAsync() =>
        [.. (await _cluster.Cluster.Domains.CompareAsync(new DomainComparison(), default).ToListAsync()).Select(answer => answer.Value).OfType<ClusterDomainDifference>()];

    private Task<ChangePlan<ClusterDomainResult>> PlanAsync(params string[] nodes) =>
        _cluster.Cluster.Operations.PlanAsync(new PublishDomain { Nodes = nodes, SkipVerification = ["NameResolution", "Upstream"], Timeout = TimeSpan.FromSeconds(30) }, default);

    private async Task<List<string>> ApplyAsync(ChangePlan<ClusterDomainResult> plan) =>
        [.. (await _cluster.Cluster.Operations.ApplyAsync(plan, default).ToListAsync()).Select(Describe).Order()];

    private async Task<List<string>> PublishAsync(params string[] nodes) => await ApplyAsync(await PlanAsync(nodes));

    private static DomainSettings To(string upstream) => new() { Upstreams = [new ClusterUpstream(upstream)] };

    private static string Describe(Answer<ClusterDomainResult> answer) =>
        string.Join(' ', new[] { answer.Value?.Node, answer.Value?.Domain, answer.Value?.Action, answer.Value?.Outcome.ToString(), answer.Failure?.ErrorId }.Where(part => part is not null));
}
