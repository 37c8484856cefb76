using LyttleCluster.Core;
using LyttleCluster.Core.State;
using LyttleCluster.Tests.Local;

namespace LyttleCluster.Tests.Domains;

/// <summary>What is wanted of domains: stored, changed, refused, undone; no node is needed for it.</summary>
public sealed class SetDomainTests : IAsyncLifetime
{
    private TemporaryCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TemporaryCluster.OpenAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task A_domain_is_shown_as_typed_and_stored_as_punycode()
    {
        var domain = await SetAsync("Bücher.Example.test.", To("http://10.0.0.5:80"));
        Assert.Equal(("Bücher.Example.test", "xn--bcher-kva.example.test", "http://10.0.0.5/"), (domain.Name, domain.AsciiName, domain.Target));
        Assert.Equal("xn--bcher-kva.example.test", (await GetAsync("bücher.example.test")).AsciiName);
        Assert.Equal("xn--bcher-kva.example.test", (await GetAsync("b*")).AsciiName);
    }

    [Fact]
    public async Task What_is_not_given_stays_and_what_is_cleared_goes()
    {
        await SetAsync("a.test.example", To("http://10.0.0.5") with { Aliases = ["www.a.test.example"], CustomConfiguration = "expires 1h;", Nodes = ["web*"] });
        var set = await SetAsync("a.test.example", new DomainSettings { LeastConnections = false }, [nameof(DomainSettings.CustomConfiguration)]);
        Assert.Equal((null, "http://10.0.0.5/"), (set.CustomConfiguration, set.Target));
        Assert.Equal(["www.a.test.example"], set.Aliases);
        Assert.Equal(["web*"], set.WantedNodes);
    }

    [Fact]
    public async Task Another_target_replaces_the_one_before()
    {
        await SetAsync("a.test.example", To("http://10.0.0.5"));
        var redirect = await SetAsync("a.test.example", new DomainSettings { RedirectTo = "https://b.test.example/x", RedirectStatus = 308, RedirectKeepPath = true });
        Assert.Equal((DomainKind.Redirect, 308, true, 0), (redirect.Kind, redirect.RedirectStatus, redirect.RedirectKeepPath, redirect.Upstreams.Length));
        var root = await SetAsync("a.test.example", new DomainSettings { Root = "/srv/www/a" });
        Assert.Equal((DomainKind.Root, "/srv/www/a", null, null), (root.Kind, root.Root, root.RedirectTo, root.RedirectStatus));
        var app = await SetAsync("a.test.example", new DomainSettings { App = "shop" });
        Assert.Equal((DomainKind.App, "shop", null), (app.Kind, app.AppName, app.Root));
    }

    [Fact]
    public async Task Setting_the_same_again_changes_nothing()
    {
        await SetAsync("a.test.example", To("http://10.0.0.5") with { Aliases = ["c.test.example", "b.test.example"] });
        var plan = await PlanAsync("A.TEST.example", To("http://10.0.0.5:80/") with { Aliases = ["c.test.example", "b.test.example"] });
        Assert.Empty(plan.Changes);
        Assert.Equal("a.test.example", Assert.Single(plan.Unchanged).AsciiName);
    }

    [Fact]
    public async Task A_change_of_spaces_within_quotes_is_a_change()
    {
        await SetAsync("a.test.example", To("http://10.0.0.5") with { CustomConfiguration = "add_header X-Motto \"a b\";" });
        Assert.Single((await PlanAsync("a.test.example", new DomainSettings { CustomConfiguration = "add_header X-Motto \"a  b\";" })).Changes);
    }

    [Theory]
    [InlineData("nodots", "DomainNameInvalid")]
    [InlineData("10.0.0.5", "DomainNameInvalid")]
    [InlineData("bad name.example", "DomainNameInvalid")]
    [InlineData("a.*.example", "DomainNameInvalid")]
    [InlineData("a;b.example", "DomainNameInvalid")]
    public async Task A_bad_name_is_refused(string name, string errorId) => await RefusedAsync(errorId, name, To("http://10.0.0.5"));

