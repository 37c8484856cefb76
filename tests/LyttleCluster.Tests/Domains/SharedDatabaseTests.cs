using LyttleCluster.Core.Domains;
using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Tests.Domains;

/// <summary>Nodes of one database are one wave.</summary>
public class SharedDatabaseTests
{
    [Fact]
    public void Nodes_that_show_each_other_belong_together() => Assert.Equal(
        ["a b", "c", "d"],
        Groups(("b", ["host-a-1", "host-b-1"]), ("a", ["host-a-1", "host-b-1"]), ("d", ["agent-d"]), ("c", [])));

    [Fact]
    public void A_ghost_that_both_show_joins_them_although_neither_shows_the_other_yet() => Assert.Equal(
        ["a b"],
        Groups(("a", ["host-a-2", "host-b-1"]), ("b", ["host-b-2", "host-b-1"])));

    [Fact]
    public void A_chain_of_meetings_is_one_group() => Assert.Equal(
        ["a b c d", "e"],
        Groups(("a", ["1", "2"]), ("c", ["5", "6"]), ("e", ["9"]), ("b", ["2", "3"]), ("d", ["3", "5"])));

    [Fact]
    public void Equal_host_names_are_not_enough()
    {
        NginxApiPeer[] Peers(string id) => [new NginxApiPeer { HostName = "vm", InstanceId = id, IsLocal = true }];
        var groups = SharedDatabase.Group(new Dictionary<string, IReadOnlyList<NginxApiPeer>> { ["a"] = Peers("vm-1795235986164-usq3m"), ["b"] = Peers("vm-1795236000000-aaaaa") });
        Assert.Equal(2, groups.Count);
    }

    [Fact]
    public void Without_an_id_nobody_is_joined() => Assert.Equal(["a", "b"], Groups(("a", [""]), ("b", [""])));

    private static IEnumerable<string> Groups(params (string Node, string[] Instances)[] nodes) =>
        SharedDatabase.Group(nodes.ToDictionary(
                node => node.Node,
                node => (IReadOnlyList<NginxApiPeer>)[.. node.Instances.Select(id => new NginxApiPeer { HostName = "vm", InstanceId = id })]))
            .Select(group => string.Join(' ', group));
}
