using LyttleCluster.Core.Overview;

namespace LyttleCluster.Tests.Overview;

public class DuplicateEnginesTests
{
    [Fact]
    public void Nodes_that_list_the_same_ids_are_one_engine()
    {
        ClusterContainer[] listed = [On("b", "1"), On("a", "1"), On("a", "2"), On("b", "2"), On("c", "3")];
        Assert.Equal([["a", "b"]], DuplicateEngines.Find(listed));
    }

    [Fact]
    public void Nodes_with_containers_of_their_own_are_not() => Assert.Empty(DuplicateEngines.Find([On("a", "1"), On("b", "2")]));

    private static ClusterContainer On(string node, string id) => new() { Node = node, Id = id, Name = id, Image = "i" };
}