    [Fact]
    public async Task Bad_targets_are_refused_and_nothing_is_stored()
    {
        await RefusedAsync("DomainTargetMissing", "a.test.example", new DomainSettings());
        await RefusedAsync("DomainTargetsExclude", "a.test.example", To("http://10.0.0.5") with { Root = "/srv/www" });
        await RefusedAsync("DomainUpstreamInvalid", "a.test.example", To("ftp://10.0.0.5"));
        await RefusedAsync("DomainUpstreamInvalid", "a.test.example", To("http://user:secret@10.0.0.5"));
        await RefusedAsync("DomainRootInvalid", "a.test.example", new DomainSettings { Root = "/srv/www/../../etc" });
        await RefusedAsync("DomainRedirectInvalid", "a.test.example", new DomainSettings { RedirectTo = "javascript:alert(1)" });
        await RefusedAsync("DomainCustomConfigurationInvalid", "a.test.example", To("http://10.0.0.5") with { CustomConfiguration = "} server { listen 81;" });
        await RefusedAsync("DomainSettingConflict", "a.test.example", To("http://10.0.0.5") with { CertificatePath = "/etc/ssl/a.pem", CertificateKeyPath = "/etc/ssl/a.key" });
        await RefusedAsync("DomainNodeChoiceInvalid", "a.test.example", To("http://10.0.0.5") with { Nodes = ["two words"] });
        await RefusedAsync("DomainAppInvalid", "a.test.example", new DomainSettings { App = "-x" });
        Assert.Empty(await _cluster.Cluster.Domains.GetAsync(new DomainQuery(), default).ToListAsync());
        Assert.Empty(await _cluster.Cluster.Operations.GetAsync(new OperationQuery(), default).ToListAsync());
    }

    [Fact]
    public async Task A_host_name_belongs_to_one_domain()
    {
        await SetAsync("a.test.example", To("http://10.0.0.5") with { Aliases = ["www.test.example"] });
        await RefusedAsync("DomainNameTaken", "b.test.example", To("http://10.0.0.6") with { Aliases = ["WWW.test.example"] });
        await RefusedAsync("DomainNameShadowed", "*.test.example", To("http://10.0.0.6"));
        await SetAsync("*.other.example", To("http://10.0.0.6"));
        await RefusedAsync("DomainNameShadowed", "x.y.other.example", To("http://10.0.0.7"));
        await SetAsync("other.example", To("http://10.0.0.7"));
    }

