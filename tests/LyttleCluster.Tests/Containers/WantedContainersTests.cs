using LyttleCluster.Core;
using LyttleCluster.Core.Containers;

namespace LyttleCluster.Tests.Containers;

public class WantedContainersTests
{
    [Fact]
    public void A_plain_name_that_is_nowhere_is_missing_and_a_wildcard_never_is()
    {
        var wanted = new WantedContainers([], ["blog", "shop", "x*"], []);
        Assert.True(wanted.Take(On("a", "blog", "1111")));
        Assert.False(wanted.Take(On("a", "other", "2222")));
        var missing = Assert.Single(wanted.Missing());
        Assert.Equal(("ContainerNotFound", "shop"), (missing.ErrorId, missing.TargetName));
    }

    [Theory]
    [InlineData("4f0c", true)]
    [InlineData("4F0C9A", true)]
    [InlineData("4f0", false)]
    public void An_id_prefix_of_four_digits_or_more_is_enough(string wanted, bool meant) =>
        Assert.Equal(meant, new WantedContainers([], [wanted], []).Take(On("a", "blog", "4f0c9ab1")));

    [Fact]
    public void References_mean_their_node_and_id_alone()
    {
        var wanted = new WantedContainers(["ignored"], ["ignored"], [new ContainerRef("A", "1111", "blog"), new ContainerRef("b", "2222", "shop")]);
        Assert.Equal(["A", "b"], wanted.Nodes);
        Assert.True(wanted.Take(On("a", "blog", "1111")));
        Assert.False(wanted.Take(On("c", "shop", "2222")));
        Assert.Equal("ContainerGone", Assert.Single(wanted.Missing()).ErrorId);
    }

    [Fact]
    public void What_a_node_that_failed_may_have_is_not_said_to_be_gone()
    {
        var wanted = new WantedContainers([], [], [new ContainerRef("a", "1111", "blog")]);
        wanted.Failed("A");
        Assert.Empty(wanted.Missing());
    }

    private static ClusterContainer On(string node, string name, string id) => new() { Node = node, Name = name, Id = id, Image = "i" };
}
