using LyttleCluster.Core;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.State;

namespace LyttleCluster.Tests.Local;

public sealed class NodeEndpointTests
{
    private static readonly Uri A = new("unix:///a.sock");
    private static readonly Uri B = new("unix:///b.sock");

    [Fact]
    public async Task Of_two_plans_for_one_endpoint_one_is_carried_out()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await using var other = await LocalCluster.OpenAsync(temporary.File, TimeProvider.System, CancellationToken.None);
        var first = await PlanAsync(temporary.Cluster, Add("web1", A));
        var second = await PlanAsync(other, Add("web2", A));

        Assert.True((await ApplyAsync(temporary.Cluster, first)).IsValue);
        var refused = (await ApplyAsync(other, second)).Failure!;

        Assert.Equal(("NodeEndpointInUse", "web2"), (refused.ErrorId, refused.Node));
        Assert.Contains("web1", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["web1"], await NamesAsync(other));
    }

    [Fact]
    public async Task Of_two_plans_for_one_name_one_is_carried_out()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        var first = await PlanAsync(temporary.Cluster, Add("web1", A));
        var second = await PlanAsync(temporary.Cluster, Add("WEB1", B));

        Assert.True((await ApplyAsync(temporary.Cluster, first)).IsValue);

        Assert.Equal("NodeExists", (await ApplyAsync(temporary.Cluster, second)).Failure!.ErrorId);
    }

    [Fact]
    public async Task A_node_that_moves_to_an_endpoint_that_was_just_taken_stays_where_it_is()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", A, skipProbe: true);
        var move = await PlanAsync(temporary.Cluster, Set("web1", B));
        await temporary.AddAsync("web2", B, skipProbe: true);

        Assert.Equal("NodeEndpointInUse", (await ApplyAsync(temporary.Cluster, move)).Failure!.ErrorId);
        Assert.Equal(A, (await temporary.NodeAsync("web1", cached: true)).Docker!.Uri);
    }

    [Fact]
    public async Task An_endpoint_is_free_again_once_its_node_moved_or_is_gone()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", A, skipProbe: true);
        await temporary.ChangeAsync(Set("web1", B));
        await temporary.AddAsync("web2", A, skipProbe: true);
        await temporary.ChangeAsync(new RemoveNode { Nodes = ["web*"] });
        await temporary.AddAsync("web3", A, skipProbe: true);
        await temporary.AddAsync("web4", B, skipProbe: true);

        Assert.Equal(["web3", "web4"], await NamesAsync(temporary.Cluster));
    }

    [Fact]
    public async Task Two_ways_to_write_one_address_are_one_endpoint()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", new Uri("tcp://Host:2375"), skipProbe: true);

        var refused = await Assert.ThrowsAsync<ClusterException>(() => temporary.AddAsync("web2", new Uri("tcp://host:2375/"), skipProbe: true));

        Assert.Equal("NodeEndpointInUse", refused.ErrorId);
    }

    [Fact]
    public async Task Nodes_of_a_file_from_before_work_as_they_did()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        // Such a file could hold two nodes with one endpoint.
        await StoreAsync(temporary, "old1", A);
        await StoreAsync(temporary, "old2", A);
        await StoreAsync(temporary, "old3", B);

        Assert.Equal("NodeEndpointInUse", (await Assert.ThrowsAsync<ClusterException>(() => temporary.AddAsync("new", A, skipProbe: true))).ErrorId);
        Assert.True((await temporary.ChangeAsync(new SetNode { Nodes = ["old1"], Settings = new NodeSettings { Location = "eu" } })).Single().IsValue);
        Assert.True((await temporary.ChangeAsync(Set("old1", new Uri("unix:///c.sock")))).Single().IsValue);
        Assert.All(await temporary.ChangeAsync(new RemoveNode { Nodes = ["old2", "old3"] }), answer => Assert.True(answer.IsValue));
        await temporary.AddAsync("new", A, skipProbe: true);

        Assert.Equal(["new", "old1"], await NamesAsync(temporary.Cluster));
    }

    [Fact]
    public async Task An_endpoint_whose_node_another_version_removed_is_free()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", A, skipProbe: true);
        await using (var store = await SqliteStateStore.OpenAsync(temporary.File, TimeProvider.System, CancellationToken.None))
            await store.CommitAsync([StateWrite.Delete(NodeRegistry.KeyOf("web1"), null)], CancellationToken.None);

        await temporary.AddAsync("web2", A, skipProbe: true);

        Assert.Equal(["web2"], await NamesAsync(temporary.Cluster));
    }

    [Fact]
    public void Of_nodes_given_together_the_first_of_a_name_or_endpoint_counts()
    {
        var (kept, repeated) = NodeBatch.WithoutRepeats([Add("a", A), Add("A", B), Add("b", A), Add("c", B)]);

        Assert.Equal(["a", "c"], kept.Select(request => request.Name));
        Assert.Equal([("NodeGivenTwice", "A"), ("NodeEndpointGivenTwice", "b")], repeated.Select(failure => (failure.ErrorId, failure.Node!)));
    }

    private static AddNode Add(string name, Uri docker) => new() { Name = name, Settings = new NodeSettings { Docker = docker }, SkipProbe = true };

    private static SetNode Set(string name, Uri docker) => new() { Nodes = [name], Settings = new NodeSettings { Docker = docker } };

    private static Task<ChangePlan<ClusterNode>> PlanAsync(ICluster cluster, ChangeRequest<ClusterNode> request) =>
        cluster.Operations.PlanAsync(request, CancellationToken.None);

    private static async Task<Answer<ClusterNode>> ApplyAsync(ICluster cluster, ChangePlan<ClusterNode> plan) =>
        Assert.Single(await cluster.Operations.ApplyAsync(plan, CancellationToken.None).ToListAsync());

    private static async Task<IEnumerable<string>> NamesAsync(ICluster cluster) =>
        (await cluster.Nodes.GetAsync(new NodeQuery { Cached = true }, CancellationToken.None).ToListAsync()).Select(answer => answer.Value!.Name).Order(StringComparer.Ordinal);

    private static async Task StoreAsync(TemporaryCluster temporary, string name, Uri docker)
    {
        await using var store = await SqliteStateStore.OpenAsync(temporary.File, TimeProvider.System, CancellationToken.None);
        var document = new NodeDocument { Name = name, Settings = new NodeSettings { Docker = docker } };
        var write = DocumentWrite.Put(NodeRegistry.KeyOf(name), 0, document, LyttleCluster.Core.StateJson.Default.NodeDocument);
        await store.CommitAsync([write], CancellationToken.None);
    }
}
