using LyttleCluster.Core;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.Local;

[Collection(EnginesCollection.Name)]
public class OverviewTests(EnginesFixture engines)
{
    [Fact]
    public async Task Containers_of_a_node_that_does_not_answer_are_counted_apart_as_they_were_last_seen()
    {
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 2, ContainersPerNode = 3 });
        await using var temporary = await TemporaryCluster.OpenAsync();
        foreach (var node in nodes.Nodes) await temporary.AddAsync(node.Name, node.Uri);
        Assert.Equal((6, 0), Totals(await SummaryAsync()));

        nodes.Nodes[1].Dispose();

        var summary = await SummaryAsync();
        Assert.Equal((3, 3), Totals(summary));
        Assert.Equal(summary.Containers.Running, summary.ContainersLastSeen.Running);

        async Task<ClusterSummary> SummaryAsync() => Assert.Single(await temporary.Cluster.Overview.GetAsync(new SummaryQuery(), CancellationToken.None).ToListAsync()).Value!;

        static (int Answering, int Away) Totals(ClusterSummary summary) => (summary.Containers.Total, summary.ContainersLastSeen.Total);
    }

    [EngineFact]
    public async Task One_engine_under_two_names_is_warned_of_and_counted_once()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        var engine = await engines.EngineAsync(2);
        var files = engine.TlsFiles!;
        var name = EnginesFixture.Unique("twice");
        await engine.RunAsync(name);
        await temporary.AddAsync("a", engine.UnixUri);
        await temporary.AddAsync("b", new NodeSettings { Docker = engine.TcpUri, DockerCACertificatePath = files.CertificateAuthority, DockerCertificatePath = files.ClientCertificate, DockerKeyPath = files.ClientKey });
        await temporary.AddAsync("gone", new Uri("unix:///nobody/listens/here.sock"), skipProbe: true);

        var summary = Assert.Single(await temporary.Cluster.Overview.GetAsync(new SummaryQuery(), CancellationToken.None).ToListAsync()).Value!;
        Assert.Equal(3, summary.Nodes);
        Assert.Equal(2, summary.NodesByStatus["Ready"]);
        Assert.Equal(1, summary.NodesByStatus["Unreachable"]);
        Assert.Equal(["NodeUnreachable", "DuplicateEngine"], summary.Warnings.Select(w => w.Id));
        Assert.Equal((await temporary.ContainersAsync(new ContainerQuery { Nodes = ["a"] })).Count, summary.Containers.Total);
        Assert.Equal("Nodes.Add", summary.LastChanges[0].Kind);
        await engine.RemoveAsync(name);
    }
}
