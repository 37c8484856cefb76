using LyttleCluster.Core;
using LyttleCluster.Core.Access;
using LyttleCluster.Core.Domains;

namespace LyttleCluster.ManagerTests.Access;

/// <summary>What owners may with what they own, and no further.</summary>
public sealed class OwnerTests : IAsyncLifetime
{
    private static readonly ClusterCaller Alice = new() { Name = "alice", Proof = CallerProof.Certificate, Groups = ["web-team"] };
    private readonly List<(string Caller, string Error)> _denied = [];
    private GateHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await GateHost.PlainAsync();
        await AddNodeAsync("mine", "alice");
        await AddNodeAsync("ours", "bob", "web-team");
        await AddNodeAsync("theirs", "bob");
        await _host.ApplyAsync(new SetDomain { Name = "mine.example.com", Settings = new DomainSettings { Upstreams = [new ClusterUpstream(new Uri("http://10.9.9.9:8080"))], Owners = ["alice"], Nodes = ["mine"] } });
        await _host.ApplyAsync(new SetDomain { Name = "theirs.example.com", Settings = new DomainSettings { RedirectTo = "https://example.com", Owners = ["bob"] } });
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Theory]
    [InlineData(null, "mine")]
    [InlineData(null, "ours")]
    [InlineData(null, "mine", "ours")]
    [InlineData("AccessNotOwner", "theirs")]
    [InlineData("AccessNotOwner", "mine", "theirs")]
    [InlineData("AccessNotOwner", "*")]
    [InlineData("AccessNotOwner")]
    public async Task Nodes_are_suspended_by_their_owners_alone(string? errorId, params string[] nodes)
    {
        var error = await ErrorAsync(Alice, new SuspendNode { Nodes = nodes });
        Assert.Equal(errorId, error?.ErrorId);
        Assert.Equal(errorId is null ? [] : [("alice", errorId)], _denied);
        if (errorId is null) Assert.Equal("alice", (await LastOperationAsync()).Author);
    }

    [Fact]
    public async Task What_owners_may_not_is_refused_before_any_node_is_asked()
    {
        Assert.Equal("AccessDenied", (await ErrorAsync(Alice, new RemoveNode { Nodes = ["mine"] }))?.ErrorId);
        Assert.Equal("AccessDenied", (await ErrorAsync(Alice, new SetNode { Nodes = ["mine"], Settings = new NodeSettings { Owners = ["alice", "eve"] } }))?.ErrorId);
        var nobody = Alice with { Name = "carol", Groups = [] };
        Assert.Equal("AccessDenied", (await ErrorAsync(nobody, new StopContainer()))?.ErrorId);
        Assert.Equal("NotAuthenticated", (await ErrorAsync(ClusterCaller.Anonymous with { Groups = ["web-team"] }, new SuspendNode { Nodes = ["ours"] }))?.ErrorId);
        Assert.Equal("AccessNotOwner", (await ErrorAsync(Alice with { Name = "ALICE", Groups = ["web-team"] }, new SuspendNode { Nodes = ["mine"] }))?.ErrorId);
        Assert.Equal("AccessBeyondOwner", (await ErrorAsync(Alice, new ReloadNginx { Nodes = ["mine"], Probe = new Uri("http://169.254.169.254/") }))?.ErrorId);
    }

    [Fact]
    public async Task Rights_are_looked_at_again_when_a_plan_is_carried_out()
    {
        var cluster = Guarded(Alice);
        var plan = await cluster.Operations.PlanAsync(new SuspendNode { Nodes = ["ours"] }, CancellationToken.None);
        await _host.ApplyAsync(new SetNode { Nodes = ["ours"], Settings = new NodeSettings { Owners = ["bob"] } });
        var refusal = await Assert.ThrowsAsync<ClusterException>(async () => await cluster.Operations.ApplyAsync(plan, CancellationToken.None).CountAsync());
        Assert.Equal("AccessNotOwner", refusal.ErrorId);
    }

    [Fact]
    public async Task Who_was_granted_the_method_needs_not_own_anything() =>
        Assert.Null(await ErrorAsync(new ClusterCaller { Name = "carol", Proof = CallerProof.Token, Methods = ["Nodes.Suspend"] }, new SuspendNode { Nodes = ["*"] }));

    [Theory]
    [InlineData(null, "mine.example.com")]
    [InlineData("AccessNotOwner", "theirs.example.com")]
    [InlineData("AccessNotOwner", "new.example.com")]
    public async Task Domains_are_changed_by_their_owners_alone(string? errorId, string domain) =>
        Assert.Equal(errorId, (await ErrorAsync(Alice, new SetDomain { Name = domain, Settings = new DomainSettings { RedirectTo = "https://elsewhere.example.com" } }))?.ErrorId);

    public static TheoryData<string, DomainSettings, bool> Reaches => new()
    {
        { "own upstream with another weight", new DomainSettings { Upstreams = [new ClusterUpstream(new Uri("http://10.9.9.9:8080")) { Weight = 3 }] }, true },
        { "a port of their own node", new DomainSettings { Upstreams = [new ClusterUpstream(new Uri("http://mine.internal:9000"))] }, true },
        { "redirect", new DomainSettings { RedirectTo = "https://example.com" }, true },
        { "owners", new DomainSettings { Owners = ["alice", "eve"] }, false },
        { "another name", new DomainSettings { Aliases = ["login.example.com"] }, false },
        { "other nodes", new DomainSettings { Nodes = ["*"] }, false },
        { "labels", new DomainSettings { NodeLabels = new Dictionary<string, string> { ["a"] = "b" } }, false },
        { "locations", new DomainSettings { Locations = ["eu"] }, false },
        { "another port of a known host", new DomainSettings { Upstreams = [new ClusterUpstream(new Uri("http://10.9.9.9:22"))] }, false },
        { "loopback of the node", new DomainSettings { Upstreams = [new ClusterUpstream(new Uri("http://127.0.0.1:2375"))] }, false },
        { "metadata", new DomainSettings { Upstreams = [new ClusterUpstream(new Uri("http://169.254.169.254/"))] }, false },
        { "somebody's node", new DomainSettings { Upstreams = [new ClusterUpstream(new Uri("http://theirs.internal:9000"))] }, false },
        { "files", new DomainSettings { Root = "/etc" }, false },
        { "directives", new DomainSettings { CustomConfiguration = "location /x/ { alias /etc/; }" }, false },
        { "certificates", new DomainSettings { Tls = true, CertificatePath = "/etc/ssl/theirs.pem", CertificateKeyPath = "/etc/ssl/theirs.key" }, false },
        { "an app", new DomainSettings { App = "payroll" }, false },
    };

    [Theory]
    [MemberData(nameof(Reaches))]
    public async Task An_owner_does_not_reach_further_than_the_domain_does(string what, DomainSettings settings, bool allowed)
    {
        var error = await ErrorAsync(Alice, new SetDomain { Name = "mine.example.com", Settings = settings });
        Assert.True(allowed ? error is null : error?.ErrorId == "AccessBeyondOwner", $"{what}: {error}");
    }

    [Fact]
    public async Task An_owner_removes_their_domain_and_no_other()
    {
        Assert.Equal("AccessNotOwner", (await ErrorAsync(Alice, new RemoveDomain()))?.ErrorId);
        Assert.Null(await ErrorAsync(Alice, new RemoveDomain { Names = ["mine.example.com"] }));
    }

    [Theory]
    [InlineData(null, "mine.example.com")]
    [InlineData("domain/theirs.example.com", "theirs.example.com")]
    [InlineData("domain/theirs.example.com", "mine.example.com", "theirs.example.com")]
    [InlineData("domain/gone.example.com", "gone.example.com")]
    public async Task A_publish_touches_domains_of_its_owner_alone(string? refused, params string[] domains)
    {
        var entries = domains.Select(domain => new EntryChange { Action = EntryAction.Delete, Domain = domain, Shown = domain });
        var place = new Place { Kind = PlaceKind.Agent, Dialect = "agent", Nodes = [.. (await _host.Cluster.Parts.Registry.ListAsync(CancellationToken.None)).Take(1)] };
        var change = new PlaceWork(place, [.. entries]).ToChange("Publish", TimeSpan.Zero);
        var refusal = await _host.Cluster.Parts.Owners.RefusalAsync(Alice, AccessMethod.Of("Domains.Publish"), new PublishDomain(), [change], CancellationToken.None);
        Assert.Equal(refused, refusal?.TargetName);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_publish_that_asks_for_more_than_the_domain_is_beyond_its_owner(bool probe)
    {
        var request = probe ? new PublishDomain { Names = ["mine.example.com"], Probe = new Uri("http://10.0.0.1/") } : new PublishDomain { Names = ["mine.example.com"], SkipVerification = ["*"] };
        Assert.Equal("AccessBeyondOwner", (await ErrorAsync(Alice, request))?.ErrorId);
    }

    [Fact]
    public async Task Owners_of_a_domain_are_shown_and_kept()
    {
        await _host.ApplyAsync(new SetDomain { Name = "mine.example.com", Settings = new DomainSettings { LeastConnections = true } });
        var domain = await Guarded(Alice).Domains.GetAsync(new DomainQuery { Names = ["mine.example.com"], Cached = true }, CancellationToken.None).FirstAsync();
        Assert.Equal(["alice"], domain.Value!.Owners);
        await _host.ApplyAsync(new SetDomain { Name = "mine.example.com", Settings = new DomainSettings(), Clear = [nameof(DomainSettings.Owners)] });
        Assert.Equal("AccessDenied", (await ErrorAsync(Alice, new RemoveDomain { Names = ["mine.example.com"] }))?.ErrorId);
        var bad = await Assert.ThrowsAsync<ClusterException>(() => _host.ApplyAsync(new SetDomain { Name = "mine.example.com", Settings = new DomainSettings { Owners = ["a\nb"] } }));
        Assert.Equal("DomainOwnerInvalid", bad.ErrorId);
    }

    [Fact]
    public async Task Every_use_case_is_refused_to_nobody()
    {
        var cluster = Guarded(ClusterCaller.Anonymous);
        foreach (var useCase in UseCases.All) Assert.Equal("NotAuthenticated", await ((Task<string?>)typeof(OwnerTests).GetMethod(nameof(InvokeAsync), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.MakeGenericMethod(useCase.RequestType, useCase.ResultType).Invoke(null, [cluster, useCase])!));
        Assert.Equal(UseCases.All.Count, _denied.Count);
    }

    private static async Task<string?> InvokeAsync<TRequest, TResult>(ICluster cluster, UseCase useCase)
    {
        // What it would be asked with does not matter: it is refused before anybody looks at it.
        var request = (TRequest)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof(TRequest));
        try
        {
            var answers = await ((UseCase<TRequest, TResult>)useCase).Invoke(cluster, request, CancellationToken.None).ToListAsync();
            return answers is [var only] ? only.Failure?.ErrorId : null;
        }
        catch (ClusterException refusal)
        {
            return refusal.ErrorId;
        }
    }

    private GuardedCluster Guarded(ClusterCaller caller) => new(_host.Cluster, caller, _host.Cluster.Parts.Owners, new Witness(_denied));

    private async Task<ClusterException?> ErrorAsync<TResult>(ClusterCaller caller, ChangeRequest<TResult> request)
    {
        try
        {
            var operations = Guarded(caller).Operations;
            var plan = await operations.PlanAsync(request, CancellationToken.None);
            await foreach (var answer in operations.ApplyAsync(plan, CancellationToken.None))
            {
                if (answer.Failure is not null) return answer.Failure;
            }

            return null;
        }
        catch (ClusterException refusal)
        {
            return refusal;
        }
    }

    private async Task<ClusterOperation> LastOperationAsync() => (await _host.Cluster.Operations.GetAsync(new OperationQuery { Newest = 1 }, CancellationToken.None).FirstAsync()).Value!;

    private Task<ClusterNode> AddNodeAsync(string name, params string[] owners) => _host.ApplyAsync(new AddNode
    {
        Name = name,
        SkipProbe = true,
        Settings = new NodeSettings { NginxApi = new Uri($"http://{name}.internal:3003"), Owners = owners, Address = [$"{name}.internal", "127.0.0.1"] },
    });

    private sealed class Witness(List<(string, string)> denied) : IAccessWitness
    {
        public void Denied(ClusterCaller caller, AccessMethod method, ClusterException refusal) => denied.Add((caller.Name, refusal.ErrorId));
    }
}