    [Fact]
    public async Task Two_plans_made_side_by_side_cannot_both_take_a_name()
    {
        var one = await PlanAsync("a.test.example", To("http://10.0.0.5") with { Aliases = ["www.test.example"] });
        var other = await PlanAsync("b.test.example", To("http://10.0.0.6") with { Aliases = ["www.test.example"] });
        Assert.Null(Assert.Single(await ApplyAsync(one)).Failure);
        var refused = Assert.Single(await ApplyAsync(other)).Failure!;
        Assert.Equal("DomainNameTaken", refused.ErrorId);
        Assert.Contains("a.test.example", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wildcard_and_a_name_below_it_planned_side_by_side_are_not_both_stored()
    {
        var wildcard = await PlanAsync("*.test.example", To("http://10.0.0.5"));
        var name = await PlanAsync("x.y.test.example", To("http://10.0.0.6"));
        Assert.Null(Assert.Single(await ApplyAsync(name)).Failure);
        Assert.Equal("PlanOutdated", Assert.Single(await ApplyAsync(wildcard)).Failure!.ErrorId);

        var below = await PlanAsync("z.other.example", To("http://10.0.0.6"));
        await SetAsync("*.other.example", To("http://10.0.0.5"));
        Assert.NotNull(Assert.Single(await ApplyAsync(below)).Failure);
    }

    [Fact]
    public async Task Names_side_by_side_are_stored_side_by_side()
    {
        var plans = new List<ChangePlan<ClusterDomain>>();
        foreach (var name in Enumerable.Range(0, 20)) plans.Add(await PlanAsync($"n{name}.test.example", To("http://10.0.0.5")));
        foreach (var plan in plans) Assert.Null(Assert.Single(await ApplyAsync(plan)).Failure);
    }

    [Fact]
    public async Task A_redirect_that_comes_back_over_others_is_refused()
    {
        await SetAsync("a.test.example", new DomainSettings { RedirectTo = "https://b.test.example/" });
        await SetAsync("b.test.example", new DomainSettings { RedirectTo = "https://c.test.example/" });
        var failure = await RefusedAsync("DomainRedirectLoop", "c.test.example", new DomainSettings { RedirectTo = "https://a.test.example/" });
        Assert.Contains("c.test.example -> a.test.example -> b.test.example -> c.test.example", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_domain_frees_its_names()
    {
        await SetAsync("a.test.example", To("http://10.0.0.5") with { Aliases = ["www.test.example"] });
        await _cluster.ChangeAsync(new RemoveDomain { Names = ["a.test.example"] });
        await SetAsync("www.test.example", To("http://10.0.0.6"));
        Assert.Equal("DomainNotFound", Assert.Single(await _cluster.ChangeAsync(new RemoveDomain { Names = ["a.test.example"] })).Failure!.ErrorId);
    }

    [Fact]
    public async Task A_change_is_undone_and_the_undo_too()
    {
        await SetAsync("a.test.example", To("http://10.0.0.5"));
        await SetAsync("a.test.example", To("http://10.0.0.6"));
        var change = await NewestAsync();
        Assert.True(change.Reversible);

        var undo = Assert.Single(await UndoAsync(change.Id)).Value!;
        Assert.Equal((change.Id, OperationOutcome.Succeeded), (undo.Undoes, undo.Outcome));
        Assert.Equal("http://10.0.0.5/", (await GetAsync("a.test.example")).Target);
        Assert.Equal("OperationMovedOn", Assert.Single(await UndoAsync(change.Id)).Failure!.ErrorId);

        Assert.Null(Assert.Single(await UndoAsync(undo.Id)).Failure);
        Assert.Equal("http://10.0.0.6/", (await GetAsync("a.test.example")).Target);
    }

    [Fact]
    public async Task An_added_domain_is_undone_with_its_names_and_a_removed_one_comes_back()
    {
        await SetAsync("a.test.example", To("http://10.0.0.5") with { Aliases = ["www.test.example"] });
        var added = await NewestAsync();
        await _cluster.ChangeAsync(new RemoveDomain { Names = ["a.test.example"] });
        var removed = await NewestAsync();
        Assert.Null(Assert.Single(await UndoAsync(removed.Id)).Failure);
        Assert.Equal(["www.test.example"], (await GetAsync("a.test.example")).Aliases);

        // It was removed and came back: it is as it was when it was added.
        Assert.Null(Assert.Single(await UndoAsync(added.Id)).Failure);
        Assert.Empty(await _cluster.Cluster.Domains.GetAsync(new DomainQuery(), default).ToListAsync());
        await SetAsync("www.test.example", To("http://10.0.0.7"));
    }

    [Fact]
    public async Task Changes_one_after_the_other_are_undone_newest_first()
    {
        foreach (var upstream in new[] { "http://10.0.0.5/", "http://10.0.0.6/", "http://10.0.0.7/" }) await SetAsync("a.test.example", To(upstream));
        var changes = (await _cluster.Cluster.Operations.GetAsync(new OperationQuery(), default).ToListAsync()).Select(answer => answer.Value!.Id).ToList();
        Assert.Equal("OperationMovedOn", Assert.Single(await UndoAsync(changes[1])).Failure!.ErrorId);
        Assert.Null(Assert.Single(await UndoAsync(changes[0])).Failure);
        Assert.Null(Assert.Single(await UndoAsync(changes[1])).Failure);
        Assert.Equal("http://10.0.0.5/", (await GetAsync("a.test.example")).Target);
    }

    [Fact]
    public async Task A_wildcard_is_meant_alone_when_its_star_is_escaped()
    {
        await SetAsync("*.test.example", To("http://10.0.0.5"));
        await SetAsync("a.b.example", To("http://10.0.0.5"));
        Assert.Equal("*.test.example", (await GetAsync("`*.test.example")).Name);
        var missing = Assert.Single(await _cluster.Cluster.Domains.GetAsync(new DomainQuery { Names = ["`*.b.example"] }, default).ToListAsync());
        Assert.Equal("DomainNotFound", missing.Failure!.ErrorId);
    }

    [Fact]
    public async Task A_name_that_somebody_took_meanwhile_does_not_come_back()
    {
        await SetAsync("a.test.example", To("http://10.0.0.5"));
        await _cluster.ChangeAsync(new RemoveDomain { Names = ["a.test.example"] });
        var removed = await NewestAsync();
        await SetAsync("*.test.example", To("http://10.0.0.6"));
        var failure = Assert.Single(await UndoAsync(removed.Id)).Failure!;
        Assert.Equal("OperationMovedOn", failure.ErrorId);
        Assert.Contains("*.test.example", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_are_undone_the_same_way()
    {
        await _cluster.AddAsync("web1", new Uri("unix:///a.sock"), skipProbe: true);
        await _cluster.ChangeAsync(new SuspendNode { Nodes = ["web1"] });
        Assert.Null(Assert.Single(await UndoAsync((await NewestAsync()).Id)).Failure);
        Assert.False((await _cluster.NodeAsync("web1", cached: true)).Suspended);
    }

    [Fact]
    public async Task What_cannot_be_undone_says_why()
    {
        Assert.Equal("OperationNotFound", await UndoErrorAsync("0123"));
        await SetAsync("a.test.example", To("http://10.0.0.5"));
        await SetAsync("b.test.example", To("http://10.0.0.5"));
        Assert.Equal("OperationAmbiguous", await UndoErrorAsync(""));
        Assert.Equal("OperationEnded", Assert.Single(await _cluster.ChangeAsync(new ResumeOperation { Ids = [(await NewestAsync()).Id] })).Failure!.ErrorId);
    }

    [Fact]
    public async Task An_operation_of_a_newer_program_says_which_program_can_undo_it()
    {
        await SetAsync("a.test.example", To("http://10.0.0.5"));
        var id = (await NewestAsync()).Id;
        await _cluster.Cluster.DisposeAsync();
        await using (var store = await SqliteStateStore.OpenAsync(_cluster.File, TimeProvider.System, default))
        {
            var key = new DocumentKey("operation", id);
            var document = await store.GetAsync(key, default);
            var newer = System.Text.Encoding.UTF8.GetString(document!.Body.Span)
                .Replace("\"planFormat\":2", "\"planFormat\":99", StringComparison.Ordinal)
                .Replace("LyttleCluster 0.1.0", "LyttleCluster 9.8.7", StringComparison.Ordinal);
            Assert.True((await store.CommitAsync([StateWrite.Put(key, document.Revision, System.Text.Encoding.UTF8.GetBytes(newer))], default)).Done);
        }

        await _cluster.ReopenAsync();
        var failure = Assert.Single(await UndoAsync(id)).Failure!;
        Assert.Equal("OperationPlanFormatUnknown", failure.ErrorId);
        Assert.Contains("LyttleCluster 9.8.7", failure.Remedy, StringComparison.Ordinal);
    }

    private async Task<string> UndoErrorAsync(string id) => (await Assert.ThrowsAsync<ClusterException>(() => _cluster.ChangeAsync(new UndoOperation { Id = id }))).ErrorId;

    /// <summary>A refusal in the plan is an answer here.</summary>
    private async Task<List<Answer<ClusterOperation>>> UndoAsync(string id)
    {
        try
        {
            return await _cluster.ChangeAsync(new UndoOperation { Id = id });
        }
        catch (ClusterException failure)
        {
            return [failure];
        }
    }

    private async Task<ClusterOperation> NewestAsync() => Assert.Single(await _cluster.Cluster.Operations.GetAsync(new OperationQuery { Newest = 1 }, default).ToListAsync()).Value!;

    private async Task<ClusterDomain> GetAsync(string name) => Assert.Single(await _cluster.Cluster.Domains.GetAsync(new DomainQuery { Names = [name] }, default).ToListAsync()).Value!;

    private async Task<ClusterException> RefusedAsync(string errorId, string name, DomainSettings settings)
    {
        var failure = await Assert.ThrowsAsync<ClusterException>(() => PlanAsync(name, settings));
        Assert.Equal(errorId, failure.ErrorId);
        return failure;
    }

    private Task<ChangePlan<ClusterDomain>> PlanAsync(string name, DomainSettings settings) =>
        _cluster.Cluster.Operations.PlanAsync(new SetDomain { Name = name, Settings = settings }, default);

    private async Task<List<Answer<ClusterDomain>>> ApplyAsync(ChangePlan<ClusterDomain> plan) => await _cluster.Cluster.Operations.ApplyAsync(plan, default).ToListAsync();

    private async Task<ClusterDomain> SetAsync(string name, DomainSettings settings, IReadOnlyList<string>? clear = null)
    {
        var answer = Assert.Single(await _cluster.ChangeAsync(new SetDomain { Name = name, Settings = settings, Clear = clear ?? [] }));
        Assert.Null(answer.Failure);
        return answer.Value!;
    }

    private static DomainSettings To(string upstream) => new() { Upstreams = [new ClusterUpstream(upstream)] };
}
